"""Detection of a page's ink and of ink that looks like text, to check whether a text layer matches the page.

All pictures here are grey, height x width; boxes are in their pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Box, scale_box
from ..page import Pixels

Grey = npt.NDArray[np.uint8]
Coverage = npt.NDArray[np.bool_]

_CONTRAST = 32  # of 255: least difference between a letter and its paper
_AROUND = 2  # pixels: a letter such as l fills its box, so the paper is beside it
_LONG_SIDES = 1000, 250  # pixels of the thumbnails for print and for headlines
_PAPER, _STANDS_OUT = 31, 40  # the window for the brightness of paper, and the least difference of ink
_LOW, _HIGH = 4, 60  # pixels of the thumbnail: lower is a rule or a speck, higher a drawing
_STROKES = 3  # least number of changes from paper to ink in one row of text
_THIN, _SOLID = 0.08, 0.85  # share of ink in text: a curve has less, a box more
_BRIDGE = (9, 1)  # pixels: letters and words with smaller gaps are one line
_MOST = 400


def grey(pixels: Pixels) -> Grey:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def visible(picture: Grey, boxes: Iterable[Box]) -> list[bool]:
    """Return for each of ``boxes`` whether anything contrasts with the paper in and just around it."""
    found = []
    for left, top, right, bottom in boxes:
        part = picture[max(0, top - _AROUND) : bottom + _AROUND, max(0, left - _AROUND) : right + _AROUND]
        found.append(bool(part.size) and int(np.ptp(part)) >= _CONTRAST)
    return found


def coverage(size: tuple[int, int], boxes: Iterable[Box]) -> Coverage:
    """Return a map of ``size`` (height, width), True inside any of ``boxes``."""
    covered = np.zeros(size, bool)
    for left, top, right, bottom in boxes:
        covered[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return covered


def text_beside(picture: Grey, known: Sequence[Box]) -> list[Box]:
    """Return the places where ink looks like a line of text, or a part of one, outside the ``known`` boxes.

    Print and headlines are each searched in a thumbnail of their own.
    """
    found: list[Box] = []
    for long_side in _LONG_SIDES:
        found += _text_beside(picture, [*known, *found], long_side)
    return found[:_MOST]


def _text_beside(picture: Grey, known: Sequence[Box], long_side: int) -> list[Box]:
    height, width = picture.shape
    factor = min(1.0, long_side / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink = cv2.absdiff(small, cv2.medianBlur(small, _PAPER)) >= _STANDS_OUT
    ink &= ~coverage(small.shape, (_grown(scale_box(box, factor)) for box in known))
    bridged = cv2.dilate(ink.astype(np.uint8), np.ones((_BRIDGE[1], _BRIDGE[0]), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bridged, connectivity=8)
    found = []
    for label in range(1, count):
        left, top, wide, high = (int(value) for value in stats[label][:4])
        if _LOW <= high <= _HIGH and wide > high:
            part = (slice(top, top + high), slice(left, left + wide))
            if _is_text(ink[part] & (labels[part] == label)):
                found.append(scale_box(Box(left, top, left + wide, top + high), 1 / factor).clip(width, height))
    return found


def _grown(box: Box) -> Box:
    room = 2 + box.height // 4
    return Box(box.left - room, box.top - room, box.right + room, box.bottom + room)


def _is_text(ink: npt.NDArray[np.bool_]) -> bool:
    share = float(ink.mean())
    strokes = int(np.max((ink[:, 1:] & ~ink[:, :-1]).sum(axis=1), initial=0))
    return _THIN <= share <= _SOLID and strokes >= _STROKES
