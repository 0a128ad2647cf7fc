"""What two programs find in a searchable PDF is what was read: words, their order, their places."""

from __future__ import annotations

import math

import pytest

from tests.ocr.pdf_output import pdfs
from tests.ocr.pdf_output.pdfs import Seen, by_pdfium, by_poppler, far, line, lines, page, searchable, tilted

ENGLISH = ("Alice was beginning to", "get very tired - of 'sitting'", "by her sister, 1865.")
CHINESE = ("今天天气很好", "我们在北京学习")
ARABIC = ("مرحبا بالعالم اليوم", "كتاب 1865 (جديد) هنا")
HEBREW = ("שלום עולם טוב", "הספר, 12:30 נמצא")
PLAIN = ("مرحبا بالعالم اليوم", "שלום עולם טוב")  # Poppler itself misplaces signs and numbers in such text
MIXED = ("e\u0301te\u0301 नमस्ते 😀𝒳 fin ภาษา",)
COPIED = [pdfs.text_by_pdfium, pytest.param(pdfs.text_by_poppler, marks=pytest.mark.poppler)]
CLOSE = 2  # pixels, at 200 dpi


def words(rows):
    return [word for row in rows for word in row.words]


def agree(found: list[Seen], rows, close: int = CLOSE) -> None:
    expected = words(rows)
    assert [seen.text for seen in found] == [word.text for word in expected]
    assert max(far(seen.box, word.box) for seen, word in zip(found, expected, strict=True)) <= close


@pytest.mark.parametrize("texts", [ENGLISH, MIXED], ids=["english", "mixed"])
def test_it_is_read_back_by_pdfium(texts):
    rows = lines(*texts)
    agree(by_pdfium(searchable(pdfs.blank(), page(rows))), rows)


@pytest.mark.poppler
@pytest.mark.parametrize("texts", [ENGLISH, MIXED], ids=["english", "mixed"])
def test_it_is_read_back_by_poppler(texts):
    rows = lines(*texts)
    agree(by_poppler(searchable(pdfs.blank(), page(rows))), rows)


@pytest.mark.parametrize(
    "how", [by_pdfium, pytest.param(by_poppler, marks=pytest.mark.poppler)], ids=["pdfium", "poppler"]
)
@pytest.mark.parametrize("degrees", [0.4, 1, -2])
def test_the_words_of_a_skewed_page_run_along_their_lines(how, degrees):
    rows = [tilted(row, degrees) for row in lines(*ENGLISH)]
    found = how(searchable(pdfs.blank(), page(rows)))
    assert [seen.text for seen in found] == [word.text for word in words(rows)]
    for seen, word in zip(found, words(rows), strict=True):
        lean = word.box.width * abs(math.sin(math.radians(degrees))) / 2  # upright boxes of leaning words are higher
        assert far(seen.box[::2], word.box[::2]) <= CLOSE
        assert far(seen.box[1::2], word.box[1::2]) <= CLOSE + lean


@pytest.mark.parametrize("degrees", [3, -5, 12, 30])
def test_words_that_lean_more_are_kept_whole(degrees):
    rows = [tilted(row, degrees) for row in lines(*ENGLISH)]
    agree(by_pdfium(searchable(pdfs.blank(), page(rows))), rows, close=6)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_shown_upright_and_read_back(turned):
    size = pdfs.SIZE if turned == 180 else pdfs.SIZE[::-1]
    rows = lines(*ENGLISH)
    agree(by_pdfium(searchable(pdfs.blank(size), page(rows, rotation=turned))), rows)


@pytest.mark.parametrize("texts", [ARABIC, HEBREW], ids=["arabic", "hebrew"])
def test_right_to_left_text_is_copied_in_reading_order(texts):
    rows = lines(*texts)
    data = searchable(pdfs.blank(), page(rows))
    assert pdfs.text_by_pdfium(data).split() == " ".join(texts).split()
    boxes = {seen.text: seen.box for seen in by_pdfium(data)}
    assert max(far(boxes[word.text], word.box) for word in words(rows)) <= CLOSE


@pytest.mark.poppler
def test_right_to_left_text_is_found_by_poppler():
    data = searchable(pdfs.blank(), page(lines(*PLAIN)))
    assert pdfs.text_by_poppler(data).split() == " ".join(PLAIN).split()


@pytest.mark.parametrize("how", COPIED, ids=["pdfium", "poppler"])
def test_chinese_is_copied_without_spaces(how):
    data = searchable(pdfs.blank(), page(lines(*CHINESE, joined=True)))
    assert how(data).split() == list(CHINESE)


def test_each_chinese_character_stands_where_it_is_seen():
    rows = lines(*CHINESE, joined=True)
    with pdfs.pdfium.PdfDocument(searchable(pdfs.blank(), page(rows))) as document:
        text = document[0].get_textpage()
        left, bottom, right, _ = text.get_charbox(3)
        text.close()
    box = rows[0].words[3].box
    at = [left * pdfs.DPI / 72, (document_height := pdfs.SIZE[1]) - bottom * pdfs.DPI / 72, right * pdfs.DPI / 72]
    assert far(at, (box.left, box.bottom, box.right)) <= CLOSE, document_height


def test_a_vertical_line_is_read_back():
    rows = [tilted(line("Alice runs down"), 90)]
    assert pdfs.text_by_pdfium(searchable(pdfs.blank(), page(rows))).split() == ["Alice", "runs", "down"]


def test_columns_are_copied_in_reading_order():
    rows = [*lines("second column", "of two lines", left=600), *lines("first column", "two lines")]
    copied = pdfs.text_by_pdfium(searchable(pdfs.blank(), page(rows)))
    assert copied.split("\r\n") == ["second column", "of two lines", "first column", "two lines"]


@pytest.mark.parametrize("odd", ["a\x00b", "\ud800x", "a\ufeffb", "tab\tin", " lead"])
def test_characters_that_are_none_do_no_harm(odd):
    rows = lines("Alice and Bob", "Charlie")
    box = rows[1].box
    rows[1] = pdfs.Line(odd, 0.9, box, box.polygon(), (pdfs.Word(odd, 0.9, box),))
    assert "Alice and Bob" in pdfs.text_by_pdfium(searchable(pdfs.blank(), page(rows)))
