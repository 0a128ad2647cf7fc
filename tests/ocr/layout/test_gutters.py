"""Lines that cross a narrow gutter become the lines of two columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.layout import arrange, parted
from onlineocr.ocr.page import Line, Word

LEFT = (
    "the left column starts here and", "tells the first part of it and", "every line must be read before",
    "the reader goes on to the right", "hand side where many programs", "take the lines of both sides as", "one.",
)  # fmt: skip
RIGHT = (
    "now the right column begins up", "at the top of the page again it", "goes on with another paragraph",
    "whose lines stand very level to", "those on the left and a reader", "who has finished knows what is", "next.",
)  # fmt: skip


def placed(text: str, left: int, top: int, *, right: int | None = None) -> list[Word]:
    """Words of 10 pixels a letter, 20 high; spread up to ``right`` as justified text is."""
    words = text.split()
    width = sum(10 * len(word) for word in words)
    room = 8.0 if right is None or len(words) < 2 else (right - left - width) / (len(words) - 1)
    found, at = [], float(left)
    for word in words:
        found.append(Word(word, 0.9, Box(round(at), top, round(at) + 10 * len(word), top + 20)))
        at += 10 * len(word) + room
    return found


def line(words: list[Word]) -> Line:
    box = union(word.box for word in words)
    return Line(" ".join(word.text for word in words), 0.9, box, box.polygon(), tuple(words))


def page(gutter: int, lefts=LEFT, rights=RIGHT) -> list[Line]:
    """Two columns whose lines a detector has joined across a gutter of so many pixels."""
    rows = zip(lefts, rights, strict=True)
    return [
        line(placed(one, 50, 50 + 30 * row, right=370) + placed(other, 370 + gutter, 50 + 30 * row))
        for row, (one, other) in enumerate(rows)
    ]


@pytest.mark.parametrize("gutter", [14, 20, 26, 40])
def test_columns_are_read_one_after_the_other(gutter):
    text, _ = arrange(parted(page(gutter)))
    assert text.replace("\n\n", "\n") == "\n".join((*LEFT, *RIGHT))


def test_lines_over_a_whole_page_stay_whole():
    lines = [
        line(placed(f"{one} {other}", 50, 50 + 30 * row))
        for row, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True))
    ]
    assert parted(lines) == lines


def test_a_heading_over_both_columns_stays_whole():
    heading = line(placed("a heading that runs over the gutter of both columns here", 50, 10))
    assert parted([heading, *page(20)])[0] == heading


def test_labels_and_their_values_stay_together():
    labels = ("Name", "Street", "Town", "Country", "Phone", "Mail", "Date")
    lines = page(20, [f"{label}:" for label in labels], [f"value {number}" for number in range(7)])
    assert parted(lines) == lines


def test_numbers_stay_before_their_lines():
    lines = page(20, [str(number) for number in range(1, 8)])
    assert parted(lines) == lines


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400), st.integers(0, 300), st.lists(st.text("ab.c", min_size=1, max_size=8), min_size=1)
        ),
        max_size=14,
    )
)
def test_no_word_is_lost_or_doubled(rows):
    lines = [line(placed(" ".join(words), left, top)) for left, top, words in rows]
    found = parted(lines)
    assert [word for one in found for word in one.words] == [word for one in lines for word in one.words]
    assert [one.text.replace(" ", "") for one in found] == ["".join(word.text for word in one.words) for one in found]
