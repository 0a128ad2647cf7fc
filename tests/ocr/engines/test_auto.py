"""The default engine: which one it picks for a page, and the reason that it gives."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.auto import Auto
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.errors import LanguageNotInstalled
from onlineocr.ocr.options import Options
from tests.support.drawing import CHINESE, ENGLISH, GREEK, HEBREW, RUSSIAN, draw_text, similarity

pytestmark = pytest.mark.engine


def read(lines, languages="auto", **drawn):
    drawing = draw_text(lines, **drawn)
    return registry.get("auto").recognize(drawing.pixels, Options.parse({"languages": languages}))


def in_order(reading):
    return replace(reading, lines=tuple(sorted(reading.lines, key=lambda line: line.box.top)))


def text(reading):
    return "\n".join(line.text for line in reading.lines)


@pytest.mark.parametrize(("lines", "tag"), [(ENGLISH, "en"), (CHINESE, "zh-Hans")])
def test_it_reads_what_ppocr_knows_with_ppocr(lines, tag):
    reading = read(lines)
    assert similarity("".join(lines), text(reading)) > 0.95
    assert reading.engine.name == "ppocr"
    assert reading.languages == (tag,)
    assert "PP-OCR" in reading.reason


@pytest.mark.parametrize("size", [18, 32, 60])
def test_it_finds_out_that_a_page_is_russian(russian, size):
    reading = read(RUSSIAN * 2, size=size)
    assert similarity("".join(RUSSIAN * 2), text(reading)) > 0.95
    assert reading.engine.name == "tesseract"
    assert reading.languages == ("ru",)
    assert "in Russian (Cyrl), sure of" in reading.reason


def test_it_finds_out_that_a_page_is_hebrew(hebrew):
    reading = read(HEBREW * 2)
    assert similarity("".join(HEBREW * 2), text(reading)) > 0.9
    assert reading.languages == ("he",)


def test_it_names_the_command_for_a_script_that_is_not_installed(monkeypatch):
    monkeypatch.setattr(tessdata, "installed", lambda: {"eng": tessdata.find("eng")})
    reading = read(RUSSIAN * 2)
    assert reading.engine.name == "ppocr"
    (problem,) = reading.problems
    assert problem.code == "language_not_installed"
    assert problem.detail.startswith("6 lines are in the script of Russian")
    assert "the trained data 'rus' is missing" in problem.detail


def test_it_names_it_for_one_long_line_among_others(monkeypatch):
    monkeypatch.setattr(tessdata, "installed", lambda: {"eng": tessdata.find("eng")})
    [problem] = read([*ENGLISH, "Съешь ещё этих мягких французских булок", *ENGLISH]).problems
    assert "1 line is in the script of" in problem.detail


@pytest.mark.parametrize("lines", [ENGLISH, ["M 48 17 KP"], ["7392-481"], ["(: :)"]])
def test_it_names_none_for_english_number_plates_and_signs(monkeypatch, lines):
    monkeypatch.setattr(tessdata, "installed", lambda: {"eng": tessdata.find("eng")})
    assert read(lines).problems == ()


def test_it_names_none_for_a_drawn_face(monkeypatch):
    monkeypatch.setattr(tessdata, "installed", lambda: {"eng": tessdata.find("eng")})
    face = Image.new("RGB", (160, 160), "white")
    draw = ImageDraw.Draw(face)
    draw.ellipse((22, 22, 138, 138), outline="black", width=7)
    for x in (56, 90):
        draw.ellipse((x, 60, x + 15, 80), fill="black")
    draw.arc((54, 75, 108, 120), 10, 170, fill="black", width=6)
    assert registry.get("auto").recognize(np.array(face), Options()).problems == ()


def test_it_needs_no_data_for_scripts(monkeypatch, russian):
    found = tessdata.find
    monkeypatch.setattr(tessdata, "find", lambda name: None if name == "osd" else found(name))
    assert Auto().recognize(draw_text(RUSSIAN * 2).pixels, Options()).languages == ("ru",)


def test_it_reads_each_line_of_a_mixed_page_by_its_engine(russian):
    lines = [*ENGLISH, *RUSSIAN, *ENGLISH]
    reading = read(lines)
    assert similarity("".join(lines), text(in_order(reading))) > 0.95
    assert reading.languages == ("en", "ru")
    assert reading.engine.models[-1] == "rus"
    assert reading.reason.startswith("PP-OCR read 6 lines")
    assert "Tesseract read 3 lines in Russian (Cyrl)" in reading.reason
    assert reading.problems == ()


def test_it_lets_the_languages_asked_for_decide(russian):
    assert read(ENGLISH, "en,zh").engine.name == "ppocr"
    reading = read(RUSSIAN + ENGLISH, "ru,en")
    assert "rus" in reading.engine.models
    assert reading.languages == ("ru", "en")
    assert similarity("".join(RUSSIAN + ENGLISH), text(in_order(reading))) > 0.95
    assert "Tesseract, because PP-OCR does not read ru" in reading.reason


def test_it_reads_all_in_the_one_language_asked_for(russian):
    reading = read(RUSSIAN, "ru")
    assert (reading.engine.name, reading.engine.models) == ("tesseract", ("rus",))
    assert similarity("".join(RUSSIAN), text(in_order(reading))) > 0.95


def test_it_refuses_a_language_that_no_engine_has():
    with pytest.raises(LanguageNotInstalled, match="Cherokee is not installed") as caught:
        read(ENGLISH, "en,chr")
    assert "the trained data 'chr' is missing" in caught.value.detail


def test_it_is_quick_about_a_blank_page():
    reading = registry.get("auto").recognize(np.full((800, 600, 3), 255, np.uint8), Options())
    assert (reading.lines, reading.languages) == ((), ())
    assert reading.reason == "nothing to read"


def test_it_notices_a_language_whose_letters_ppocr_lacks(vietnamese):
    lines = ("Tất cả mọi người sinh ra đều được", "tự do và bình đẳng về nhân phẩm", "và quyền lợi.")
    reading = read(lines)
    assert reading.languages == ("vi",)
    assert reading.engine.name == "tesseract"
    assert similarity("".join(lines), text(reading)) > 0.95


def test_it_tries_installed_scripts_on_a_page_that_is_too_small_for_detection(russian):
    reading = read(RUSSIAN[:1], size=28)
    assert text(reading) == RUSSIAN[0]
    assert reading.reason.endswith("%")


def test_it_tries_no_script_where_ppocr_is_sure(russian):
    assert read(["Only 3 words"]).engine.name == "ppocr"


@pytest.mark.parametrize("asked", ["ru", "ru,en"])
def test_lines_in_another_language_do_not_spoil_those_of_the_language_asked_for(russian, asked):
    lines = [*ENGLISH, *RUSSIAN, *ENGLISH]
    reading = read(lines, asked)
    assert similarity("".join(lines), text(in_order(reading))) > 0.95
    assert reading.reason.startswith("Tesseract, because PP-OCR does not read ru; PP-OCR read 6 lines")


def test_it_reads_short_lines_in_the_language_of_the_page(russian):
    lines = (*RUSSIAN, "Счёт № 15", "ООО Вектор", "Том 3")
    assert [line.text for line in in_order(read(lines, size=30)).lines][3:] == list(lines[3:])


def test_it_leaves_latin_lines_on_such_a_page_alone(russian):
    lines = (*RUSSIAN, "Windows 11 Pro", "No 15", "Pay to Charlie")
    assert [line.text for line in in_order(read(lines)).lines][3:] == list(lines[3:])


@pytest.mark.parametrize("asked", ["auto", "ru,el,en", "ru,el"])
def test_it_reads_one_line_in_each_of_three_scripts(russian, greek, asked):
    lines = [" ".join(RUSSIAN), " ".join(GREEK), " ".join(ENGLISH)]
    reading = read(lines, asked)
    assert similarity("".join(lines), text(in_order(reading))) > 0.97
    assert set(reading.languages) == ({"ru", "el", "en"} if asked == "auto" else set(asked.split(",")))
    assert reading.problems == ()


def test_it_reads_the_lines_of_the_language_asked_for_beside_others(russian, greek):
    lines = in_order(read([" ".join(RUSSIAN), " ".join(GREEK), " ".join(ENGLISH)], "el")).lines
    assert similarity(" ".join(GREEK), lines[1].text) > 0.97
    assert similarity(" ".join(ENGLISH), lines[2].text) > 0.97
