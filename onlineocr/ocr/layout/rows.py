"""Grouping of text segments into visual rows.

A segment is the text in one box of a detector: a line of prose, or one cell of a receipt's row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ..page import Line

_NEAR = 4  # segments on each side that are compared
_SPECK = 0.5  # of a line's height: lower segments do not show the height of their row


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
        # Compared with the nearest neighbour, not with the row's union: on a page that leans a little
        # the ends of a row may not overlap at all.
        nearest = self._nearest(line)
        shared = min(nearest.box.bottom, line.box.bottom) - max(nearest.box.top, line.box.top)
        if shared <= 0.5 * min(nearest.box.height, line.box.height):
            return False
        return -_distance(nearest, line) <= 0.3 * min(nearest.box.width, line.box.width)

    def _nearest(self, line: Line) -> Line:
        """Return the nearest neighbour of ``line``. A speck or a dash is skipped where a neighbour of the line's size
        follows, because it may be at any height of its row."""
        place = bisect_left(self.lefts, line.box.left)
        before, after = self.lines[max(0, place - _NEAR) : place], self.lines[place : place + _NEAR]
        near = [side[0] for side in (_as_high(before[::-1], line), _as_high(after, line)) if side]
        alike = [one for one in near if not _is_speck(one, line)] or near
        return min(alike, key=lambda one: _distance(one, line))


def _as_high(side: Sequence[Line], line: Line) -> Sequence[Line]:
    """Return ``side``, from the nearest on, without the specks before the first larger neighbour."""
    return next((side[start:] for start, one in enumerate(side) if not _is_speck(one, line)), side)


def _is_speck(one: Line, line: Line) -> bool:
    return one.box.height < _SPECK * line.box.height


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
    """Return the vertical middle of a line, in pixels from the top."""
    return (line.box.top + line.box.bottom) / 2


def _distance(one: Line, other: Line) -> int:
    """Return the white between two segments of a row; negative where they overlap."""
    return max(one.box.left - other.box.right, other.box.left - one.box.right)
