"""Pages turned and straightened for the engine, and results converted back to the page."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.orientation import reads_upright, surer, upright
from onlineocr.ocr.page import Line, PageImage, Word
from tests.support.drawing import draw_text

AS_IT_IS = Options(deskew=False)


def image(width=300, height=100, scale=1):
    """A white page with one black pixel at its top left, ``scale`` times as large in its file."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    pixels[0, 0] = 0
    return PageImage(1, pixels, None, width * scale, height * scale)


def line(box, text="Hello world", confidence=0.9):
    return Line(text, confidence, box, box.polygon(), (Word(text, confidence, box),))


@pytest.mark.parametrize(
    ("rotation", "size", "corner"),
    [(0, (300, 100), (0, 0)), (90, (100, 300), (99, 0)), (180, (300, 100), (299, 99)), (270, (100, 300), (0, 299))],
)
def test_it_turns_a_page_clockwise(rotation, size, corner):
    page = upright(image(), AS_IT_IS, rotation)
    assert (page.width, page.height) == size
    y, x, _ = np.argwhere(page.pixels == 0)[0]
    assert ((int(x), int(y)), page.rotation) == (corner, rotation)


@pytest.mark.parametrize(
    ("rotation", "size"), [(0, (600, 200)), (90, (200, 600)), (180, (600, 200)), (270, (200, 600))]
)
def test_it_has_the_size_of_the_page_in_its_file(rotation, size):
    page = upright(image(scale=2), AS_IT_IS, rotation)
    assert ((page.width, page.height), page.scale) == (size, 2.0)


def test_it_converts_lines_to_the_full_size_of_the_page():
    page = upright(image(scale=3), AS_IT_IS)
    (found,) = page.lines([line(Box(10, 20, 100, 40))])
    assert (found.box, found.words[0].box) == (Box(30, 60, 300, 120), Box(30, 60, 300, 120))
    assert found.polygon == Box(30, 60, 300, 120).polygon()


def test_it_leaves_lines_of_a_page_at_its_full_size_alone():
    written = line(Box(10, 20, 100, 40))
    (found,) = upright(image(), AS_IT_IS).lines([written])
    assert found is written


def test_it_keeps_boxes_and_corners_on_the_page():
    page = upright(image(scale=2), AS_IT_IS)
    (found,) = page.lines([line(Box(-10, -5, 320, 120))])
    assert found.box == Box(0, 0, 600, 200)
    assert found.polygon == Box(0, 0, 600, 200).polygon()


@pytest.mark.parametrize("degrees", [3, -3])
def test_it_converts_boxes_of_a_straightened_page_to_the_leaning_one(degrees):
    drawing = draw_text(["The quick brown fox jumps over it", "and the lazy dog sleeps on and on"] * 3, margin=60)
    leaning = drawing.image.rotate(-degrees, fillcolor="white")
    page = upright(PageImage(1, np.array(leaning), None), Options())
    assert page.skew == pytest.approx(degrees, abs=0.3)
    assert (page.width, page.height) == leaning.size
    ink = np.argwhere(np.array(leaning.convert("L")) < 128)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
    found = page.box(Box(0, 0, page.pixels.shape[1], page.pixels.shape[0]))
    assert found.iou(Box(0, 0, *leaning.size)) > 0.9
    assert Box(int(left), int(top), int(right), int(bottom)).intersection(found) == (right - left) * (bottom - top)


@pytest.mark.parametrize(("height", "straightened"), [(64, True), (63, False)])
def test_it_straightens_no_snippet(height, straightened):
    drawing = draw_text(["The quick brown fox jumps over it all"], size=24, margin=20)
    leaning = np.array(drawing.image.rotate(-4, fillcolor="white"))[:height]
    assert (upright(PageImage(1, leaning, None), Options()).skew != 0) is straightened


@pytest.mark.parametrize(("confidence", "so"), [(0.9, True), (0.89, False), (None, False)])
def test_it_takes_a_sure_reading_for_upright(confidence, so):
    assert reads_upright([line(Box(0, 0, 100, 20), confidence=confidence)]) is so


@pytest.mark.parametrize(("letters", "so"), [(10, False), (11, False), (12, True)])
def test_it_takes_no_page_for_upright_of_which_half_is_tall(letters, so):
    level = line(Box(0, 0, 100, 20), "x" * letters, 0.99)
    assert reads_upright([level, line(Box(0, 0, 20, 100), "y" * 11, 0.99)]) is so


PAGE, SNIPPET = image(64, 64), image(64, 63)


def sure(confidence):
    return [line(Box(0, 0, 100, 20), confidence=confidence)]


@pytest.mark.parametrize(
    ("page", "before", "turned", "so"),
    [
        (PAGE, 0.8, 0.76, True), (PAGE, 0.8, 0.74, False), (SNIPPET, 0.79, 0.9, True), (SNIPPET, 0.81, 0.9, False),
        (SNIPPET, 0.5, 0.89, False), (SNIPPET, 0.5, 0.9, True),
    ],
)  # fmt: skip
def test_it_keeps_a_turn_by_the_difference_of_both_readings(page, before, turned, so):
    assert surer(page, sure(before), sure(turned)) is so
