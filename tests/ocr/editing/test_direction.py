"""The direction in which the words of a line follow each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.editing.direction import Direction
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word

RIGHT, LEFT, DOWN, UP = Direction(False, False), Direction(False, True), Direction(True, False), Direction(True, True)
DIRECTIONS = [RIGHT, LEFT, DOWN, UP]
PLACES = st.integers(0, 200)
AROUND = Box(20, 40, 60, 100)


def of(*boxes, text=""):
    words = tuple(Word("x", 0.9, box) for box in boxes)
    around = boxes[0]
    return Direction.of(Line(text or "x " * len(boxes), 0.9, around, around.polygon(), words))


@pytest.mark.parametrize(
    ("first", "last", "way"),
    [
        (Box(0, 0, 9, 9), Box(50, 0, 59, 9), RIGHT), (Box(50, 0, 59, 9), Box(0, 0, 9, 9), LEFT),
        (Box(0, 0, 9, 9), Box(0, 50, 9, 59), DOWN),
        (Box(0, 50, 9, 59), Box(0, 0, 9, 9), UP), (Box(0, 0, 9, 9), Box(50, 49, 59, 58), RIGHT),
        (Box(0, 0, 9, 9), Box(49, 50, 58, 59), DOWN),
    ],
)  # fmt: skip
def test_it_goes_from_the_first_word_to_the_last(first, last, way):
    assert of(first, last) == way


@pytest.mark.parametrize(
    ("text", "width", "height", "way"),
    [
        ("word", 80, 20, RIGHT), ("שלום", 80, 20, LEFT), ("word", 20, 31, DOWN), ("word", 20, 30, RIGHT),
        ("W", 20, 80, RIGHT),
        ("12 שלום", 80, 20, LEFT), ("שלום", 20, 80, DOWN),
    ],
)  # fmt: skip
def test_it_goes_by_shape_and_script_where_one_word_is_known(text, width, height, way):
    assert of(Box(0, 0, width, height), text=text) == way


def test_it_goes_by_shape_where_all_words_are_at_one_place():
    assert of(Box(0, 0, 80, 20), Box(0, 0, 80, 20)) == RIGHT


@pytest.mark.parametrize("way", DIRECTIONS)
@given(st.tuples(PLACES, PLACES).filter(lambda two: two[0] != two[1]))
def test_it_gives_a_box_back_for_its_extent(way, two):
    low, high = sorted(two)
    box = Box(AROUND.left, low, AROUND.right, high) if way.vertical else Box(low, AROUND.top, high, AROUND.bottom)
    start, end = way.extent(box)
    assert start < end
    assert way.box(AROUND, start, end) == box


@pytest.mark.parametrize("way", DIRECTIONS)
@given(st.floats(-50, 50), st.floats(0, 50))
def test_it_covers_an_extent_by_whole_pixels(way, start, long):
    found = way.box(AROUND, start, start + long)
    first, last = way.extent(found)
    assert found.area > 0
    assert (first <= start + 1e-5, last >= start + long - 1e-5) == (True, True)
    assert last - first < long + 2


@pytest.mark.parametrize(
    ("way", "extent"), [(RIGHT, (20, 60)), (LEFT, (-60, -20)), (DOWN, (40, 100)), (UP, (-100, -40))]
)
def test_it_measures_along_the_line_in_reading_direction(way, extent):
    assert way.extent(AROUND) == extent
