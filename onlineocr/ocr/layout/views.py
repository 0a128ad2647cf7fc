"""Directions of writing, each mapped to lines from left to right and from top to bottom.

All other modules of layout handle only such lines. A page in Arabic is mirrored; vertical Japanese and text that runs
up or down a margin are turned by a quarter. In the end the blocks are converted to the page's own pixels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..geometry import Box, Point, Polygon
from ..page import Block, Line

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ufb1c]+")
_VERTICAL = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\U0001b000-\U0003ffff]+"
)
_TALL = 1.5  # height divided by width


@dataclass(frozen=True, slots=True)
class View:
    """The map x' = a x + b y, y' = c x + d y: a mirror or a quarter turn, so its inverse is its transpose."""

    a: int
    b: int
    c: int
    d: int

    def point(self, point: Point) -> Point:
        x, y = point
        return (self.a * x + self.b * y, self.c * x + self.d * y)

    def box(self, box: Box) -> Box:
        """Return ``box`` in the view; negative coordinates are usual."""
        (x, y), (right, bottom) = self._whole(box.left, box.top), self._whole(box.right, box.bottom)
        return Box(min(x, right), min(y, bottom), max(x, right), max(y, bottom))

    def line(self, line: Line) -> Line:
        """Return ``line`` in the view; its words stay in the page's pixels."""
        if self == LEVEL:
            return line
        polygon = self._polygon(line.polygon)
        box = self.box(line.box)
        return replace(line, box=box, polygon=polygon if _is_level(polygon) else box.polygon())

    def back(self, block: Block, known: dict[int, Line]) -> Block:
        """Convert a block of the view to the page. ``known`` maps the ids of the view's lines to the page's lines."""
        if self == LEVEL:
            return block
        inverse = View(self.a, self.c, self.b, self.d)
        lines = tuple(known.get(id(line)) or inverse._moved(line) for line in block.lines)
        return replace(block, box=inverse.box(block.box), lines=lines)

    def _moved(self, line: Line) -> Line:
        return replace(line, box=self.box(line.box), polygon=self._polygon(line.polygon))

    def _polygon(self, polygon: Polygon) -> Polygon:
        first, second, third, fourth = (self.point(corner) for corner in polygon)
        return (second, first, fourth, third) if self == MIRRORED else (first, second, third, fourth)

    def _whole(self, x: int, y: int) -> tuple[int, int]:
        return self.a * x + self.b * y, self.c * x + self.d * y


LEVEL = View(1, 0, 0, 1)
MIRRORED = View(-1, 0, 0, 1)
"""Lines from right to left."""
DOWN = View(0, 1, -1, 0)
"""Lines from top to bottom, the first at the right: vertical Chinese and Japanese, and text turned clockwise."""
UP = View(0, -1, 1, 0)
"""Lines from bottom to top, the first at the left: text turned counterclockwise."""


def main_view(lines: Sequence[Line]) -> View:
    """Return the direction of most of the text."""
    weights = dict.fromkeys((LEVEL, DOWN, UP), 0)
    for line in lines:
        if len(line.text) > 1:
            weights[_direction(line)] += len(line.text)
    most = max(weights, key=lambda view: weights[view])
    return MIRRORED if most == LEVEL and _is_right_to_left(lines) else most


def parted(lines: Sequence[Line], main: View) -> dict[View, list[Line]]:
    """Return the lines of each direction; first those of ``main`` (perhaps none), with all lines of one character."""
    found: dict[View, list[Line]] = {main: []}
    for line in lines:
        view = _direction(line) if len(line.text) > 1 else main
        found.setdefault(MIRRORED if view == LEVEL and main == MIRRORED else view, []).append(line)
    return found


def _direction(line: Line) -> View:
    """Return the direction of a line with more than one character: from its polygon, else from its script and shape."""
    (left, top), (right, bottom) = line.polygon[:2]
    if abs(bottom - top) > abs(right - left):
        return DOWN if bottom > top else UP
    return DOWN if is_column(line) else LEVEL


def is_column(line: Line) -> bool:
    """Return whether ``line`` is vertical Chinese or Japanese: upright characters below each other."""
    (left, top), (right, bottom) = line.polygon[:2]
    if abs(bottom - top) > abs(right - left) or line.box.height <= _TALL * line.box.width or len(line.text) < 2:
        return False
    return 2 * _count(_VERTICAL, line.text) > len(line.text)


def _is_right_to_left(lines: Sequence[Line]) -> bool:
    """Return whether most letters are of a script from right to left."""
    wide = [line.text for line in lines if not line.text.isascii()]
    letters = sum(_count(_RIGHT_TO_LEFT, text) for text in wide)
    return letters > 0 and letters > sum(_count(_LEFT_TO_RIGHT, line.text) for line in lines)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(len(run) for run in pattern.findall(text))


def _is_level(polygon: Polygon) -> bool:
    (left, top), (right, bottom) = polygon[:2]
    return right > left and abs(bottom - top) <= right - left
