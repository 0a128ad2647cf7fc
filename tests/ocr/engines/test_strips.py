"""Lines cut out of a page for Tesseract, and their words put back on the page."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.engines.tesseract.strips import Strip
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word

PAGE = np.full((400, 600, 3), 255, np.uint8)


def placed(strip, box):
    made = Line("word", 0.9, box, box.polygon(), (Word("word", 0.9, box),))
    found = strip.placed(made)
    assert found.words[0].box == found.box
    return found


def test_it_puts_a_level_line_back_where_it_was():
    strip = Strip.cut(PAGE, Box(100, 50, 300, 90).polygon())
    assert strip.pixels.shape == (40, 200, 3)
    found = placed(strip, Box(10, 5, 60, 35))
    assert (found.box, found.polygon) == (Box(110, 55, 160, 85), Box(110, 55, 160, 85).polygon())


@pytest.mark.parametrize(("high", "rows"), [(64, 64), (65, 64), (128, 64), (40, 40)])
def test_it_scales_a_high_line_down(high, rows):
    strip = Strip.cut(PAGE, Box(100, 50, 356, 50 + high).polygon())
    assert strip.pixels.shape[0] == rows
    assert strip.pixels.shape[1] == round(256 * rows / high)
    whole = Box(0, 0, strip.pixels.shape[1], rows)
    assert placed(strip, whole).box == Box(100, 50, 356, 50 + high)


LEVEL, UPRIGHT = Box(100, 50, 300, 90), Box(100, 50, 140, 250)


@pytest.mark.parametrize(
    ("around", "turn", "box"),
    [
        (LEVEL, 0, Box(100, 50, 110, 55)), (UPRIGHT, 1, Box(135, 50, 140, 60)), (LEVEL, 2, Box(290, 85, 300, 90)),
        (UPRIGHT, 3, Box(100, 240, 105, 250)),
    ],
)  # fmt: skip
def test_it_puts_a_turned_line_back(around, turn, box):
    corners = around.polygon()
    strip = Strip.cut(PAGE, (*corners[turn:], *corners[:turn]))
    assert strip.pixels.shape == (40, 200, 3)
    assert placed(strip, Box(0, 0, 10, 5)).box == box


def test_it_keeps_boxes_on_the_page():
    strip = Strip.cut(PAGE, Box(500, 350, 600, 400).polygon())
    assert placed(strip, Box(-20, -20, 140, 90)).box == Box(480, 330, 600, 400)
