"""Which blocks are headings, at each bound of the rules."""

from __future__ import annotations

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.layout import arrange
from onlineocr.ocr.layout.kinds import weighted_median
from tests.ocr.layout.lines import column, kinds, line

BODY = ["This is a line of the running text,", "and a second one, which goes on,", "and on, until it ends here."] * 3


def large(*texts, top=0):
    return [line(text, 10, top + 40 * index, height=36, letter=18) for index, text in enumerate(texts)]


def over_text(*head, body=BODY):
    """The kinds of the blocks of ``head`` and of prose under it."""
    return kinds(arrange([*head, *column(*body, top=head[-1].box.bottom + 30)])[1])


@pytest.mark.parametrize(("lines", "kind"), [(4, "heading"), (5, "text")])
def test_it_takes_four_lines_of_large_type_at_most(lines, kind):
    assert over_text(*large(*["Some large words"] * lines)) == [kind, "text"]


@pytest.mark.parametrize(("letters", "kind"), [(200, "heading"), (201, "text")])
def test_it_takes_two_hundred_characters_at_most(letters, kind):
    assert over_text(*large("L" + "arge wor" * 24 + "s" * (letters - 193)), body=BODY * 2) == [kind, "text"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Large", "heading"), ("Lar", "heading"), ("La", "text"), ("La-", "text"), ("large", "text"),
        ("2 Large", "heading"), ("12.50 EUR 77.20", "text"), ("Room 1234", "text"), ("Room 123", "heading"),
    ],
)  # fmt: skip
def test_it_takes_words_in_large_type_but_no_numbers(text, kind):
    assert over_text(*large(text))[0] == kind


@pytest.mark.parametrize(("height", "kind"), [(26, "heading"), (25, "text")])
def test_it_takes_type_that_is_larger_by_three_tenths(height, kind):
    assert over_text(line("Annual report", 10, 0, height=height, letter=13))[0] == kind


def test_it_takes_no_type_that_is_higher_but_not_wider():
    assert over_text(line("Annual report", 10, 0, height=30, letter=11))[0] == "text"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("THE FIRST CHAPTER", "heading"), ("THE FIRST CHAPTER.", "text"), ("THE FIRST CHAPTER,", "text"),
        ("THE FIRST CHAPTER;", "text"), ("THE FIRST CHAPTER:", "heading"), ("The first chapter", "text"),
        ("4.1 Measures", "heading"), ("4.1.2.3 Measures", "heading"), ("4.1.2.3.4 Measures", "text"),
        ("4.1 .5", "text"),
        ("IV. Letter", "heading"), ("§12 Liability", "heading"), ("§ Liability", "text"), ("4 Measures", "text"),
    ],
)  # fmt: skip
def test_it_takes_capitals_or_a_number_of_the_usual_size(text, kind):
    assert over_text(line(text, 10, 0))[0] == kind


@pytest.mark.parametrize(("height", "kind"), [(15, "heading"), (14, "text")])
def test_it_takes_no_capitals_in_small_type(height, kind):
    assert over_text(line("THE FIRST CHAPTER", 10, 0, height=height))[0] == kind


@pytest.mark.parametrize(("lines", "kind"), [(2, "heading"), (3, "text")])
def test_it_takes_two_lines_of_capitals_at_most(lines, kind):
    assert over_text(*column(*["SOME LOUD WORDS"] * lines))[0] == kind


def test_it_takes_one_line_with_a_number_only():
    assert over_text(*column("4.1 Measures of", "the scale"))[0] == "text"


@pytest.mark.parametrize(("letters", "kind"), [(30, "heading"), (29, "text")])
def test_it_takes_capitals_over_a_line_of_prose_only(letters, kind):
    body = [("Under it is a line of letters " + "x" * 9)[:letters]] * 5
    assert over_text(line("THE FIRST CHAPTER", 10, 0), body=body)[0] == kind


def test_it_takes_no_capitals_under_the_text():
    assert kinds(arrange([*column(*BODY), line("THE END OF IT", 10, 300)])[1]) == ["text", "text"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=6))
def test_it_weighs_values_as_often_as_they_occur(weighed):
    assert weighted_median(weighed) == median_low([value for value, weight in weighed for _ in range(weight)])


def test_it_has_no_median_of_nothing():
    assert weighted_median([]) == 0.0
