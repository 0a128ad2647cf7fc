"""The resolution at which a page is drawn."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from ctypes import byref, c_float, c_uint
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdfium2 import raw

from ..limits import Limits
from ..page import Problem

LONGEST_SIDE = 32_000
"""Limit of a side in pixels: engines store coordinates in 16 bits."""
POINTS = 72.0
USUAL, MOST = 200.0, 400.0
SCAN_LEAST, SCAN_MOST = 150.0, 300.0
_LONG_SIDE = 1600.0
"""A small page (a receipt, a card) is drawn at a higher resolution, until its long side has this many pixels."""
_COVERS, _STRIP = 0.8, 0.02
_OBJECTS, _DEPTH = 50, 4
"""Limits of the search for a scan. A scan is one image, or a few, among the first objects of the page."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Size in pixels and the resolution of that size in dots per inch."""

    width: int
    height: int
    dpi: float
    problems: tuple[Problem, ...] = ()


class _Image(NamedTuple):
    """An image of a page: its size in pixels, and the area in which it is drawn in square inches."""

    width: int
    height: int
    area: float

    @property
    def dots(self) -> float:
        return math.sqrt(self.width * self.height / self.area) if self.area else 0.0


def within(width: float, height: float, most_pixels: int) -> tuple[int, int]:
    """Return ``width`` x ``height`` in pixels, scaled down to at most ``most_pixels`` and ``LONGEST_SIDE``."""
    factor = _shrink(width, height, most_pixels)
    across = min(max(1, round(width * factor)), LONGEST_SIDE, most_pixels)
    return across, min(max(1, round(height * factor)), LONGEST_SIDE, most_pixels // across)


def _shrink(width: float, height: float, most_pixels: int) -> float:
    return min(1.0, math.sqrt(most_pixels / (width * height)), LONGEST_SIDE / max(width, height))


def plan(page: Any, asked: int | None, limits: Limits) -> Plan:
    """Return the plan for ``asked`` dpi, else for a scan's own dpi between 150 and 300, else for about 200 dpi.

    The page never has more than ``work_pixels``.
    """
    across, down = (_sane(size) / POINTS for size in (raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)))
    least, images = _look(page)
    wanted = float(asked or _scan(images, least, across * down) or _by_size(across, down))
    width, height = within(across * wanted, down * wanted, limits.work_pixels)
    dpi = wanted * _shrink(across * wanted, down * wanted, limits.work_pixels)
    problems = [_coarse(wanted, dpi)] if asked and dpi < wanted else []
    problems += [_huge(image) for image in images if image.width * image.height > limits.max_pixels]
    return Plan(width, height, max(round(dpi, 2), 0.01), tuple(problems[:10]))


def _huge(image: _Image) -> Problem:
    size = f"{image.width} x {image.height}"
    return Problem("too_many_pixels", f"A picture on the page has {size} pixels and may not have been drawn")


def _coarse(wanted: float, dpi: float) -> Problem:
    return Problem("too_many_pixels", f"At {wanted:.0f} dpi the page has too many pixels; it was drawn at {dpi:.0f}")


def _sane(points: float) -> float:
    return points if math.isfinite(points) and points > 0 else 1.0


def _by_size(across: float, down: float) -> float:
    return min(max(USUAL, _LONG_SIDE / max(across, down)), MOST)


def _scan(images: list[_Image], least: float, page_area: float) -> float | None:
    """Return the dots per inch of the image, or the strips, that cover the page; None if nothing covers it."""
    large = [image for image in images if image.area >= _STRIP * page_area]
    if sum(image.area for image in large) < _COVERS * page_area:
        return None
    return min(max(least, *(image.dots for image in large)), SCAN_MOST)


def _look(page: Any) -> tuple[float, list[_Image]]:
    """Return the lowest resolution that the page needs, and the images on it."""
    least, images = SCAN_LEAST, []
    for item, kind in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images.append(_measured(item))
        elif kind != raw.FPDF_PAGEOBJ_FORM:
            least = USUAL  # a picture's resolution does not matter for drawn text
    return least, images


def _measured(item: Any) -> _Image:
    left, bottom, right, top = (c_float() for _ in range(4))
    wide, high = c_uint(), c_uint()
    raw.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top))
    raw.FPDFImageObj_GetImagePixelSize(item, byref(wide), byref(high))
    area = (right.value - left.value) * (top.value - bottom.value) / POINTS**2
    return _Image(wide.value, high.value, area if math.isfinite(area) else 0.0)


def _objects(page: Any) -> Iterator[tuple[Any, int]]:
    """Return the first ``_OBJECTS`` drawn objects with their kinds; the objects of a form follow it."""
    waiting = deque(_children(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, 0))
    for _ in range(_OBJECTS):
        if not waiting:
            return
        item, depth = waiting.popleft()
        kind = raw.FPDFPageObj_GetType(item)
        yield item, kind
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            waiting.extend(_children(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth + 1))


def _children(holder: Any, count: Any, get: Any, depth: int) -> Iterator[tuple[Any, int]]:
    return ((get(holder, index), depth) for index in range(min(count(holder), _OBJECTS)))
