"""The lean of a page by its lines' polygons."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, enclosing
from onlineocr.ocr.layout.leaning import Levelled, lean
from onlineocr.ocr.page import Block, Line


def falling(text, degrees, left=0, top=0):
    """A line that falls by ``degrees`` to the right, ten pixels for each character."""
    by, long = radians(degrees), 10 * len(text)
    along, down = (long * cos(by), long * sin(by)), (-20 * sin(by), 20 * cos(by))
    corners = ((0, 0), along, (along[0] + down[0], along[1] + down[1]), down)
    polygon = tuple((left + x, top + y) for x, y in corners)
    return Line(text, 0.9, enclosing(polygon), polygon)


@pytest.mark.parametrize(
    ("degrees", "found"),
    [(0.7, 0), (-0.7, 0), (0.9, 0.9), (-0.9, -0.9), (30, 30), (74, 74), (-74, -74), (76, 0), (90, 0)],
)
def test_it_sees_a_lean_between_level_and_upright(degrees, found):
    assert lean([falling("some words", degrees)] * 3) == pytest.approx(found)


@pytest.mark.parametrize(("letters", "found"), [(2, 10), (3, 0)])
def test_it_sees_a_lean_that_four_fifths_of_the_text_have(letters, found):
    assert lean([falling("xxxx", 10), falling("xxxx", 10), falling("x" * letters, 0)]) == pytest.approx(found)


@pytest.mark.parametrize(("other", "found"), [(14.9, 10), (5.1, 10), (15.1, 0), (4.9, 0)])
def test_it_takes_lines_for_alike_that_differ_by_a_few_degrees(other, found):
    assert lean([falling("xx", 10)] * 3 + [falling("xx", other)]) == pytest.approx(found)


def test_it_asks_no_single_character():
    assert lean([falling("x", 10)]) == 0
    assert lean([]) == 0
    assert lean([falling("some words", 10), *[falling("x", 0)] * 9]) == pytest.approx(10)


@given(st.floats(-60, 60), st.integers(0, 500), st.integers(0, 500))
def test_it_turns_a_leaning_line_level(degrees, left, top):
    level = Levelled(degrees).line(falling("some words", degrees, left, top))
    (x, y), (right, beside), *_ = level.polygon
    assert y == pytest.approx(beside, abs=0.2)
    assert right - x == pytest.approx(100, abs=0.3)


@given(st.floats(-60, 60), st.integers(0, 500))
def test_it_gives_back_the_line_of_the_page(degrees, left):
    page, written = Levelled(degrees), falling("some words", degrees, left)
    level = page.line(written)
    back = page.back(Block("text", level.box, (level,)))
    assert (back.lines[0] is written, back.box) == (True, written.box)


@given(st.floats(-60, 60), st.integers(0, 500))
def test_it_turns_back_a_line_that_was_made_on_the_level_page(degrees, left):
    page, written = Levelled(degrees), falling("some words", degrees, left)
    merged = replace(page.line(written), text="merged")
    (back,) = page.back(Block("text", merged.box, (merged,))).lines
    assert all(one == pytest.approx(other, abs=0.2) for one, other in zip(back.polygon, written.polygon, strict=True))


def test_it_gives_back_the_box_of_a_table():
    page, box = Levelled(10), Box(100, 100, 400, 200)
    assert page.back(Block("table", page.box(box), ())).box == box
