"""text_layer=only: never recognized."""

from __future__ import annotations

from onlineocr.ocr import Options, Page, recognize
from tests.support import pdfs, processes
from tests.support.drawing import ENGLISH, draw_text

ONLY = Options(engine="fake", text_layer="only")


def read(data: bytes) -> Page:
    (page,) = recognize(data, ONLY)
    return page


def test_the_text_comes_unchecked():
    page = read(pdfs.typed())
    assert (page.source, page.text, page.engine.name, page.problems) == (
        "text_layer", "\n".join(ENGLISH), "text_layer", (),
    )  # fmt: skip


def test_even_text_that_lies_is_given():
    assert read(pdfs.scan(draw_text(), ENGLISH[::-1])).lines[0].text == ENGLISH[-1]


def test_a_scan_is_empty_and_says_why():
    page = read(pdfs.scan(draw_text()))
    assert (page.text, page.confidence, page.blocks) == ("", None, ())
    assert [problem.code for problem in page.problems] == ["no_text_layer"]


def test_so_is_a_picture():
    page = read(processes.picture())
    assert [problem.code for problem in page.problems] == ["no_text_layer"]
    assert "A picture has no text of its own" in page.problems[0].detail


def test_text_that_is_cut_short_is_said():
    rows = b"".join(b"BT /F 2 Tf 20 %d Td (%s) Tj ET " % (20 + 3 * number, b"ab " * 100) for number in range(250))
    page = read(pdfs.drawn(rows))
    assert [problem.code for problem in page.problems] == ["text_layer_cut"]


def test_the_page_is_turned_as_its_text_runs():
    page = read(pdfs.turned(pdfs.typed(), 270))
    assert (page.rotation, page.text) == (90, "\n".join(ENGLISH))
