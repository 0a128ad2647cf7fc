"""The cuts of a page: at white across it, at strips between columns, at lines that cross a strip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.order import Gutter, bands, columns, cut, strips
from tests.ocr.layout.lines import column, line

LINES = st.lists(
    st.builds(
        lambda left, top, wide: line("x", left, top, width=wide),
        st.integers(0, 300), st.integers(0, 300), st.integers(1, 150),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def ids(groups):
    return sorted(id(one) for group in groups for one in group)


@given(LINES, st.integers(1, 60))
def test_it_cuts_exactly_where_the_white_is_wide_enough(lines, white):
    parts = cut(lines, white)
    assert ids(parts) == ids([lines])
    for upper, lower in pairwise(parts):
        assert min(one.box.top for one in lower) - max(one.box.bottom for one in upper) >= white
    for part in parts:
        assert len(cut(part, white)) == 1


@pytest.mark.parametrize(("top", "parts"), [(49, 1), (50, 2)])
def test_it_cuts_at_white_of_just_the_size(top, parts):
    assert len(cut([line("a", 0, 0), line("b", 0, top)], 30)) == parts


def test_it_measures_white_under_the_lowest_line_so_far():
    assert len(cut([line("a", 0, 0, height=90), line("b", 50, 10), line("c", 0, 100)], 30)) == 1


@given(LINES, st.integers(1, 300))
def test_it_parts_bands_between_the_lines_that_cross(lines, x):
    gutter = Gutter(x, 10)
    found = list(bands(lines, gutter))
    assert ids(found) == ids([lines])
    assert all(len({gutter.crosses(one) for one in band}) == 1 for band in found)
    assert all(gutter.crosses(one[0]) != gutter.crosses(other[0]) for one, other in pairwise(found))


def test_it_reads_bands_from_top_to_bottom():
    head, foot = line("head", 0, 0, width=400), line("foot", 0, 200, width=400)
    left, right, last = line("left", 0, 100), line("right", 300, 100), line("last", 0, 300)
    assert list(bands([last, foot, right, head, left], Gutter(200, 50))) == [[head], [right, left], [foot], [last]]


def test_it_knows_the_lines_at_each_side_of_a_strip():
    touching = [line("a", 0, 0, width=200), line("b", 200, 0), line("c", 199, 30), line("d", 100, 60, width=101)]
    gutter = Gutter(200, 10)
    assert [one.text for one in gutter.left(touching)] == ["a"]
    assert [one.text for one in gutter.right(touching)] == ["b"]
    assert [one.text for one in touching if gutter.crosses(one)] == ["c", "d"]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(0, 100), (150, 300)], [(125.0, 50)]),
        ([(0, 100), (120, 300)], [(110.0, 20)]),
        ([(0, 100), (119, 300)], []),
        ([(0, 100), (150, 200), (260, 300)], [(125.0, 50), (230.0, 60)]),
        ([(0, 100), (50, 180), (210, 300)], [(195.0, 30)]),
        ([(0, 300)], []),
    ],
)
def test_it_finds_strips_of_white_between_boxes(spans, found):
    boxes = [Box(left, 20 * row, right, 20 * row + 10) for left, right in spans for row in range(2)]
    assert [(strip.x, strip.width) for strip in strips(boxes, least=20)] == found


@pytest.mark.parametrize(("lines", "crossing", "found"), [(24, 1, 1), (23, 2, 0), (50, 2, 1), (49, 3, 0)])
def test_it_finds_a_strip_that_one_line_in_25_crosses(lines, crossing, found):
    boxes = [Box(left, 30 * row, left + 100, 30 * row + 20) for row in range(lines // 2 + 1) for left in (0, 200)]
    across = [Box(0, 0, 300, 20)] * crossing
    assert len(list(strips(boxes[:lines] + across, least=20))) == found


@pytest.mark.parametrize("name", ["one", "two"])
def test_it_splits_nothing_of_a_few_lines(name):
    lines = column(*[name] * 7)
    assert list(columns(lines)) == [lines]
    assert list(columns([])) == []


@given(LINES)
def test_it_loses_no_line_of_any_page(lines):
    assert ids(columns(lines)) == ids([lines])
