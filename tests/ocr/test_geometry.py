"""Boxes against sets of pixels, and points against the frame of the rules."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, Rules, enclosing, scale_box, union

PLACES = st.integers(-12, 12)
COORDINATES = st.floats(-1000, 1000)
POINTS = st.tuples(COORDINATES, COORDINATES)


@st.composite
def boxes(draw, least=1):
    left, top = draw(PLACES), draw(PLACES)
    return Box(left, top, left + draw(st.integers(least, 9)), top + draw(st.integers(least, 9)))


def pixels(box):
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


@given(boxes())
def test_it_counts_the_pixels_of_a_box(box):
    assert (box.width, box.height) == (len({x for x, _ in pixels(box)}), len({y for _, y in pixels(box)}))
    assert box.area == len(pixels(box))


def test_it_gives_a_box_that_is_turned_inside_out_no_area():
    assert [box.area for box in (Box(5, 5, 1, 9), Box(5, 5, 9, 1), Box(5, 5, 1, 1))] == [0, 0, 0]


def test_it_measures_width_across_and_height_down():
    assert (Box(10, 20, 15, 40).width, Box(10, 20, 15, 40).height) == (5, 20)


def test_it_has_its_center_between_its_edges():
    assert Box(10, 20, 15, 40).center == (12.5, 30.0)


@given(boxes())
def test_it_holds_the_points_of_its_own_pixels_only(box):
    around = pixels(Box(box.left - 1, box.top - 1, box.right + 1, box.bottom + 1))
    assert {point for point in around if box.holds(point)} == pixels(box)


@given(boxes(), boxes())
def test_it_shares_the_pixels_that_both_boxes_have(one, other):
    shared, both = pixels(one) & pixels(other), pixels(one) | pixels(other)
    assert one.intersection(other) == other.intersection(one) == len(shared)
    assert one.iou(other) == len(shared) / len(both)


def test_it_knows_no_overlap_of_boxes_without_pixels():
    assert Box(3, 3, 3, 3).iou(Box(3, 3, 3, 3)) == 0.0


@given(boxes(), st.integers(1, 10), st.integers(1, 10))
def test_it_clips_a_box_to_the_page_and_keeps_a_pixel(box, width, height):
    page = Box(0, 0, width, height)
    clipped = box.clip(width, height)
    assert pixels(clipped) <= pixels(page)
    assert pixels(clipped) == (pixels(box) & pixels(page) or pixels(clipped))
    assert clipped.area > 0


def test_it_clips_a_box_beyond_the_page_to_the_nearest_pixel():
    assert Box(50, 3, 60, 5).clip(10, 10) == Box(9, 3, 10, 5)
    assert Box(-50, -30, -20, -10).clip(10, 10) == Box(0, 0, 1, 1)


def test_it_has_corners_clockwise_from_the_top_left():
    assert Box(1, 2, 3, 5).polygon() == ((1.0, 2.0), (3.0, 2.0), (3.0, 5.0), (1.0, 5.0))


@given(st.lists(boxes(), min_size=1, max_size=5))
def test_it_unites_boxes_in_the_smallest_box_around_all(some):
    found = union(some)
    assert all(pixels(one) <= pixels(found) for one in some)
    assert all(edge in {one[side] for one in some} for side, edge in enumerate(found))


def test_it_unites_no_boxes_at_all():
    with pytest.raises(ValueError, match="unpack"):
        union([])


@given(st.lists(POINTS, min_size=1, max_size=5))
def test_it_encloses_points_by_less_than_a_pixel(points):
    found = enclosing(points)
    for low, high, axis in ((found.left, found.right, 0), (found.top, found.bottom, 1)):
        places = [point[axis] for point in points]
        assert low <= min(places) < low + 1
        assert high - 1 < max(places) <= high


@given(boxes())
def test_it_encloses_the_corners_of_a_box_by_the_box(box):
    assert enclosing(box.polygon()) == box


@given(boxes(), st.floats(0.01, 20))
def test_it_scales_a_box_to_one_that_covers_it(box, factor):
    found = scale_box(box, factor)
    assert (found.left <= box.left * factor, found.top <= box.top * factor) == (True, True)
    assert (found.right >= box.right * factor, found.bottom >= box.bottom * factor) == (True, True)
    assert found.width < box.width * factor + 2
    assert found.height < box.height * factor + 2


@given(boxes(least=0), st.integers(1, 9))
def test_it_scales_by_a_whole_factor_exactly(box, factor):
    assume(box.area)
    assert scale_box(box, factor) == Box(*(edge * factor for edge in box))


@given(boxes(least=0), st.floats(0.001, 1))
def test_it_scales_no_box_to_nothing(box, factor):
    assert scale_box(box, factor).area > 0


@given(st.floats(-0.1, 0.1), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_it_makes_a_leaning_rule_level(slope, x, start):
    rules = Rules(slope=slope)
    left, right = rules.level((0, start)), rules.level((x, start + slope * x))
    assert left[1] == pytest.approx(right[1], abs=1e-6)


@given(st.floats(-0.1, 0.1), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_it_makes_a_rule_across_the_lean_upright(slope, y, start):
    rules = Rules(slope=slope)
    top, bottom = rules.level((start, 0)), rules.level((start - slope * y, y))
    assert top[0] == pytest.approx(bottom[0], abs=1e-6)


@given(st.floats(-0.5, 0.5), POINTS)
def test_it_converts_a_point_to_the_frame_and_back(slope, point):
    rules = Rules(slope=slope)
    assert rules.back(rules.level(point)) == pytest.approx(point, abs=1e-6)
