"""Lists with bullets that are set in columns beside each other: each column is read to its end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..bullets import marker
from ..page import Line
from .rows import rows

_ROWS = 2  # least rows with an item in several columns
_SLACK = 0.5  # line heights by which the left edges of a column's items may differ


def groups(lines: Sequence[Line], height: float) -> list[list[Line]]:
    """Return the lines above such a list, its columns and the lines below it; [] where there is no such list."""
    if sum(map(_is_item, lines)) < 2 * _ROWS:
        return []
    level = rows(lines)
    full = [index for index, row in enumerate(level) if len(row) > 1 and all(map(_is_item, row))]
    if len(full) < _ROWS:
        return []
    slack = _SLACK * height
    lefts = [line.box.left - slack for line in level[full[0]]]
    first = end = full[0]
    while end < len(level) and all(_belongs(line, lefts, 2 * slack) for line in level[end]):
        end += 1
    if end <= full[-1]:
        return []
    columns: list[list[Line]] = [[] for _ in lefts]
    for line in (line for row in level[first:end] for line in row):
        columns[bisect_right(lefts, line.box.left) - 1].append(line)
    around = [[line for row in part for line in row] for part in (level[:first], level[end:])]
    return [group for group in (around[0], *columns, around[1]) if group]


def _is_item(line: Line) -> bool:
    mark = None if line.text[:1].isalnum() else marker(line.text)
    return mark is not None and mark.style == "bullet"


def _belongs(line: Line, lefts: Sequence[float], indent: float) -> bool:
    """Return whether a line is an item in one of the columns, or goes on with one and is indented."""
    place = bisect_right(lefts, line.box.left) - 1
    if place < 0 or (place + 1 < len(lefts) and line.box.right > lefts[place + 1]):
        return False
    away = line.box.left - lefts[place]
    return away <= indent if _is_item(line) else away > indent
