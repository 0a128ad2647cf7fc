"""Short lines below each other that the detector finds as one tall box, such as a table's column of numbers.

The rows of ink in such a box are read as lines; where they read well, they replace the box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ...geometry import Box
from ...page import Pixels
from . import crops, ink
from .alphabet import is_western
from .detector import Quad
from .letters import Letter, sureness
from .reader import QUICK

_TALL = 1.5  # height divided by width: from there on a box would be read on its side
_HIGH, _WIDE = 1.6, 1.5  # least height of a box of several, in median heights of lines this much wider than high
_UPRIGHT = 0.12  # of its height: greatest lean of a box
_FAINT = 0.02  # of the box's width: a row of pixels with less ink counts as empty
_RULE = 0.8  # of the box's height: ink as high as this in a column of pixels is no letter
_LOW, _THICK = 0.5, 1.5  # median row heights: a lower row is a neighbour's mark, a higher one is two touching rows
_LEVEL = 0.5  # greatest variation of the distance from row to row, as a share of it
_ROOM, _JOINED, _BEYOND = 0.2, 0.7, 12.0  # row heights: margin, greatest gap between letters, reach outside the box
_SAMPLES = 5  # rows that are read to judge the box
_MOST = 0.6  # of these: least share of Western ones
_SURE, _SINGLE = 0.9, 0.95  # least mean confidence of rows that are lines, and of rows of one character each
_SINGLES, _SAME = 20, 0.9  # rows of one character each: how many are read, and the least share of Western ones
_COVERED = 0.6  # share of a box that another box of the same text covers

Mask = npt.NDArray[np.bool_]
Rows = list[tuple[int, int]]


def parted(pixels: Pixels, quads: Sequence[Quad]) -> list[Quad]:
    """Return ``quads`` with each box of several lines replaced by its lines."""
    found = {at: rows for at, quad in _candidates(quads) if (rows := _lines(pixels, quad))}
    if not found:
        return list(quads)
    kept = [quad for at, quad in enumerate(quads) if at not in found]
    lines = _distinct([row for rows in found.values() for row in rows])
    rest = [quad for quad, hidden in zip(kept, _hidden(list(map(_area, kept)), lines), strict=True) if not hidden]
    taken = [line for line, hidden in zip(lines, _hidden(lines, list(map(_area, rest))), strict=True) if not hidden]
    return [*rest, *(_quad(line) for line in taken)]


def _candidates(quads: Sequence[Quad]) -> Iterator[tuple[int, Quad]]:
    """Yield the upright boxes that are tall, or high compared to the page's lines."""
    areas = [_area(quad) for quad in quads]
    heights = [area.height for area in areas if area.width >= _WIDE * area.height]
    high = _HIGH * float(np.median(heights)) if heights else np.inf
    for at, (quad, area) in enumerate(zip(quads, areas, strict=True)):
        lean = min(abs(quad[3, 0] - quad[0, 0]), abs(quad[1, 0] - quad[0, 0]))
        if (area.height >= _TALL * area.width or area.height >= high) and lean <= _UPRIGHT * area.height:
            yield at, quad


def _quad(box: Box) -> Quad:
    return np.array(box.polygon(), np.float32)


def _area(quad: Quad) -> Box:
    (left, top), (right, bottom) = np.round(quad.min(axis=0)).astype(int), np.round(quad.max(axis=0)).astype(int)
    return Box(int(left), int(top), int(right), int(bottom))


def _lines(pixels: Pixels, quad: Quad) -> list[Box]:
    """Return the lines in ``quad``; none where it is one line, or its rows do not read well."""
    height, width = pixels.shape[:2]
    area = _area(quad)
    area = Box(max(0, area.left), max(0, area.top), min(width, area.right), min(height, area.bottom))
    if min(area.width, area.height) < 2:
        return []
    mask = ink.mask(pixels[area.top : area.bottom, area.left : area.right])
    mask &= mask.mean(axis=0) < _RULE
    rows = _rows(mask)
    if len(rows) < 2:
        return []
    lines = [_line(pixels, area, row) for row in rows]
    return lines if _reads(pixels, area, lines) else []


def _rows(mask: Mask) -> Rows:
    """Return the rows of ink in ``mask``, if they are spaced like lines."""
    edges = np.flatnonzero(np.diff(mask.mean(axis=1) > _FAINT, prepend=False, append=False))
    runs = [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if len(runs) < 2:
        return []
    heights = np.array([end - start for start, end in runs])
    usual = float(np.median(heights[heights >= _LOW * heights.max()])) if len(runs) < 4 else float(np.median(heights))
    rows = [(start, end) for start, end in runs if end - start >= _LOW * usual]
    steps = np.diff([(start + end) / 2 for start, end in rows])
    if not len(steps):
        return []
    step = float(np.median(steps))
    if step < 1.1 * usual or step > 4 * usual or np.mean(np.abs(steps - step) <= _LEVEL * step) < 0.5:
        return []
    return [part for row in rows for part in _apart(mask, row, usual, step)]


def _apart(mask: Mask, row: tuple[int, int], usual: float, step: float) -> Iterator[tuple[int, int]]:
    """Yield ``row``, or the rows in it that a smear joins, ``step`` apart."""
    start, end = row
    count = 1 + round((end - start - usual) / step) if end - start > _THICK * usual else 1
    dark = mask.mean(axis=1)
    for number in range(1, count):
        expected = start + (end - start) / (count - number + 1)
        first = max(start + 1, round(expected - step / 4))
        last = max(first + 1, min(end - 1, round(expected + step / 4)))
        cut = first + int(np.argmin(dark[first:last]))
        yield start, cut
        start = cut
    yield start, end


def _line(pixels: Pixels, area: Box, row: tuple[int, int]) -> Box:
    """Return the line of the ``row`` of ``area``, extended to its letters outside the box."""
    top, bottom = row
    high = bottom - top
    beyond = round(_BEYOND * high)
    left, right = max(0, area.left - beyond), min(pixels.shape[1], area.right + beyond)
    strip = ink.mask(pixels[area.top + top : area.top + bottom, left:right])
    room = round(_ROOM * high)
    around = pixels[max(0, area.top + top - room) : area.top + bottom + room, left:right]
    strip &= ink.mask(around).mean(axis=0) < 0.95  # a rule beside the column
    inked = np.flatnonzero(strip.any(axis=0)) + left
    core = inked[(inked >= area.left) & (inked < area.right)]
    first, last = (int(core[0]), int(core[-1]) + 1) if len(core) else (area.left, area.right)
    for column in inked[inked < first][::-1].tolist():
        if first - column > _JOINED * high:
            break
        first = column
    for column in inked[inked >= last].tolist():
        if column - last > _JOINED * high:
            break
        last = column + 1
    return Box(first - room, area.top + top - room, last + room, area.top + bottom + room)


def _reads(pixels: Pixels, area: Box, lines: Sequence[Box]) -> bool:
    """Return whether most of ``lines`` read well, and the whole ``area`` does not read better."""
    read = _some(pixels, lines, _SAMPLES)
    usual = _sureness(read, _MOST)
    if usual < _SURE:
        return False
    if area.height < _TALL * area.width:
        return usual > sureness(QUICK.read(crops.cut(pixels, _quad(area))))
    if sum(map(len, read)) >= 1.5 * len(read):
        return True
    # Some characters of a column of Japanese look like Western letters, but not nine of ten.
    usual = _sureness(_some(pixels, lines, _SINGLES), _SAME)
    if usual < _SINGLE:
        return False
    sideways = [sureness(QUICK.read(crops.cut(pixels, crops.turned(_quad(area), way)))) for way in (1, 3)]
    return usual >= max(sideways)


def _some(pixels: Pixels, lines: Sequence[Box], most: int) -> list[list[Letter]]:
    """Return the letters of ``most`` of ``lines``, evenly spaced."""
    chosen = [lines[round(at)] for at in np.linspace(0, len(lines) - 1, min(len(lines), most))]
    return [QUICK.read(crops.cut(pixels, _quad(line))) for line in chosen]


def _sureness(read: Sequence[list[Letter]], share: float) -> float:
    """Return the median confidence of the Western rows of ``read``; 0 if they are less than ``share`` of the rows."""
    sure = [sureness(one) for one in read if one and all(is_western(letter.character) for letter in one)]
    return float(np.median(sure)) if len(sure) >= share * len(read) else 0.0


def _distinct(lines: Sequence[Box]) -> list[Box]:
    """Return ``lines`` without those that wider lines cover."""
    ordered = sorted(lines, key=lambda one: -one.width)
    edges = _edges(ordered)
    return [line for at, line in enumerate(ordered) if not _is_hidden(edges[at], edges[:at])]


def _hidden(areas: Sequence[Box], others: Sequence[Box]) -> list[bool]:
    """Return for each of ``areas`` whether one of the ``others`` covers it."""
    edges = _edges(others)
    return [_is_hidden(one, edges) for one in _edges(areas)]


def _edges(areas: Sequence[Box]) -> npt.NDArray[np.float32]:
    return np.asfortranarray(np.array(areas, np.float32).reshape(-1, 4))


def _is_hidden(one: npt.NDArray[np.float32], others: npt.NDArray[np.float32]) -> bool:
    left, top, right, bottom = one.tolist()
    across = np.minimum(others[:, 2], right) - np.maximum(others[:, 0], left)
    down = np.minimum(others[:, 3], bottom) - np.maximum(others[:, 1], top)
    least = _COVERED * (right - left) * (bottom - top)
    return bool((np.maximum(across, 0) * np.maximum(down, 0) >= least).any())
