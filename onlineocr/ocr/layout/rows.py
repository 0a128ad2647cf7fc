"""Segments of text -> visual rows.

Segments are what a detector boxes: a line of prose, or one cell of a receipt's row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ..page import Line


@dataclass(slots=True)
class _Row:
    """Segments from left to right; ``lefts`` are their left edges, ``bottom`` their lowest edge."""

    lines: list[Line] = field(default_factory=list)
    lefts: list[int] = field(default_factory=list)
    bottom: int = 0

    def add(self, line: Line) -> None:
        place = bisect_left(self.lefts, line.box.left)
        self.lefts.insert(place, line.box.left)
        self.lines.insert(place, line)
        self.bottom = max(self.bottom, line.box.bottom) if len(self.lines) > 1 else line.box.bottom

    def takes(self, line: Line) -> bool:
        # Compared with the nearest neighbour, not with the row's union: on a page that is slightly askew
        # the ends of a row may not overlap at all.
        place = bisect_left(self.lefts, line.box.left)
        near = self.lines[max(0, place - 1) : place + 1]
        nearest = near[0] if len(near) == 1 or _distance(near[0], line) <= _distance(near[1], line) else near[1]
        shared = min(nearest.box.bottom, line.box.bottom) - max(nearest.box.top, line.box.top)
        if shared <= 0.5 * min(nearest.box.height, line.box.height):
            return False
        return -_distance(nearest, line) <= 0.3 * min(nearest.box.width, line.box.width)


def rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Group ``lines`` into visual rows, top to bottom, each from left to right.

    Two segments share a row when they overlap vertically by more than half of the lower one's height.
    """
    found: list[_Row] = []
    for line in sorted(lines, key=middle):
        row = next((row for row in reversed(found[-4:]) if row.bottom > line.box.top and row.takes(line)), None)
        if row is None:
            row = _Row()
            found.append(row)
        row.add(line)
    found.sort(key=lambda row: median(middle(line) for line in row.lines))
    return [row.lines for row in found]


def middle(line: Line) -> float:
    """The height at which a line stands, in pixels from the top."""
    return (line.box.top + line.box.bottom) / 2


def _distance(one: Line, other: Line) -> int:
    """The white between two segments of a row; negative where they overlap."""
    return max(one.box.left - other.box.right, other.box.left - one.box.right)
