"""Where a paragraph ends, at each bound of the rules; lines are 20 pixels high."""

from __future__ import annotations

import pytest

from onlineocr.ocr.layout.paragraphs import is_capitals, is_larger, paragraphs
from tests.ocr.layout.lines import column, line

TEXT = "A line of prose that goes on and on"


def sizes(lines):
    """The number of lines of each paragraph."""
    return [len(block.lines) for block in paragraphs(lines)]


def rows(*whites, text=TEXT, lefts=()):
    """Lines with these distances between them, in pixels."""
    tops = [0]
    for white in whites:
        tops.append(tops[-1] + 20 + white)
    return [line(text, left, top) for top, left in zip(tops, [*lefts, *[10] * len(tops)], strict=False)]


def test_it_makes_no_paragraph_of_nothing():
    assert sizes([]) == []


@pytest.mark.parametrize(("white", "found"), [(18, [2]), (19, [1, 1])])
def test_it_parts_two_lines_by_almost_a_line_of_white(white, found):
    assert sizes(rows(white)) == found


@pytest.mark.parametrize(("white", "found"), [(14, [6]), (15, [3, 3])])
def test_it_parts_lines_by_half_a_line_more_than_the_usual_white(white, found):
    assert sizes(rows(4, 4, white, 4, 4)) == found


@pytest.mark.parametrize(("usual", "found"), [(32, [5]), (33, [1, 1, 1, 1, 1])])
def test_it_takes_wide_spacing_for_text_up_to_a_bound(usual, found):
    assert sizes(rows(*[usual] * 4)) == found


@pytest.mark.parametrize(("left", "found"), [(22, [6]), (23, [2, 4])])
def test_it_parts_prose_before_an_indented_line(left, found):
    assert sizes(rows(*[4] * 5, lefts=(10, 10, left))) == found


@pytest.mark.parametrize(("left", "found"), [(48, [6]), (47, [2, 4])])
def test_it_parts_prose_before_a_line_that_is_set_out(left, found):
    assert sizes(rows(*[4] * 5, lefts=(60, 60, left, 60, 60, 60))) == found


@pytest.mark.parametrize(("letters", "found"), [(25, [2, 4]), (24, [6])])
def test_it_takes_indents_for_paragraphs_in_prose_only(letters, found):
    assert sizes(rows(*[4] * 5, lefts=(10, 10, 40), text="x" * letters)) == found


def test_it_takes_no_indents_for_paragraphs_where_each_line_has_its_own():
    assert sizes(rows(*[4] * 5, lefts=(10, 40, 70, 100, 130, 160))) == [6]


@pytest.mark.parametrize(
    ("height", "letter", "found"), [(27, 14, [2, 1]), (27, 12, [3]), (26, 14, [3]), (27, 13, [2, 1])]
)
def test_it_parts_lines_of_two_sizes_of_type(height, letter, found):
    assert sizes([*column("one", "two"), line("three", 10, 48, height=height, letter=letter)]) == found


def test_it_parts_capitals_from_the_text_under_them_unless_they_go_on_with_a_paragraph():
    assert sizes(column("THE CHAPTER", "on something")) == [1, 1]
    assert sizes(column("and more", "THE CHAPTER", "on something")) == [3]


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("WORD", True), ("ABC", False), ("A B C D", True), ("WORDs", False), ("1234 ABC", False), ("1234 ABCD", True),
        ("漢字漢字", False), ("ΛΟΓΟΣ", True), ("", False), (" " * 100 + "WORD", False),
    ],
)  # fmt: skip
def test_it_knows_four_capitals(text, so):
    assert is_capitals(text) is so


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [
        ((26, 13), (20, 10), True), ((25, 13), (20, 10), False), ((26, 12), (20, 10), False), ((20, 10),
        (26, 13), False),
        ((20, 10), (20, 10), False),
    ],
)  # fmt: skip
def test_it_knows_type_that_is_larger_in_both_ways(one, other, so):
    assert is_larger(one, other, 1.3) is so


def test_it_keeps_each_line_once_and_in_order():
    lines = [*column("1. one", "2. two"), *column("THE END", "of it", top=100), line("•  tea", 10, 200)]
    assert [one for block in paragraphs(lines) for one in block.lines] == lines
