"""Boxes and polygons: pixels, origin at the top left, right and bottom exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]
Polygon = tuple[Point, Point, Point, Point]
"""Four corners: of the text's own top left, top right, bottom right, bottom left."""


class Box(NamedTuple):
    """An upright rectangle in whole pixels; ``right`` and ``bottom`` lie just outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return max(0, self.width) * max(0, self.height)

    @property
    def center(self) -> Point:
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def holds(self, point: Point) -> bool:
        x, y = point
        return self.left <= x < self.right and self.top <= y < self.bottom

    def clip(self, width: int, height: int) -> Box:
        """Return the part inside a page of ``width`` x ``height``, never empty when the page is not."""
        left = min(max(self.left, 0), max(width - 1, 0))
        top = min(max(self.top, 0), max(height - 1, 0))
        right = min(max(self.right, left + 1), width)
        bottom = min(max(self.bottom, top + 1), height)
        return Box(left, top, right, bottom)

    def intersection(self, other: Box) -> int:
        """Return the area shared with ``other``, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)

    def iou(self, other: Box) -> float:
        """Return intersection over union, 0..1."""
        shared = self.intersection(other)
        both = self.area + other.area - shared
        return shared / both if both else 0.0

    def polygon(self) -> Polygon:
        """Return the four corners, clockwise from the top left."""
        left, top, right, bottom = (float(value) for value in self)
        return ((left, top), (right, top), (right, bottom), (left, bottom))


def union(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of ``boxes``; ValueError when there is none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def enclosing(polygon: Iterable[Point]) -> Box:
    """Return the smallest whole-pixel box around ``polygon``."""
    xs, ys = zip(*polygon, strict=True)
    return Box(_floor(min(xs)), _floor(min(ys)), _ceil(max(xs)), _ceil(max(ys)))


def scale_box(box: Box, factor: float) -> Box:
    """Return ``box`` in an image ``factor`` times as large, never empty."""
    left, top = _floor(box.left * factor), _floor(box.top * factor)
    return Box(left, top, max(left + 1, _ceil(box.right * factor)), max(top + 1, _ceil(box.bottom * factor)))


def _floor(value: float) -> int:
    return int(value // 1)


def _ceil(value: float) -> int:
    return -int(-value // 1)


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruled lines of a page as boxes: horizontal ones (``across``) and vertical ones (``down``).

    The boxes are level in a frame that leans with the page, whose rules fall by ``slope`` pixels per pixel to the
    right. :meth:`level` converts points to that frame and :meth:`back` converts them to the page.
    """

    across: tuple[Box, ...] = ()
    down: tuple[Box, ...] = ()
    slope: float = 0.0

    def level(self, point: Point) -> Point:
        """Convert ``point`` of the page to the frame of the rules."""
        return point[0] + self.slope * point[1], point[1] - self.slope * point[0]

    def back(self, point: Point) -> Point:
        """Convert ``point`` of the frame to the page: the inverse of :meth:`level`."""
        x, y = point
        whole = 1 + self.slope * self.slope
        return (x - self.slope * y) / whole, (y + self.slope * x) / whole
