"""Is this text a column of prose, or are these the cells of a table? Told from the lines' places and first letters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..page import Line

LINES = 4  # make a column
_LETTERS = 12  # in a line of prose, at least; or, in scripts of wide letters,
_ASPECT = 6  # times as wide as it is high
_FULL = 0.55  # of the column's width, which most lines of prose reach
_SHARE = 0.6  # of the characters stand in such lines
_EDGE = 2.5  # heights of a line by which the first line of a paragraph may be set in
_FLOWING = 0.25  # of the lines of prose begin within a sentence, at least
_ALIGNED = 0.75  # of the cells of a table stand level with its other cells


def is_long(line: Line) -> bool:
    """Whether a line has as much text as one of prose."""
    return len(line.text) >= _LETTERS or line.box.width >= _ASPECT * line.box.height > 0


def is_prose(lines: Sequence[Line]) -> bool:
    """Whether most of the text stands in columns of lines that fill them; there may be several columns."""
    total = sum(len(line.text) for line in lines)
    return sum(len(line.text) for line in _full_lines(lines)) >= _SHARE * total > 0


def flows(lines: Sequence[Line]) -> bool:
    """Whether lines of prose go on from one to the next: many begin with a small letter, or the script has none."""
    full = list(_full_lines(lines))
    return sum(_goes_on(line.text) for line in full) >= _FLOWING * len(full) > 0


def is_aligned(cells: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether most of ``cells`` stand level with one of ``others``: amounts beside items, numbers beside lines."""
    middles = sorted(line.box.center[1] for line in others)
    level = sum(_nearest(middles, cell.box.center[1]) <= 0.25 * cell.box.height for cell in cells)
    return level >= _ALIGNED * len(cells)


def _full_lines(lines: Sequence[Line]) -> Iterator[Line]:
    for column in _by_left_edge(lines):
        widths = sorted(line.box.width for line in column)
        usual = widths[len(widths) * 3 // 4]
        full = [line for line in column if is_long(line) and line.box.width >= _FULL * usual]
        if len(full) >= LINES:
            yield from full


def _by_left_edge(lines: Sequence[Line]) -> Iterator[list[Line]]:
    column: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        if column and line.box.left - column[0].box.left > _EDGE * line.box.height:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _goes_on(text: str) -> bool:
    first = next((character for character in text if character.isalnum()), "")
    return first.isalpha() and not first.isupper()


def _nearest(values: Sequence[float], value: float) -> float:
    """The distance to the nearest of the sorted ``values``."""
    place = bisect_left(values, value)
    return min((abs(value - near) for near in values[max(0, place - 1) : place + 1]), default=float("inf"))
