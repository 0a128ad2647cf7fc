"""The directions of writing as maps of the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.views import DOWN, LEVEL, MIRRORED, UP, is_column, main_view, parted
from onlineocr.ocr.page import Block, Line
from tests.ocr.layout.lines import line
from tests.ocr.layout.test_directions import turned, vertical

VIEWS = [LEVEL, MIRRORED, DOWN, UP]
PLACES = st.integers(-100, 100)
BOXES = st.builds(
    lambda left, top, wide, high: Box(left, top, left + wide, top + high),
    PLACES, PLACES, st.integers(0, 50), st.integers(0, 50),
)  # fmt: skip
HEBREW, ENGLISH, JAPANESE = "שלום עולם", "Hello world", "吾輩は猫である"


@pytest.mark.parametrize("view", VIEWS)
@given(box=BOXES)
def test_it_converts_a_box_to_a_view_and_back(view, box):
    there = Block("text", view.box(box))
    assert view.back(there, {}).box == box
    assert there.box.area == box.area


@pytest.mark.parametrize("view", VIEWS)
@given(box=BOXES.filter(lambda box: box.area))
def test_it_converts_a_box_as_it_converts_its_corners(view, box):
    xs, ys = zip(*map(view.point, box.polygon()), strict=True)
    assert view.box(box) == Box(min(xs), min(ys), max(xs), max(ys))


@pytest.mark.parametrize(
    ("view", "written"),
    [
        (LEVEL, line(ENGLISH, 30, 50)), (MIRRORED, line(HEBREW, 30, 50)), (UP, turned(ENGLISH, 30, 50)),
        (DOWN, turned(ENGLISH, 30, 50, up=False)),
    ],
)  # fmt: skip
def test_it_sees_a_line_of_its_direction_level_and_gives_it_back(view, written):
    seen = view.line(written)
    assert seen.box.width > seen.box.height
    assert seen.polygon == seen.box.polygon()
    back = view.back(Block("text", seen.box, (seen,)), {}).lines[0]
    assert (back.box, back.polygon) == (written.box, written.polygon)


def test_it_gives_back_the_line_of_the_page_that_it_knows():
    written = turned(ENGLISH, 30, 50)
    seen = UP.line(written)
    assert UP.back(Block("text", seen.box, (seen,)), {id(seen): written}).lines[0] is written


@pytest.mark.parametrize(
    ("view", "first", "second"),
    [
        (LEVEL, line("a", 10, 10), line("b", 10, 40)), (MIRRORED, line("a", 10, 10), line("b", 10, 40)),
        (DOWN, vertical("甲乙", 60, 10), vertical("丙丁", 10, 10)), (UP, turned("ab", 10, 10), turned("cd", 40, 10)),
    ],
)  # fmt: skip
def test_it_has_the_first_line_above_the_second(view, first, second):
    assert view.box(first.box).bottom <= view.box(second.box).top


@pytest.mark.parametrize(
    ("view", "first", "second"),
    [
        (LEVEL, Box(0, 0, 9, 9), Box(20, 0, 29, 9)), (MIRRORED, Box(20, 0, 29, 9), Box(0, 0, 9, 9)),
        (DOWN, Box(0, 0, 9, 9), Box(0, 20, 9, 29)), (UP, Box(0, 20, 9, 29), Box(0, 0, 9, 9)),
    ],
)  # fmt: skip
def test_it_has_the_first_word_left_of_the_second(view, first, second):
    assert view.box(first).right <= view.box(second).left


@pytest.mark.parametrize(
    ("lines", "view"),
    [
        ([], LEVEL), ([line(ENGLISH, 0, 0)], LEVEL), ([line(HEBREW, 0, 0)], MIRRORED),
        ([vertical(JAPANESE, 0, 0)], DOWN),
        ([turned(ENGLISH, 0, 0)], UP), ([turned(ENGLISH, 0, 0, up=False)], DOWN),
        ([turned(ENGLISH, 0, 0), line(ENGLISH + "!", 0, 0)], LEVEL),
        ([turned(ENGLISH + "!", 0, 0), line(ENGLISH, 0, 0)], UP),
        ([line(HEBREW, 0, 0), line(ENGLISH, 0, 30)], LEVEL),
        ([line(HEBREW, 0, 0), line("12345678901", 0, 30)], MIRRORED),
        ([line(HEBREW, 0, 0), line("some word", 0, 30)], LEVEL), ([turned(HEBREW, 0, 0)], UP),
        ([line("中", 0, 0, width=20, height=80), line("ab", 0, 90)], LEVEL),
    ],
)  # fmt: skip
def test_it_takes_the_direction_of_most_of_the_text(lines, view):
    assert main_view(lines) == view


@pytest.mark.parametrize(
    ("text", "width", "height", "so"),
    [
        (JAPANESE, 20, 140, True), (JAPANESE, 20, 30, False), (JAPANESE, 20, 31, True), (JAPANESE, 140, 20, False),
        (ENGLISH, 20, 140, False), ("中", 20, 80, False), ("中文ab", 20, 80, False), ("中文a", 20, 80, True),
        ("한국어", 20, 80, True), ("123", 20, 80, False),
    ],
)  # fmt: skip
def test_it_knows_a_column_of_upright_characters(text, width, height, so):
    box = Box(0, 0, width, height)
    assert is_column(Line(text, 0.9, box, box.polygon())) is so


def test_it_takes_no_line_that_was_read_turned_for_a_column():
    assert not is_column(turned(JAPANESE, 0, 0))


def test_it_keeps_single_characters_with_the_main_direction():
    mark, note = vertical("中", 0, 0), turned("in the margin", 90, 0)
    page = line(ENGLISH, 0, 50)
    assert parted([mark, note, page], LEVEL) == {LEVEL: [mark, page], UP: [note]}
    assert parted([mark, page], DOWN) == {DOWN: [mark], LEVEL: [page]}


def test_it_mirrors_every_level_line_of_a_page_from_right_to_left():
    lines = [line(HEBREW, 0, 0), line(ENGLISH, 0, 30)]
    assert parted(lines, MIRRORED) == {MIRRORED: lines}
