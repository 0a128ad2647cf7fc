"""Ruled lines of pages, and what is none."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from onlineocr.ocr.geometry import Box, Rules
from onlineocr.ocr.prepare import ink, rules
from tests.support.drawing import draw_text

XS, YS = (50, 250, 450, 750), (60, 120, 180, 240)
WORDS = [Box(x + 20, y + 15, x + 120, y + 45) for x in XS[:-1] for y in YS[:-1]]


def sheet(color=0, width=2, style=None):
    page = Image.new("RGB", (800, 320), "white")
    pen = ImageDraw.Draw(page)
    for y in YS:
        _line(pen, (XS[0], y), (XS[-1], y), color, width, style)
    for x in XS:
        _line(pen, (x, YS[0]), (x, YS[-1]), color, width, style)
    for word in WORDS:
        pen.text((word.left, word.top), "word", "black", font_size=26)
    return page


def _line(pen, start, end, color, width, style):
    (x, y), (right, bottom) = start, end
    length = max(right - x, bottom - y)
    dash, step = {"dotted": (2, 4), "broken": (50, 54)}.get(style, (length, length))
    for at in range(0, length, step):
        stop = min(length, at + dash)
        pen.line([(x + at, y), (x + stop, y)] if right > x else [(x, y + at), (x, y + stop)], (color,) * 3, width)


def find(page, words=WORDS):
    return rules.find(ink.grey(np.array(page)), words)


def places(found, axis):
    return sorted({round(box.center[axis] / 10) for box in found})


@pytest.mark.parametrize(
    "page",
    [sheet(), sheet(205, 1), sheet(0, 5), sheet(style="dotted"), sheet(style="broken"),
     sheet().filter(ImageFilter.GaussianBlur(1))],
    ids=["solid", "pale", "thick", "dotted", "broken", "blurred"],
)  # fmt: skip
def test_it_finds_lines_of_every_kind(page):
    found = find(page)
    assert places(found.across, 1) == [round(y / 10) for y in YS]
    assert places(found.down, 0) == [round(x / 10) for x in XS]


def test_it_takes_no_letters_for_lines():
    drawing = draw_text(size=30)
    assert find(drawing.image, drawing.boxes) == Rules()


def test_it_sees_how_far_the_lines_lean():
    found = find(sheet().rotate(-0.6, Image.Resampling.BICUBIC, fillcolor="white"))
    assert abs(found.slope - 0.0105) < 0.003
    assert max(box.height for box in found.across) < 8


def test_it_gives_places_on_a_large_page():
    large = sheet().resize((3200, 1280))
    found = find(large, [Box(*(4 * side for side in word)) for word in WORDS])
    assert places(found.down, 0) == [round(4 * x / 10) for x in XS]


def test_a_point_goes_to_the_level_and_back():
    lean = Rules(slope=0.03)
    assert lean.back(lean.level((300.0, 700.0))) == pytest.approx((300, 700))


@pytest.mark.parametrize("size", [(1, 1), (5, 3000), (3000, 5), (40, 40)])
def test_it_takes_pictures_of_any_size(size):
    assert rules.find(np.full(size, 255, np.uint8), [Box(0, 0, 1, 1)]) == Rules()
    assert rules.find(np.zeros(size, np.uint8), []) == Rules()


def test_it_keeps_a_bounded_number():
    comb = np.full((2000, 2000), 255, np.uint8)
    comb[::4, :] = 0
    assert len(rules.find(comb, WORDS).across) <= rules.MOST
    noise = np.random.default_rng(3).integers(0, 255, (1000, 1000), np.uint8)
    assert len(rules.find(noise, WORDS).down) <= rules.MOST
