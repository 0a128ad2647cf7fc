"""Large initials at the beginning of a text, several lines high, which the detector takes for pictures.

They are searched where two to five successive lines are indented and the next line is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ...geometry import Box
from ...page import Line, Pixels, Word
from .detector import Quad
from .reader import QUICK

_LINES = 2, 5  # beside an initial
_SET_IN = 1.2, 8.0  # line heights: least and greatest indent
_LEVEL, _STEP = 0.5, 2.5  # line heights: greatest difference of their edges, and greatest distance to the next line
_HIGH = 1.5  # line heights: lower ink is no initial
_CONTRAST = 64  # of 255, between an initial and its paper
_SURE = 0.8
_DIGITS = {"0": "O", "1": "I", "5": "S", "8": "B"}
"""Digits that the network reads for a single large letter, and the letter."""


def read(pixels: Pixels, quads: Sequence[Quad]) -> list[Line]:
    """Read the initials beside the lines in ``quads``, each as a line of one letter."""
    boxes = [_box(quad) for quad in quads]
    return [line for place in _places(boxes) if (line := _read(pixels, *place))]


def _box(quad: Quad) -> Box:
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    return Box(round(float(left)), round(float(top)), round(float(right)), round(float(bottom)))


def _places(boxes: Sequence[Box]) -> Iterator[tuple[Box, int]]:
    """Yield the areas in which an initial may be, each with the height of the lines beside it."""
    ordered = sorted(boxes, key=lambda box: box.top)
    for below in ordered:
        beside = _set_in(below, ordered)
        if not _LINES[0] <= len(beside) <= _LINES[1]:
            continue
        first, last, height = beside[-1], beside[0], below.height
        area = Box(below.left - height // 4, first.top - height // 4, min(box.left for box in beside), last.bottom)
        if not any(area.intersection(box) > 0.1 * area.area for box in boxes if box not in beside and box != below):
            yield area, height


def _set_in(below: Box, boxes: Sequence[Box]) -> list[Box]:
    """Return the lines directly above ``below`` that have the same indent, from the lowest up."""
    height = below.height
    column = [
        box for box in boxes
        if box.center[1] < below.top and box.left < below.right and below.left < box.right and box.height < 1.5 * height
    ]  # fmt: skip
    found: list[Box] = []
    for lower, box in pairwise([below, *reversed(column)]):
        away = box.left - below.left
        even = not found or abs(box.left - found[0].left) <= _LEVEL * height
        near = lower.center[1] - box.center[1] <= _STEP * height
        if not (near and even and _SET_IN[0] * height <= away <= _SET_IN[1] * height):
            break
        found.append(box)
    return found


def _read(pixels: Pixels, area: Box, height: int) -> Line | None:
    left, top, right, bottom = area.clip(pixels.shape[1], pixels.shape[0])
    part = pixels[top:bottom, left:right]
    spot = _largest(part) if part.size else None
    if spot is None or not _HIGH * height <= spot.height <= part.shape[0] or spot.width > 1.5 * spot.height:
        return None
    room = spot.height // 5
    inside = Box(spot.left - room, spot.top - room, spot.right + room, spot.bottom + room)
    x0, y0, x1, y1 = inside.clip(part.shape[1], part.shape[0])
    letters = QUICK.read(np.ascontiguousarray(part[y0:y1, x0:x1]))
    if len(letters) != 1 or letters[0].confidence < _SURE:
        return None
    text = _DIGITS.get(letters[0].character, letters[0].character).upper()
    if not text.isalpha():
        return None
    box = Box(left + spot.left, top + spot.top, left + spot.right, top + spot.bottom)
    sure = round(letters[0].confidence, 4)
    return Line(text, sure, box, box.polygon(), (Word(text, sure, box),))


def _largest(part: Pixels) -> Box | None:
    """Return the box of the largest connected ink in ``part``."""
    grey = part[:, :, 1].astype(np.int16)
    ink = (np.abs(grey - int(np.median(grey))) >= _CONTRAST).astype(np.uint8)
    _, _, spots, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return max(map(_spot, spots[1:]), key=lambda box: box.area, default=None)


def _spot(spot: npt.NDArray[np.int32]) -> Box:
    left, top, width, height = (int(value) for value in spot[:4])
    return Box(left, top, left + width, top + height)
