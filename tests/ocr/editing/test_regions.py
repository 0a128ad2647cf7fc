"""A part of a page, read again and merged."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.editing import Edit, apply, plan, reread, undone
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Page
from onlineocr.ocr.region import Region
from tests.ocr.editing.pages import PAGES, line, page, texts
from tests.ocr.editing.test_planning import agree

ALL = Box(0, 0, 2000, 2000)


def reading(*lines) -> Page:
    """What was read of a region: lines with their tops and left edges."""
    value = page("x")
    made = tuple(line(text, top, left=left, confidence=0.8) for text, top, left in lines)
    return replace(value, blocks=(replace(value.blocks[0], lines=made),) if made else ())


def merged(value, box, read, **how):
    return apply(value, reread(value, box, read, **how))[0]


def test_lines_in_the_box_are_replaced():
    found = merged(page(["one", "tvo"], ["three"]), Box(0, 25, 100, 55), reading(("two", 30, 0)))
    assert texts(found) == [["one", "two"], ["three"]]


def test_of_a_line_that_is_partly_in_the_box_the_rest_stays():
    found = merged(page("tho qvick fox"), Box(35, 0, 92, 20), reading(("quick", 0, 40)))
    assert texts(found) == [["tho quick fox"]]
    assert [word.confidence for word in found.words] == [0.5, 0.8, 0.5]


def test_what_a_person_wrote_stays_unless_it_is_to_be_replaced():
    value = page("tho qvick fox")
    value = apply(value, plan(value, [Edit(0, 0, 1, "quick")]).splices)[0]
    read = reading(("the quack fox", 0, 0))
    assert merged(value, ALL, read).text == "the quick fox"
    assert merged(value, ALL, read, keep=False).text == "the quack fox"


def test_where_nothing_is_read_now_nothing_stays():
    assert texts(merged(page(["one", "noise"], "two"), Box(0, 25, 100, 60), reading())) == [["one"], ["two"]]


def test_one_line_can_become_two():
    value = page(["one", "two and three"], ["four"])
    found = merged(value, Box(0, 28, 200, 55), reading(("two", 30, 0), ("three", 40, 0)))
    assert texts(found) == [["one", "two", "three"], ["four"]]


def test_where_nothing_stood_a_block_is_made_in_its_place():
    value = page("one", "two")  # at 0 and 60
    found = merged(value, Box(0, 25, 100, 55), reading(("between", 30, 0)))
    assert texts(found) == [["one"], ["between"], ["two"]]
    assert found.text == "one\n\nbetween\n\ntwo"


@pytest.mark.parametrize(("box", "place"), [(Box(0, 1000, 100, 1100), 2), (Box(900, 0, 1000, 20), 2)])
def test_below_and_beside_everything_it_comes_last(box, place):
    found = merged(page("one", "two"), box, reading(("new", box.top, box.left)))
    assert [number for number, lines in enumerate(texts(found)) if lines == ["new"]] == [place]


def test_nothing_where_nothing_is_changes_nothing():
    assert reread(page("one"), Box(500, 500, 600, 600), reading()) == []


def test_the_same_reading_again_changes_nothing():
    value = page(["one", "two"], ["three"])
    assert reread(value, ALL, value) == []


@given(value=PAGES, read=PAGES, box=st.tuples(*[st.integers(0, 300)] * 4), keep=st.booleans())
def test_the_page_is_whole_afterwards_and_can_be_as_it_was(value, read, box, keep):
    left, right, top, bottom = *sorted(box[:2]), *sorted(box[2:])
    area = Box(left, top, right + 8, bottom + 8)
    found, change = apply(value, reread(value, area, read, keep=keep))
    assert agree(found)
    assert undone(found, change).text == value.text
    outside = [word.text for word in value.words if not holds(area, word.box)]
    kept = [word.text for word in found.words]
    assert all(outside.count(text) <= kept.count(text) for text in outside)


def holds(box, other):
    x, y = other.center
    return box.left <= x < box.right and box.top <= y < box.bottom


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "four whole numbers"),
        ([0, 0, 10], "four whole numbers"),
        ([0, 0, 10, "10"], "four whole numbers"),
        ([0, 0, 10, 10.5], "four whole numbers"),
        ([0, 0, True, 10], "four whole numbers"),
        ([0, 0, 10**30, 10], "four whole numbers"),
        ([0, 0, 2001, 10], "2000 x 2000"),
        ([-1, 0, 20, 20], "2000 x 2000"),
        ([5, 5, 5, 50], "0 x 45"),
        ([50, 5, 5, 50], "-45 x 45"),
        ([0, 0, 7, 8], "at least 8 x 8"),
    ],
)
def test_a_region_must_be_a_part_of_the_page(value, told):
    with pytest.raises(ValueError, match=told):
        Region.of(page("x"), value)


def test_a_region_survives_the_way_through_json():
    region = Region.of(page("x"), [0, 0, 10, 20])
    assert Region.from_dict(region.to_dict()) == region
    assert region.fits(page("x"))
    assert not region.fits(replace(page("x"), rotation=90))
