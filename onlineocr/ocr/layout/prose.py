"""Is this text a column of prose, or are these the cells of a table? Told from the lines' places and first letters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..page import Line

LINES = 4  # make a column
_LETTERS = 12  # in a line of prose, at least; or, in scripts of wide letters,
_ASPECT = 6  # times as wide as it is high
_FULL = 0.55  # of the column's width, which most lines of prose reach
_SHARE = 0.6  # of the characters stand in such lines
_MOST = 0.5  # of the lines with a common left edge
_EDGE = 2.5  # heights of a line by which the first line of a paragraph may be set in
_FLOWING = 0.25  # of the lines of prose begin within a sentence, at least
_ALIGNED = 0.75  # of the cells of a table stand level with its other cells


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of some lines: all their ``letters``, ``full`` of which stand in lines that fill a column; how many such
    ``lines`` there are, and how many of them go on from the one before: they begin with a small letter, or with one of
    a script that has none."""

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
        """Whether most of the text stands in columns of lines that fill them; there may be several columns."""
        return self.full >= _SHARE * self.letters > 0

    @property
    def flows(self) -> bool:
        """Whether prose goes on from line to line, unlike the cells of a table."""
        return self.is_prose and self.going >= _FLOWING * self.lines


def survey(lines: Sequence[Line], cuts: Sequence[float] = ()) -> list[tuple[int, Evidence]]:
    """The columns of lines with a common left edge, from left to right: where each begins, and its evidence.

    No column reaches over one of ``cuts`` (x, ascending).
    """
    return [(column[0].box.left, _evidence(column)) for column in _by_left_edge(lines, cuts)]


def is_prose(lines: Sequence[Line]) -> bool:
    """Whether most of the text of ``lines`` is prose."""
    return sum((evidence for _, evidence in survey(lines)), Evidence()).is_prose


def is_aligned(cells: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether most of ``cells`` stand level with one of ``others``: amounts beside items, numbers beside lines."""
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
    """Whether a line has as much text as one of prose."""
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
    """The distance to the nearest of the sorted ``values``."""
    place = bisect_left(values, value)
    return min((abs(value - near) for near in values[max(0, place - 1) : place + 1]), default=float("inf"))
