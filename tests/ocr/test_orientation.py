"""Whether a reading shows a page to be upright, and where its lines lie on the page."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.orientation import reads_upright, surer
from onlineocr.ocr.page import Line, PageImage


def line(text, *, width=100, height=20, confidence=0.99):
    box = Box(0, 0, width, height)
    return Line(text, confidence, box, box.polygon())


PAGE, SNIPPET = (PageImage(1, np.zeros((size, 200, 3), np.uint8), None) for size in (200, 40))


def test_a_page_that_reads_well_is_upright():
    assert reads_upright([line("Hello world")])


@pytest.mark.parametrize(
    "lines",
    [[], [line("OJJAH", confidence=0.7)], [line("Hello world", width=20, height=100)]],
    ids=["nothing", "nonsense", "tall"],
)
def test_a_page_that_does_not_is_looked_at(lines):
    assert not reads_upright(lines)


def test_a_page_that_was_turned_stays_so_unless_it_reads_worse():
    assert surer(PAGE, [line("OJJAH", confidence=0.6)], [line("Hello", confidence=0.9)])
    assert surer(PAGE, [line("OJJAH", confidence=0.6)], [line("OJJAH", confidence=0.58)])
    assert not surer(PAGE, [line("Hello", confidence=0.8)], [line("OJJAH", confidence=0.5)])
    assert not surer(PAGE, [line("Hello", confidence=0.8)], [])


def test_a_snippet_is_turned_only_where_it_reads_well_then():
    assert surer(SNIPPET, [], [line("Room 27 B")])
    assert not surer(SNIPPET, [line("OJJAH", confidence=0.6)], [line("OJJAH", confidence=0.58)])
    assert not surer(SNIPPET, [line("Hello", confidence=0.95)], [line("Hello")])


def test_columns_of_upright_japanese_are_upright():
    assert reads_upright([line("吾輩は猫である", width=20, height=140)])
