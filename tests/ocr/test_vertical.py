"""Pages of vertical Japanese and Chinese, drawn by the tests, through every stage."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr import export, recognize
from tests.ocr.pdf_output import pdfs
from tests.support import drawing

pytestmark = pytest.mark.engine

JAPANESE = ("これはペンです日本語", "東京の学校で学びます", "ニャーという小さい声", "どこで生れたかとんと")
CHINESE = ("今天天气很好我们在北京", "学习汉字图片文字识别", "我们在北京学习文字")


def drawn(columns, size=32, gap=2.0):
    """Columns of characters from the right to the left. A long vowel's dash stands upright, as in print."""
    font = drawing.font_for("".join(columns), size)
    page = Image.new("RGB", (round(size * gap * len(columns)) + 100, size * max(map(len, columns)) + 120), "white")
    for number, column in enumerate(columns):
        left = page.width - 50 - size - round(size * gap * number)
        for place, character in enumerate(column):
            page.paste(_character(character, font, size), (left, 50 + size * place))
    return page


def _character(character, font, size):
    cell = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(cell).text((size / 2, size / 2), character, "black", font, anchor="mm")
    return cell.rotate(-90) if character == "ー" else cell


def read(picture):
    (page,) = recognize(picture)
    return page


@pytest.mark.parametrize("columns", [JAPANESE, CHINESE], ids=["Japanese", "Chinese"])
@pytest.mark.parametrize("gap", [1.5, 3.0])
def test_it_reads_columns_from_right_to_left(columns, gap):
    page = read(drawn(columns, gap=gap))
    assert drawing.similarity("".join(columns), page.text) > 0.97
    assert (page.rotation, page.tables) == (0, ())


@pytest.mark.parametrize("size", [32, 38])
def test_kana_that_look_like_letters_stay_in_their_column(size):
    columns = ("日本しているのてはここでてから", *JAPANESE)
    assert read(drawn(columns, size)).text.startswith(f"{columns[0]}\n")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_turns_a_page_of_columns_upright(degrees):
    page = read(drawn(CHINESE).rotate(degrees, expand=True))
    assert page.rotation == degrees
    assert drawing.similarity("".join(CHINESE), page.text) > 0.97


@pytest.mark.parametrize("degrees", [90, 270])
def test_it_turns_a_page_of_level_chinese_upright(degrees):
    page = read(drawing.draw_text(drawing.CHINESE * 3).image.rotate(degrees, expand=True))
    assert page.rotation == degrees
    assert drawing.similarity("".join(drawing.CHINESE * 3), page.text) > 0.97


def test_it_places_each_character_of_a_column():
    line = read(drawn(CHINESE)).blocks[0].lines[0]
    tops = [word.box.top for word in line.words]
    assert tops == sorted(tops)
    assert len(tops) == len(CHINESE[0])
    assert abs(line.words[3].box.center[1] - (50 + 3.5 * 32)) < 8


def test_every_export_has_the_columns_in_order():
    page = read(drawn(CHINESE))
    for form in ("txt", "hocr", "alto", "page"):
        text = b"".join(export.chunks([page], form)).decode()
        places = [text.find("今"), text.find("汉"), text.rfind("我")]
        assert -1 < places[0] < places[1] < places[2]


def test_the_exported_pdf_has_the_columns_in_order():
    page = read(drawn(CHINESE))
    text = pdfs.text_by_pdfium(pdfs.searchable(pdfs.blank((page.width, page.height)), page))
    assert "".join(text.split()) == "".join(page.text.split())


def test_a_snippet_that_lies_upside_down_is_read():
    assert read(drawing.draw_text(("Room 27 B",), 20, margin=8).image.rotate(180)).text == "Room 27 B"
