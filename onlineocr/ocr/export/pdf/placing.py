"""Positions of the words of a line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...geometry import Box, Point
from ...page import Line, Word
from .. import shapes
from .glyphs import clusters, runs_backwards, visual

_STEPS = math.sin(math.radians(4))
"""Sine of the largest angle at which the words of a line are set level, each a step lower or higher than the last one.
Poppler joins letters to a word only if their base lines differ by less than half a point. PDFium starts a new line at
larger steps."""

_STEEP = 0.5  # cos² - sin² of a direction at 30 degrees: closer to the diagonal, a box does not give its word's size
_LEAST = 0.05  # of the line's height: minimum width of a word
_TOUCHING = 1.0  # of the line's height: widest gap across which words without a space are set to touch


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs from ``start`` on, ``width`` long, with their lower edge at ``lower``. Units are pixels from the page's
    top left, along the direction of the text and across it."""

    glyphs: tuple[str, ...]
    start: float
    width: float
    lower: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a layer. ``direction`` is the unit vector along its text, y downwards; ``height`` is in pixels. A space
    between words is a run of its own."""

    direction: Point
    height: float
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word on its line. ``spaced`` says whether a space precedes it; ``index`` is its position in reading order."""

    glyphs: tuple[str, ...]
    start: float
    end: float
    lower: float
    index: int
    spaced: bool


def place(line: Line) -> Placed | None:
    """Return the runs of ``line`` along its direction, or None if it has no visible text.

    Each word is as long as its box. All words have the height and the lower edge of the line, so that programs
    recognize one line.
    """
    frame = _Frame(line)
    words = _words(line, frame)
    return Placed(frame.direction, frame.height, tuple(_runs(words, frame.height))) if words else None


class _Frame:
    """The line's direction and height, and the positions of boxes along it."""

    def __init__(self, line: Line) -> None:
        corners = line.polygon[1:] + line.polygon[:1] if shapes.is_column(line) else line.polygon
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
        left, right = ((ax + dx) / 2, (ay + dy) / 2), ((bx + cx) / 2, (by + cy) / 2)
        true = _unit(right[0] - left[0], right[1] - left[1])
        height = (math.hypot(dx - ax, dy - ay) + math.hypot(cx - bx, cy - by)) / 2
        self.height = height if height >= 1 else float(max(1, min(line.box.height, line.box.width)))
        self.direction = _level(true) or true
        self._left, self._top = self._along(left), self._across(left)
        length, self._drop = self._along(right) - self._left, self._across(right) - self._top
        self._length = length if length > 0 else 1.0

    def extent(self, box: Box) -> tuple[float, float]:
        """Return the start and end, along the line, of the word that the upright ``box`` encloses."""
        middle = self._along(box.center)
        c, s = abs(self.direction[0]), abs(self.direction[1])
        wide, high = (box.width, box.height) if c >= s else (box.height, box.width)
        c, s = max(c, s), min(c, s)
        steep = c * c - s * s <= _STEEP
        length = (wide - self.height * s) / c if steep else (wide * c - high * s) / (c * c - s * s)
        half = max(length, _LEAST * self.height) / 2
        return middle - half, middle + half

    def lower(self, middle: float) -> float:
        """Return the position of the line's lower edge at ``middle`` along it."""
        share = min(1.0, max(0.0, (middle - self._left) / self._length))
        return self._top + share * self._drop + self.height / 2

    def _along(self, point: Point) -> float:
        return point[0] * self.direction[0] + point[1] * self.direction[1]

    def _across(self, point: Point) -> float:
        return point[1] * self.direction[0] - point[0] * self.direction[1]


def _unit(x: float, y: float) -> Point:
    length = math.hypot(x, y)
    return (x / length, y / length) if length else (1.0, 0.0)


def _level(direction: Point) -> Point | None:
    """Return the axis direction that is almost ``direction``, or None."""
    x, y = direction
    if abs(y) <= _STEPS:
        return math.copysign(1.0, x), 0.0
    return (0.0, math.copysign(1.0, y)) if abs(x) <= _STEPS else None


def _words(line: Line, frame: _Frame) -> list[_Word]:
    """Return the words with glyphs in reading order, or in visual order if some run from right to left."""
    said = list(_separated(line)) or [(False, Word(line.text.strip(), line.confidence, line.box))]
    found: list[_Word] = []
    for spaced, word in said:
        if glyphs := tuple(clusters(word.text)):
            start, end = frame.extent(word.box)
            found.append(_Word(glyphs, start, end, frame.lower((start + end) / 2), len(found), spaced))
    if any(runs_backwards(word.glyphs) for word in found):
        found = [replace(word, glyphs=tuple(visual(word.glyphs))) for word in sorted(found, key=lambda one: one.start)]
    return found


def _separated(line: Line) -> Iterator[tuple[bool, Word]]:
    """Return each word, and whether a space precedes it. A word that is not in the line's text counts as spaced."""
    position = 0
    for word in line.words:
        start = line.text.find(word.text, position)
        gap = line.text[position:start] if start >= 0 else " "
        position = start + len(word.text) if start >= 0 else position
        yield bool(gap), word


def _runs(words: Sequence[_Word], height: float) -> Iterator[Run]:
    for word, following in pairwise([*words, None]):
        assert word is not None  # noqa: S101 - only the last one is
        gap = following.start - word.end if following else 0.0
        apart = following is not None and _are_apart(word, following)
        stretch = gap if following and not apart and 0 < gap < _TOUCHING * height else 0.0
        yield Run(word.glyphs, word.start, word.end - word.start + stretch, word.lower)
        if apart:
            yield Run((" ",), word.end, max(gap, _LEAST * height), word.lower)


def _are_apart(one: _Word, other: _Word) -> bool:
    """Return whether a space separates two neighboring words."""
    later = max(one, other, key=lambda word: word.index)
    return later.spaced or abs(one.index - other.index) > 1
