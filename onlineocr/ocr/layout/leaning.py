"""Pages whose lines all lean, for example by 45 degrees: lines are turned level for the layout, and blocks back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atan2, cos, degrees, radians, sin
from statistics import median

from ..geometry import Point, Polygon, enclosing, union
from ..page import Block, Line

_ASLANT = 15.0  # degrees from level and from upright: with less lean the boxes are enough to find the order
_ALIKE, _SHARE = 5.0, 0.8  # degrees by which lines may differ, and the least share of text with this direction


def lean(lines: Sequence[Line]) -> float:
    """Return the degrees by which almost all lines fall to the right; 0.0 where they are level, upright or mixed."""
    known = [(_fall(line.polygon), len(line.text)) for line in lines if len(line.text) > 1]
    if not known:
        return 0.0
    usual = median(fall for fall, _ in known)
    alike = sum(letters for fall, letters in known if abs(fall - usual) <= _ALIKE)
    aslant = _ASLANT <= abs(usual) <= 90 - _ASLANT
    return usual if aslant and alike >= _SHARE * sum(letters for _, letters in known) else 0.0


def level(line: Line, angle: float) -> Line:
    """Return ``line`` on a page turned by ``angle`` degrees; its words stay in the page's pixels."""
    box = enclosing(_turned(corner, -angle) for corner in line.polygon)
    return replace(line, box=box, polygon=box.polygon())


def back(block: Block, angle: float, known: dict[int, Line]) -> Block:
    """Convert a block of such lines to the page. ``known`` maps the ids of turned lines to the page's own lines."""
    lines = tuple(known.get(id(line)) or _back(line, angle) for line in block.lines)
    return replace(block, box=union(line.box for line in lines), lines=lines)


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
