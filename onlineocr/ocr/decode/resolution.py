"""How finely a PDF page is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator
from ctypes import byref, c_float, c_uint
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from ..page import Problem

POINTS = 72.0
USUAL, MOST = 200.0, 400.0
SCAN_LEAST, SCAN_MOST = 150.0, 300.0
_LONG_SIDE = 1600.0
"""A small page (a receipt, a card) is drawn finer, until its long side has this many pixels."""
_COVERS = 0.8
_OBJECTS, _DEPTH = 50, 4
"""A scan is one image, or a few, near the top of the page; nobody needs to look at more to know."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Size in pixels and the dots per inch that it stands for."""

    width: int
    height: int
    dpi: float
    problems: tuple[Problem, ...] = ()


def plan(page: Any, asked: int | None, most_pixels: int) -> Plan:
    """The caller's ``asked`` dpi, else a scan's own between 150 and 300, else about 200; never over ``most_pixels``."""
    across, down = (_sane(size) / POINTS for size in (raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)))
    wanted = float(asked or _scan(page, across, down) or _by_size(across, down))
    dpi = min(wanted, math.sqrt(most_pixels / (across * down)))
    width, height = _pixels(across, down, dpi, most_pixels)
    problems = (_coarse(wanted, dpi),) if asked and dpi < wanted else ()
    return Plan(width, height, round(dpi, 2), problems)


def _coarse(wanted: float, dpi: float) -> Problem:
    return Problem("too_many_pixels", f"At {wanted:.0f} dpi the page has too many pixels; it was drawn at {dpi:.0f}")


def _sane(points: float) -> float:
    return points if math.isfinite(points) and points > 0 else 1.0


def _by_size(across: float, down: float) -> float:
    return min(max(USUAL, _LONG_SIDE / max(across, down)), MOST)


def _pixels(across: float, down: float, dpi: float, most: int) -> tuple[int, int]:
    width = min(max(1, round(across * dpi)), most)
    return width, min(max(1, round(down * dpi)), most // width)


def _scan(page: Any, across: float, down: float) -> float | None:
    """Dots per inch of the image that covers the page, within bounds; None where there is no such image."""
    best = 0.0
    for image in _images(page):
        left, bottom, right, top = (c_float() for _ in range(4))
        if not raw.FPDFPageObj_GetBounds(image, byref(left), byref(bottom), byref(right), byref(top)):
            continue
        inches = (right.value - left.value) * (top.value - bottom.value) / POINTS**2
        wide, high = c_uint(), c_uint()
        if inches < _COVERS * across * down or not raw.FPDFImageObj_GetImagePixelSize(image, byref(wide), byref(high)):
            continue
        best = max(best, math.sqrt(wide.value * high.value / inches))
    return min(max(best, SCAN_LEAST), SCAN_MOST) if best else None


def _images(page: Any) -> Iterator[Any]:
    count = min(raw.FPDFPage_CountObjects(page), _OBJECTS)
    waiting = [(raw.FPDFPage_GetObject(page, index), 0) for index in range(count)]
    for looked_at, (item, depth) in enumerate(waiting):
        if looked_at > _OBJECTS:
            return
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            inner = min(raw.FPDFFormObj_CountObjects(item), _OBJECTS)
            waiting.extend((raw.FPDFFormObj_GetObject(item, index), depth + 1) for index in range(inner))
