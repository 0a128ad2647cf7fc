"""Segments of lines in visual rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.layout.rows import middle, rows
from tests.ocr.layout.lines import line

SEGMENTS = st.lists(
    st.builds(
        lambda left, top, wide, high: line("x", left, top, width=wide, height=high),
        st.integers(0, 300), st.integers(0, 200), st.integers(1, 80), st.integers(1, 30),
    ),
    max_size=15,
)  # fmt: skip


def read(*lines):
    return [" ".join(one.text for one in row) for row in rows(lines)]


@given(SEGMENTS)
def test_it_keeps_each_segment_once_and_rows_from_left_to_right(segments):
    found = rows(segments)
    assert sorted(map(id, segments)) == sorted(id(one) for row in found for one in row)
    assert all(row == sorted(row, key=lambda one: one.box.left) for row in found)


@given(SEGMENTS, st.integers(-500, 500), st.integers(0, 500))
def test_it_finds_the_same_rows_anywhere_on_the_page(segments, right, down):
    moved = [line("x", one.box.left + right, one.box.top + down, width=one.box.width, height=one.box.height)
             for one in segments]  # fmt: skip
    places = [[(one.box.left - right, one.box.top - down) for one in row] for row in rows(moved)]
    assert places == [[(one.box.left, one.box.top) for one in row] for row in rows(segments)]


@pytest.mark.parametrize(
    ("down", "found"), [(0, ["a b"]), (9, ["a b"]), (10, ["a", "b"]), (30, ["a", "b"]), (-9, ["a b"])]
)
def test_it_takes_segments_for_a_row_that_share_more_than_half_their_height(down, found):
    assert read(line("a", 0, 100), line("b", 200, 100 + down)) == found


@pytest.mark.parametrize(("down", "found"), [(14, ["a b"]), (15, ["a", "b"])])
def test_it_measures_by_the_lower_of_two_segments(down, found):
    assert read(line("a", 0, 100), line("b", 200, 100 + down, height=10)) == found


@pytest.mark.parametrize(("left", "found"), [(70, ["a b"]), (69, ["a", "b"])])
def test_it_takes_segments_that_overlap_widely_for_two_rows(left, found):
    assert read(line("a", 0, 100, width=100), line("b", left, 103, width=100)) == found


def test_it_reads_rows_from_top_to_bottom_in_any_order_of_the_segments():
    assert read(line("d", 200, 50), line("b", 200, 0), line("c", 0, 52), line("a", 0, 2)) == ["a b", "c d"]


def test_it_follows_a_row_that_leans():
    assert read(*(line(str(at), 100 * at, 9 * at) for at in range(6))) == ["0 1 2 3 4 5"]


def test_it_measures_a_row_by_a_segment_of_its_size_behind_a_speck():
    assert read(line("a", 0, 100), line("-", 60, 99, height=6), line("b", 120, 108)) == ["a - b"]


def test_it_has_the_middle_of_a_line_between_top_and_bottom():
    assert middle(line("a", 0, 10, height=25)) == 22.5
