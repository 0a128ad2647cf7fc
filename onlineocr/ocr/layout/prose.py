"""Distinction of columns of prose from the cells of a table, by the lines' places and first letters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..page import Line

LINES = 4  # least lines of a column
_LETTERS = 12  # least letters of a line of prose; or, in scripts with wide letters,
_ASPECT = 6  # its least width divided by its height
_FULL = 0.55  # of the column's width: least length of most lines of prose
_SHARE = 0.6  # least share of the characters in such lines
_MOST = 0.5  # of the lines with a common left edge: least share of full lines
_EDGE = 2.5  # line heights: greatest indent of a paragraph's first line
_FLOWING = 0.25  # least share of the lines of prose that begin within a sentence
_ALIGNED = 0.75  # least share of a table's cells that are level with its other cells


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of some lines: all their ``letters``, the letters in ``full`` lines (which fill a column), the number of
    such ``lines``, and the number of them that continue the line before: they begin with a small letter, or with a
    letter of a script without small letters."""

    letters: int = 0
    full: int = 0
    lines: int = 0
    going: int = 0

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.letters + other.letters, self.full + other.full, self.lines + other.lines, self.going + other.going
        )

    @property
    def is_prose(self) -> bool:
        """Return whether most of the text is in lines that fill their column; there may be several columns."""
        return self.full >= _SHARE * self.letters > 0

    @property
    def flows(self) -> bool:
        """Return whether prose continues from line to line, unlike the cells of a table."""
        return self.is_prose and self.going >= _FLOWING * self.lines


def survey(lines: Sequence[Line], cuts: Sequence[float] = ()) -> list[tuple[int, Evidence]]:
    """Return the columns of lines with a common left edge, from left to right: each one's left edge and evidence.

    No column crosses one of ``cuts`` (x, ascending).
    """
    return [(column[0].box.left, _evidence(column)) for column in _by_left_edge(lines, cuts)]


def is_prose(lines: Sequence[Line]) -> bool:
    """Return whether most of the text of ``lines`` is prose."""
    return sum((evidence for _, evidence in survey(lines)), Evidence()).is_prose


def is_aligned(cells: Sequence[Line], others: Sequence[Line]) -> bool:
    """Return whether most of ``cells`` are level with one of ``others``: amounts beside items, numbers beside lines."""
    middles = sorted(line.box.center[1] for line in others)
    level = sum(_nearest(middles, cell.box.center[1]) <= 0.25 * cell.box.height for cell in cells)
    return level >= _ALIGNED * len(cells)


def _evidence(column: Sequence[Line]) -> Evidence:
    letters = sum(len(line.text) for line in column)
    widths = [line.box.right - line.box.left for line in column]
    least = _FULL * sorted(widths)[len(widths) * 3 // 4]
    full = [line.text for line, width in zip(column, widths, strict=True) if width >= least and _is_long(line, width)]
    if len(full) < max(LINES, _MOST * len(column)):
        return Evidence(letters)
    return Evidence(letters, sum(map(len, full)), len(full), sum(map(goes_on, full)))


def _is_long(line: Line, width: int) -> bool:
    """Return whether a line is as long as a line of prose."""
    return len(line.text) >= _LETTERS or width >= _ASPECT * line.box.height > 0


def _by_left_edge(lines: Sequence[Line], cuts: Sequence[float]) -> Iterator[list[Line]]:
    column: list[Line] = []
    end = float("-inf")
    for line in sorted(lines, key=lambda line: line.box.left):
        left, height = line.box.left, line.box.bottom - line.box.top
        if column and (left > end or left - column[0].box.left > _EDGE * height):
            yield column
            column = []
        if not column:
            place = bisect_left(cuts, left)
            end = cuts[place] if place < len(cuts) else float("inf")
        column.append(line)
    if column:
        yield column


def goes_on(text: str) -> bool:
    first = text[:1]
    if not first.isalnum():
        first = next((character for character in text if character.isalnum()), "")
    return first.isalpha() and not first.isupper()


def _nearest(values: Sequence[float], value: float) -> float:
    """Return the distance to the nearest of the sorted ``values``."""
    place = bisect_left(values, value)
    return min((abs(value - near) for near in values[max(0, place - 1) : place + 1]), default=float("inf"))
