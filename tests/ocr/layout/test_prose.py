"""What shows that lines are prose and no cells of a table."""

from __future__ import annotations

import pytest

from onlineocr.ocr.layout.prose import Evidence, goes_on, is_aligned, is_prose, survey
from tests.ocr.layout.lines import column, line

PROSE = "a line of prose here"


def lefts(lines, cuts=()):
    return [left for left, _ in survey(lines, cuts)]


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("and so on", True), ("And so on", False), ("“and so on", True), ("(And", False), ("12 and", False),
        ("中文", True),
        ("", False), ("...", False), ("- then", True), ("über", True), ("Über", False),
    ],
)  # fmt: skip
def test_it_knows_a_line_that_goes_on_by_its_first_letter(text, so):
    assert goes_on(text) is so


@pytest.mark.parametrize(
    ("texts", "so"),
    [
        ([PROSE] * 4, True), ([PROSE] * 3, False), (["x" * 12] * 4, True), (["x" * 11] * 4, False), ([], False),
        ([PROSE] * 4 + ["abc"] * 4, True), ([PROSE] * 4 + ["abc"] * 5, False),
    ],
)  # fmt: skip
def test_it_takes_four_long_lines_and_half_of_all_for_prose(texts, so):
    assert is_prose([line(text, 10, 25 * row, letter=9) for row, text in enumerate(texts)]) is so


@pytest.mark.parametrize(("width", "so"), [(120, True), (119, False)])
def test_it_takes_lines_of_few_wide_letters_for_prose(width, so):
    assert is_prose([line("今天天气很好", 10, 30 * row, width=width) for row in range(4)]) is so


@pytest.mark.parametrize(("letters", "so"), [(111, True), (109, False)])
def test_it_takes_lines_for_full_that_are_a_little_longer_than_half_the_column(letters, so):
    long = [line("x" * 20, 10, 25 * row) for row in range(2)]
    short = [line("y" * 20, 10, 60 + 25 * row, width=letters) for row in range(2)]
    assert is_prose([*long, *short]) is so


@pytest.mark.parametrize(
    ("evidence", "prose", "flows"),
    [
        (Evidence(100, 60, 4, 1), True, True), (Evidence(100, 59, 4, 4), False, False),
        (Evidence(100, 60, 5, 1), True, False),
        (Evidence(), False, False), (Evidence(100, 100, 8, 2), True, True), (Evidence(100, 100, 8, 1), True, False),
    ],
)  # fmt: skip
def test_it_weighs_what_it_has_counted(evidence, prose, flows):
    assert (evidence.is_prose, evidence.flows) == (prose, flows)


def test_it_adds_each_count_to_its_own():
    assert Evidence(1, 2, 3, 4) + Evidence(10, 20, 30, 40) == Evidence(11, 22, 33, 44)


def test_it_counts_the_lines_of_each_column():
    [(left, found)] = survey(column(PROSE, PROSE, "And a new sentence", PROSE, "end"))
    assert (left, found) == (10, Evidence(81, 78, 4, 3))


@pytest.mark.parametrize(("left", "found"), [(60, [10]), (61, [10, 61])])
def test_it_takes_indented_lines_for_the_same_column(left, found):
    assert lefts([*column(PROSE, PROSE), line(PROSE, left, 50)]) == found


def test_it_takes_lines_on_both_sides_of_a_cut_for_two_columns():
    lines = [line(PROSE, left, 25 * row) for row, left in enumerate((10, 40, 10, 40))]
    assert lefts(lines) == [10]
    assert lefts(lines, [30]) == [10, 40]
    assert lefts(lines, [5, 300]) == [10]


@pytest.mark.parametrize(
    ("tops", "so"),
    [
        ([0, 30, 60, 90], True),
        ([0, 30, 60, 100], True),
        ([0, 30, 70, 100], False),
        ([5, 35, 65, 95], True),
        ([6, 36, 66, 96], False),
    ],
)
def test_it_takes_cells_for_a_row_that_are_level_with_others(tops, so):
    others = [line("x", 200, 30 * row) for row in range(4)]
    assert is_aligned([line("12", 10, top) for top in tops], others) is so


def test_it_finds_no_row_without_other_cells():
    assert not is_aligned([line("12", 10, 0)], [])
