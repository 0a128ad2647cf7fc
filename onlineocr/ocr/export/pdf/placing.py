"""Where the words of a line stand."""

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
"""Of a line that leans no more than this, each word is level, and stands a step lower or higher than the one before:
Poppler takes letters for one word only while they stand within half a point of each other. Of larger steps, PDFium
makes lines."""

_STEEP = 0.5  # cos² - sin² of a direction at 30 degrees: closer to the diagonal, a box says too little of its word
_LEAST = 0.05  # of the line's height: nothing is narrower
_TOUCHING = 1.0  # of the line's height: words without a space between them are taken to touch across such a gap


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs from ``start`` on, ``width`` long, their lower edge at ``lower``: pixels from the page's top left, along
    the direction of the text and across it."""

    glyphs: tuple[str, ...]
    start: float
    width: float
    lower: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a layer: ``direction`` is the unit vector along which its text runs, y downwards; ``height`` is in
    pixels. Between words that a space parts, there is a run with the space."""

    direction: Point
    height: float
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """``spaced`` says whether a space stands before it; ``index`` is its place in reading order."""

    glyphs: tuple[str, ...]
    start: float
    end: float
    lower: float
    index: int
    spaced: bool


def place(line: Line) -> Placed | None:
    """The runs of ``line`` from left to right as it runs; None where nothing can be seen.

    Each word is as long as its box, and as high as the line: the height and the lower edge are the line's, so that
    programs see one line in it.
    """
    frame = _Frame(line)
    words = _words(line, frame)
    return Placed(frame.direction, frame.height, tuple(_runs(words, frame.height))) if words else None


class _Frame:
    """The line's direction and height, and where boxes lie along it."""

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
        """Start and end, along the line, of what the upright ``box`` was drawn around."""
        middle = self._along(box.center)
        c, s = abs(self.direction[0]), abs(self.direction[1])
        wide, high = (box.width, box.height) if c >= s else (box.height, box.width)
        c, s = max(c, s), min(c, s)
        steep = c * c - s * s <= _STEEP
        length = (wide - self.height * s) / c if steep else (wide * c - high * s) / (c * c - s * s)
        half = max(length, _LEAST * self.height) / 2
        return middle - half, middle + half

    def lower(self, middle: float) -> float:
        """Where the line's lower edge lies at ``middle`` along it."""
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
    """The direction along an axis that is almost ``direction``."""
    x, y = direction
    if abs(y) <= _STEPS:
        return math.copysign(1.0, x), 0.0
    return (0.0, math.copysign(1.0, y)) if abs(x) <= _STEPS else None


def _words(line: Line, frame: _Frame) -> list[_Word]:
    """The words with something to say, in reading order or, where some run from right to left, as they stand."""
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
    """Each word, and whether the line has a space before it. Words that are not in the line's text are apart."""
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
    """Whether a space parts two words that stand side by side."""
    later = max(one, other, key=lambda word: word.index)
    return later.spaced or abs(one.index - other.index) > 1
