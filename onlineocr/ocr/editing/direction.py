"""The direction in which a line's words follow one another."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from ..bidirectional import runs_from_the_right
from ..geometry import Box
from ..page import Line

_HAIR = 1e-6  # pixels: rounding error in sums of fractions
_TALL = 1.5  # height divided by width: up to there the words of a line are beside each other


@dataclass(frozen=True, slots=True)
class Direction:
    """The direction of a line. ``vertical``: words are below each other. ``backwards``: from the right, or from the
    bottom. A place along the line is a number that grows in reading direction."""

    vertical: bool
    backwards: bool

    @classmethod
    def of(cls, line: Line) -> Direction:
        """Return the direction from the first to the last word; for a line of one word, from its shape and script."""
        if len(line.words) > 1:
            (left, top), (right, bottom) = line.words[0].box.center, line.words[-1].box.center
            across, down = right - left, bottom - top
            if across or down:
                vertical = abs(down) > abs(across)
                return cls(vertical, (down if vertical else across) < 0)
        vertical = len(line.text) > 1 and line.box.height > _TALL * line.box.width
        return cls(vertical, not vertical and runs_from_the_right(line.text))

    def extent(self, box: Box) -> tuple[int, int]:
        """Return start and end of ``box`` along the line."""
        start, end = (box.top, box.bottom) if self.vertical else (box.left, box.right)
        return (-end, -start) if self.backwards else (start, end)

    def box(self, around: Box, start: float, end: float) -> Box:
        """Return a box as wide as ``around`` across the line, from ``start`` to ``end`` along it; never empty."""
        if self.backwards:
            start, end = -end, -start
        first = floor(start + _HAIR)
        last = max(first + 1, ceil(end - _HAIR))
        return around._replace(top=first, bottom=last) if self.vertical else around._replace(left=first, right=last)
