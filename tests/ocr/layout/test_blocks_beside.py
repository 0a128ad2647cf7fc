"""Two short blocks beside each other, at each bound of the rules; lines are 20 pixels high, 25 apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.layout.beside import parted
from tests.ocr.layout.lines import column, line

SENDER = ("Alice Archer", "14 Mill Lane", "Cambridge")
DATES = ("Invoice 2026", "First of May", "Second copy")


def groups(left, right, *others):
    """The first words of each group."""
    return [[one.text for one in group] for group in parted([*left, *right, *others])]


def apart(left, right):
    found = groups(left, right)
    return found == [[one.text for one in left], [one.text for one in right]]


def beside(texts=DATES, *, left=400, top=12, pitch=25):
    return column(*texts, left=left, top=top, pitch=pitch)


def test_it_parts_blocks_whose_lines_are_not_level():
    assert apart(column(*SENDER), beside())


@pytest.mark.parametrize(("left", "so"), [(170, True), (169, False)])
def test_it_wants_two_heights_of_white_between_them(left, so):
    assert apart(column(*SENDER), beside(left=left)) is so


@pytest.mark.parametrize(("top", "so"), [(6, True), (5, False), (-6, True), (-5, False)])
def test_it_keeps_level_lines_together(top, so):
    assert apart(column(*SENDER, top=100), beside(top=100 + top)) is so


@pytest.mark.parametrize(("count", "other", "so"), [(2, 3, True), (2, 2, False), (1, 3, False), (3, 2, True)])
def test_it_wants_two_lines_beside_three(count, other, so):
    assert apart(column(*SENDER[:count]), beside(DATES[:other])) is so


@pytest.mark.parametrize(("lower", "so"), [(35, True), (36, False)])
def test_it_wants_half_of_the_lower_block_beside_the_other(lower, so):
    assert apart(column(*SENDER), beside(top=lower)) is so


@pytest.mark.parametrize(
    ("texts", "so"),
    [
        (("Name:", "Street:", "Cambridge"), False), (("Name:", "14 Mill Lane", "Cambridge"), True),
        (("名字：", "街道：", "Cambridge"), False),
        (("12.50", "13.75", "26.25"), False), (("12.50 EUR", "13.75 EUR", "26.25 EUR"), True),
        (("ab", "cd", "Cambridge"), False),
    ],
)  # fmt: skip
def test_it_keeps_labels_and_numbers_with_what_is_beside_them(texts, so):
    assert apart(column(*texts), beside()) is so


@pytest.mark.parametrize(("pitch", "so"), [(44, True), (45, False)])
def test_it_wants_lines_that_follow_closely(pitch, so):
    assert apart(column(*SENDER, pitch=pitch), beside(top=17, pitch=pitch)) is so


def shifted(*lefts):
    return [line(text, left, 25 * row) for row, (text, left) in enumerate(zip(SENDER, lefts, strict=True))]


@pytest.mark.parametrize(("lefts", "so"), [((10, 30, 10), True), ((10, 50, 100), False), ((10, 50, 10), False)])
def test_it_wants_lines_that_keep_an_edge(lefts, so):
    assert apart(shifted(*lefts), beside()) is so


def test_it_takes_lines_that_end_at_one_place():
    ends = [line(text, 200 - 10 * len(text), 25 * row) for row, text in enumerate(SENDER)]
    assert apart(ends, beside())


def test_it_keeps_what_is_above_and_below_in_groups_of_its_own():
    head, foot = (
        line("A heading over both of these blocks here", 10, -60),
        line("A line below both of them, to the end", 10, 150),
    )
    found = groups(column(*SENDER), beside(), head, foot)
    assert found == [[head.text], [*SENDER], [*DATES], [foot.text]]


@given(st.lists(st.tuples(st.sampled_from(SENDER + DATES), st.integers(0, 600), st.integers(0, 300)), max_size=10))
def test_it_keeps_each_line_once(places):
    lines = [line(text, left, top) for text, left, top in places]
    assert sorted(id(one) for group in parted(lines) for one in group) == sorted(map(id, lines))
