"""Pages whose lines all lean, as on a photo: lines are turned level for the layout, and blocks back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atan2, cos, degrees, radians, sin
from statistics import median

from ..geometry import Box, Point, Polygon, enclosing, union
from ..page import Block, Line

_ASLANT = 0.8  # degrees from level: with less lean the boxes are enough to find order and paragraphs
_STEEPEST = 75.0  # degrees from level: steeper lines are upright
_ALIKE, _SHARE = 5.0, 0.8  # degrees by which lines may differ, and the least share of text with this direction


def lean(lines: Sequence[Line]) -> float:
    """Return the degrees by which almost all lines fall to the right; 0.0 where they are level, upright or mixed."""
    known = [(_fall(line.polygon), len(line.text)) for line in lines if len(line.text) > 1]
    if not known:
        return 0.0
    usual = median(fall for fall, _ in known)
    alike = sum(letters for fall, letters in known if abs(fall - usual) <= _ALIKE)
    aslant = _ASLANT <= abs(usual) <= _STEEPEST
    return usual if aslant and alike >= _SHARE * sum(letters for _, letters in known) else 0.0


class Levelled:
    """A page turned by ``angle`` degrees, so that its lines are level; words stay in the page's pixels."""

    def __init__(self, angle: float) -> None:
        self._angle = angle
        self._lines: dict[int, tuple[Line, Line]] = {}  # keeps the turned lines alive, so that their ids stay valid
        self._boxes: dict[Box, Box] = {}

    def line(self, line: Line) -> Line:
        first, second, third, fourth = (_turned(corner, -self._angle) for corner in line.polygon)
        corners = first, second, third, fourth
        level = replace(line, box=enclosing(corners), polygon=corners)
        self._lines[id(level)] = level, line
        return level

    def box(self, box: Box) -> Box:
        level = enclosing(_turned(corner, -self._angle) for corner in box.polygon())
        self._boxes[level] = box
        return level

    def back(self, block: Block) -> Block:
        """Convert a block of the turned page to the page."""
        lines = tuple(
            self._lines[id(line)][1] if id(line) in self._lines else _back(line, self._angle) for line in block.lines
        )
        box = self._boxes[block.box] if block.kind == "table" else union(line.box for line in lines)
        return replace(block, box=box, lines=lines)


def _back(line: Line, angle: float) -> Line:
    first, second, third, fourth = (_turned(corner, angle) for corner in line.polygon)
    box = union(word.box for word in line.words) if line.words else enclosing((first, second, third, fourth))
    return replace(line, box=box, polygon=(first, second, third, fourth))


def _fall(polygon: Polygon) -> float:
    (left, top), (right, bottom) = polygon[:2]
    return degrees(atan2(bottom - top, right - left))


def _turned(point: Point, angle: float) -> Point:
    (x, y), by = point, radians(angle)
    return (round(x * cos(by) - y * sin(by), 1), round(x * sin(by) + y * cos(by), 1))
