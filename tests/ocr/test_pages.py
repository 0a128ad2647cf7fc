"""Selections of pages: their text, and the numbers that they choose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.errors import NoSuchPage
from onlineocr.ocr.pages import PageSelection

NUMBERS = st.integers(1, 30)
RANGES = st.one_of(
    NUMBERS.map(lambda one: (one, one)),
    NUMBERS.map(lambda one: (one, None)),
    st.tuples(NUMBERS, NUMBERS).map(lambda two: (min(two), max(two))),
)
SELECTIONS = st.lists(RANGES, min_size=1, max_size=4).map(lambda ranges: PageSelection(tuple(ranges)))
SPACES = st.text(" \t\n", max_size=2)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("1", ((1, 1),)), ("1-3", ((1, 3),)), ("1-3,7", ((1, 3), (7, 7))), ("5-", ((5, None),)), ("3-3", ((3, 3),)),
        (" 2 - 4 , 9 ", ((2, 4), (9, 9))), ("7,1", ((7, 7), (1, 1))), ("007", ((7, 7),)), ("999999", ((999999,) * 2,)),
    ],
)  # fmt: skip
def test_it_parses_pages_and_ranges(text, ranges):
    assert PageSelection.parse(text).ranges == ranges


@given(SELECTIONS)
def test_it_is_written_as_it_is_parsed(selection):
    assert PageSelection.parse(str(selection)) == selection


@given(SELECTIONS, st.data())
def test_it_accepts_white_space_around_numbers(selection, data):
    text = "".join(f"{data.draw(SPACES)}{char}{data.draw(SPACES)}" if char in ",-" else char for char in str(selection))
    assert PageSelection.parse(text) == selection


@pytest.mark.parametrize("text", ["", " ", ",", "-", "-3", "1,", ",1", "1--2", "1-2-3", "one", "1.5", "1 2", "1234567"])
def test_it_refuses_a_text_of_another_form(text):
    with pytest.raises(ValueError, match=r"must list pages such as '1-3,7' or '5-'"):
        PageSelection.parse(text)


@pytest.mark.parametrize(
    ("text", "part"), [("0", "0"), ("0-3", "0-3"), ("3-2", "3-2"), ("1,9-8", "9-8"), ("1-0", "1-0")]
)
def test_it_names_the_range_that_has_no_pages(text, part):
    with pytest.raises(ValueError, match=f"^'{part}' is no range of pages"):
        PageSelection.parse(text)


def test_it_takes_five_hundred_characters_at_most():
    longest = ",".join(["1"] * 250) + "0"
    assert len(PageSelection.parse(longest).ranges) == 250
    with pytest.raises(ValueError, match="must list pages"):
        PageSelection.parse(longest + "0")


@given(SELECTIONS, st.integers(1, 40))
def test_it_chooses_the_pages_of_its_ranges_that_exist(selection, count):
    wanted = [
        number
        for number in range(1, count + 1)
        if any(first <= number <= (count if last is None else last) for first, last in selection.ranges)
    ]
    try:
        assert list(selection.numbers(count)) == wanted
    except NoSuchPage:
        assert wanted == []


def test_it_names_the_option_and_the_last_page_where_none_exists():
    with pytest.raises(NoSuchPage, match=r"^The option 'pages' is 4-,9; the last page of the document is 3$"):
        PageSelection.parse("4-,9").numbers(3)
