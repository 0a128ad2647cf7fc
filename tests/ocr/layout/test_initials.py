"""A large initial belongs to the word that it begins."""

from dataclasses import replace

import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from onlineocr.ocr.layout.initials import joined
from tests.ocr.layout.lines import column, line

REST = ("he old man came from the", "village near the forest and", "asked us whether we had seen",
        "his horse, which was of a very", "light gray and had run away")  # fmt: skip


def page(initial, *, height=70, beside=3):
    return [
        line(initial, 10, 10, letter=60, height=height),
        *column(*REST[:beside], left=85, top=10),
        *column(*REST[beside:], left=10, top=10 + 25 * beside),
    ]


def test_it_reads_a_large_initial_with_its_word():
    text, [block] = arrange(page("T"))
    assert text == "\n".join(("T" + REST[0], *REST[1:]))
    first = block.lines[0].words[0]
    assert (first.text, first.box, text[slice(*first.span)]) == ("The", Box(10, 10, 105, 30), "The")


def test_it_reads_an_initial_over_two_lines():
    assert arrange(page("T", height=45, beside=2))[0].startswith("The old man")


@pytest.mark.parametrize("initial", ["7", "*", "t"])
def test_it_joins_no_other_sign_to_a_word(initial):
    assert f"{initial}he old" not in arrange(page(initial))[0]


def test_it_joins_no_letter_of_the_usual_size():
    assert "The" not in arrange(page("T", height=20))[0]


def joins(*, height=70, left=85, step=25, first=REST[0], count=3):
    """Whether an initial that is 60 pixels wide is joined to the lines beside it."""
    rows = [first, *REST[1:count]]
    found = joined(
        [line("T", 10, 10, letter=60, height=height), *(line(row, left, 10 + step * at) for at, row in enumerate(rows))]
    )
    return found[0].text == "T" + first


@pytest.mark.parametrize(("height", "so"), [(34, True), (33, False), (70, True)])
def test_it_joins_a_letter_that_is_clearly_higher(height, so):
    assert joins(height=height) is so


@pytest.mark.parametrize(("left", "so"), [(110, True), (111, False), (62, True), (61, False)])
def test_it_joins_a_letter_near_its_lines(left, so):
    assert joins(left=left) is so


@pytest.mark.parametrize(("step", "so"), [(10, True), (9, False)])
def test_it_joins_a_letter_to_lines_below_each_other(step, so):
    assert joins(step=step) is so


@pytest.mark.parametrize(
    ("first", "so"), [("he old m", True), ("he old ", False), ("12 old men", False), ("“he old", False)]
)
def test_it_joins_a_letter_to_a_line_that_goes_on_with_letters(first, so):
    assert joins(first=first) is so


@pytest.mark.parametrize(("count", "so"), [(2, True), (1, False)])
def test_it_joins_a_letter_to_two_lines_at_least(count, so):
    assert joins(count=count) is so


def test_it_gives_all_lines_beside_it_the_edge_of_the_initial():
    beside = joined(page("T"))
    assert [row.box.left for row in beside] == [10] * 5
    assert [row.polygon[0][0] for row in beside] == [10] * 5
    assert beside[1].words[0].box.left == 85
    assert [row.text for row in beside] == ["T" + REST[0], *REST[1:]]


def test_it_joins_a_letter_to_a_line_whose_words_are_not_known():
    letter, first, *rest = page("T")
    found = joined([letter, replace(first, words=()), *rest])
    assert [word.text for word in found[0].words] == ["T" + REST[0]]
