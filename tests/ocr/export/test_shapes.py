"""Baselines, angles and directions of lines."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.export import shapes
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word
from tests.ocr.export.samples import FULL

BOX = Box(100, 200, 300, 220)


def with_corners(*corners):
    return Line("text", 0.9, BOX, corners or BOX.polygon())


def risen(degrees):
    """A line that rises to the right by ``degrees``, counter-clockwise."""
    x, y = 100 * cos(radians(degrees)), -100 * sin(radians(degrees))
    return with_corners((0, 0), (x, y), (x, y + 20), (0, 20))


@given(st.floats(0, 359.9))
def test_it_measures_the_angle_counter_clockwise(degrees):
    assert shapes.angle(risen(degrees)) == pytest.approx(degrees, abs=1e-6)


def test_it_gives_a_line_without_length_no_angle():
    assert shapes.angle(with_corners((5, 5), (5, 5), (5, 9), (5, 9))) == 0.0


@pytest.mark.parametrize(
    ("degrees", "so"), [(0, True), (44, True), (46, False), (90, False), (136, True), (180, True), (270, False)]
)
def test_it_knows_a_line_that_is_rather_level(degrees, so):
    assert shapes.is_level(risen(degrees)) is so


@pytest.mark.parametrize(("off", "so"), [(0, False), (0.9, False), (1, True), (-1, True)])
@pytest.mark.parametrize("corner", range(4))
def test_it_knows_a_polygon_that_differs_from_its_box(off, so, corner):
    corners = [*BOX.polygon()]
    corners[corner] = corners[corner][0], corners[corner][1] + off
    assert shapes.is_askew(with_corners(*corners)) is so


def test_it_takes_a_turned_line_for_straight():
    first, *rest = BOX.polygon()
    assert not shapes.is_askew(with_corners(*rest, first))


def test_it_has_its_baseline_from_the_left_of_the_text_to_its_right():
    assert shapes.baseline(with_corners()) == ((100, 220), (300, 220))
    first, *rest = BOX.polygon()
    assert shapes.baseline(with_corners(*rest, first)) == ((100, 200), (100, 220))


@pytest.mark.parametrize(
    ("boxes", "so"),
    [
        ([Box(0, 0, 20, 20), Box(0, 20, 20, 40)], True), ([Box(0, 0, 20, 20), Box(0, 19, 20, 40)], False),
        ([Box(0, 0, 20, 20), Box(30, 0, 50, 20)], False), ([Box(0, 0, 20, 20)], False), ([], False),
        ([Box(0, 0, 50, 20), Box(0, 20, 50, 40)], False),
    ],
)  # fmt: skip
def test_it_knows_words_that_are_one_under_the_other(boxes, so):
    around = Box(0, 0, max((box.right for box in boxes), default=9), max((box.bottom for box in boxes), default=9))
    words = tuple(Word("字", 0.9, box) for box in boxes)
    assert shapes.is_column(Line("字" * len(boxes), 0.9, around, around.polygon(), words)) is so


def test_it_keeps_points_on_the_page_in_whole_pixels():
    page = replace(FULL, width=100, height=50)
    assert shapes.points(((-3.2, 10.4), (100.6, 49.5), (99.5, 70)), page) == "0,10 100,50 100,50"


def test_it_names_the_direction_of_a_text():
    assert [shapes.direction(text) for text in ("abc", "שלום", "abc ש", "123", "")] == [
        "ltr",
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]
