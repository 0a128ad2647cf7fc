"""Boxes and polygons: pixels, origin at the top left, right and bottom exclusive."""

from __future__ import annotations

from collections.abc import Iterable
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

    def clip(self, width: int, height: int) -> Box:
        """The part inside a page of ``width`` x ``height``, never empty when the page is not."""
        left = min(max(self.left, 0), max(width - 1, 0))
        top = min(max(self.top, 0), max(height - 1, 0))
        right = min(max(self.right, left + 1), width)
        bottom = min(max(self.bottom, top + 1), height)
        return Box(left, top, right, bottom)

    def intersection(self, other: Box) -> int:
        """The area shared with ``other``, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        both = self.area + other.area - shared
        return shared / both if both else 0.0

    def polygon(self) -> Polygon:
        """The four corners, clockwise from the top left."""
        left, top, right, bottom = (float(value) for value in self)
        return ((left, top), (right, top), (right, bottom), (left, bottom))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of ``boxes``; ValueError when there is none."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def enclosing(polygon: Iterable[Point]) -> Box:
    """The smallest whole-pixel box around ``polygon``."""
    xs, ys = zip(*polygon, strict=True)
    return Box(_floor(min(xs)), _floor(min(ys)), _ceil(max(xs)), _ceil(max(ys)))


def scale_box(box: Box, factor: float) -> Box:
    """``box`` in an image ``factor`` times as large, never empty."""
    left, top = _floor(box.left * factor), _floor(box.top * factor)
    return Box(left, top, max(left + 1, _ceil(box.right * factor)), max(top + 1, _ceil(box.bottom * factor)))


def _floor(value: float) -> int:
    return int(value // 1)


def _ceil(value: float) -> int:
    return -int(-value // 1)
