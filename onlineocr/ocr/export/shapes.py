"""Geometry of a line: its baseline, its angle and its reading direction."""

from __future__ import annotations

import math

from ..bidirectional import reads_from_right
from ..geometry import Point
from ..page import Line, Page


def direction(text: str) -> str:
    """Return ``rtl`` or ``ltr``, the reading direction of ``text``."""
    return "rtl" if reads_from_right(text) else "ltr"


def angle(line: Line) -> float:
    """Return the counter-clockwise angle of the line from the horizontal in degrees, 0 <= angle < 360."""
    (x0, y0), (x1, y1), *_ = line.polygon
    return math.degrees(math.atan2(y0 - y1, x1 - x0)) % 360.0 if (x0, y0) != (x1, y1) else 0.0


def is_level(line: Line) -> bool:
    """Return whether the line is closer to horizontal than to vertical."""
    (x0, y0), (x1, y1), *_ = line.polygon
    return abs(x1 - x0) >= abs(y1 - y0)


def is_column(line: Line) -> bool:
    """Return whether its words are one under the other, as in vertical Chinese and Japanese with upright characters."""
    first, last = line.words[:1], line.words[-1:]
    return (
        is_level(line) and bool(first) and first[0].box.bottom <= last[0].box.top and line.box.height > line.box.width
    )


def is_askew(line: Line) -> bool:
    """Return whether the line's polygon differs from its box."""
    return any(
        min(abs(x - line.box.left), abs(x - line.box.right)) >= 1
        or min(abs(y - line.box.top), abs(y - line.box.bottom)) >= 1
        for x, y in line.polygon
    )


def baseline(line: Line) -> tuple[Point, Point]:
    """Return the lower edge of the line's polygon, from the text's left to its right. Engines give no better one."""
    _, _, right, left = line.polygon
    return left, right


def points(corners: tuple[Point, ...], page: Page) -> str:
    """Return ``x,y x,y …`` in whole pixels within the page."""
    return " ".join(f"{min(max(round(x), 0), page.width)},{min(max(round(y), 0), page.height)}" for x, y in corners)
