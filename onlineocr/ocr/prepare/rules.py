"""Detection of ruled lines: solid, broken, dotted, double, pale or slightly leaning.

A rule is a thin dark structure (black-hat: Meyer 1979) that is several letters long. Letters are no rules: words are
erased before horizontal lines are searched, and strokes are shorter than the least length of a vertical line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Box, Rules
from .ink import Grey

_LETTER = 20  # pixels: height of a word's box in the scaled picture
_PIXELS = 4_000_000  # greatest size of that picture
_THICK = 9  # pixels: a thicker line is no rule
_PALE, _NOISE = 14, 3.0  # a rule's least contrast, of 255, and in multiples of the page's usual response
_SPECKS = 3  # pixels: gaps in a line that may touch words
_DOTS = 9  # pixels between the dots of a line that does not touch words
_DASHES = 5  # and of a vertical line, where a larger gap would join lines of text
_LONG, _HIGH = 50, 34  # pixels: least lengths of horizontal and of vertical lines
_CORE = 0.15  # of a word's height, at its upper and lower edge, where solid rules may run
_SPAN = 200  # pixels: rules of this length show the page's lean
MOST = 400
"""Greatest number of rules of each direction; the longest are kept."""

_Mask = npt.NDArray[np.uint8]
_Part = tuple[int, int, int, int]
"""Left, top, width, height."""


def find(picture: Grey, words: Sequence[Box]) -> Rules:
    """Find the rules of ``picture`` (grey, height x width), on which ``words`` were read; all in its pixels."""
    if min(picture.shape) < 2 * _THICK or not words:
        return Rules()
    letter = float(np.median([word.height for word in words]))
    # A whole number: scaling down by a whole number is much faster.
    step = max(1, round(letter / _LETTER), math.ceil(math.sqrt(picture.size / _PIXELS)))
    factor = 1 / step
    height, width = (side // step for side in picture.shape)
    if min(height, width) < 2 * _THICK:
        return Rules()
    whole = np.ascontiguousarray(picture[: height * step, : width * step])
    small = (
        np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8) if step > 1 else whole
    )
    across = _mask(small, (1, _THICK))
    down = _mask(small, (_THICK, 1))
    solid = _opened(_without(across, words, factor, _CORE), (_SPECKS, 1), (_LONG, 1))
    dotted = _opened(_without(across, words, factor, -_CORE), (_DOTS, 1), (_LONG, 1))
    long = np.asarray(cv2.bitwise_or(solid, dotted), np.uint8)
    parts = _components(long)
    slope = _slope(long, parts)
    high = _opened(down, (1, _DASHES), (1, _HIGH))
    return Rules(
        _boxes(long, parts, factor, slope, across=True),
        _boxes(high, _components(high), factor, slope, across=False),
        slope,
    )


def _mask(picture: Grey, kernel: tuple[int, int]) -> _Mask:
    """Return a mask with 255 at thin and dark structures; ``kernel`` is (width, height)."""
    found = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, np.ones(kernel[::-1], np.uint8))
    least = max(_PALE, _NOISE * float(np.median(found[::4, ::4])))
    return np.asarray(cv2.threshold(found, least, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _without(mask: _Mask, words: Sequence[Box], factor: float, rim: float) -> _Mask:
    """Return ``mask`` without the ``words`` (in pixels of the page), except a share of their height above and below."""
    bare = mask.copy()
    for word in words:
        edge = rim * word.height
        rows = slice(max(0, round((word.top + edge) * factor)), max(0, round((word.bottom - edge) * factor) + 1))
        bare[rows, round(word.left * factor) : round(word.right * factor)] = 0
    return bare


def _opened(mask: _Mask, gap: tuple[int, int], length: tuple[int, int]) -> _Mask:
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones(gap[::-1], np.uint8))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(length[::-1], np.uint8)), np.uint8)


def _slope(mask: _Mask, parts: Sequence[_Part]) -> float:
    """Return the fall of long horizontal lines, in pixels per pixel: the median by length; 0 without such lines."""
    found: list[tuple[float, int]] = []
    for left, top, wide, high in parts[:MOST]:
        if wide >= _SPAN and high <= 0.1 * wide:
            part = mask[top : top + high, left : left + wide]
            found.append(((_middle(part[:, -20:]) - _middle(part[:, :20])) / (wide - 20), wide))
    total = sum(wide for _, wide in found)
    for slope, wide in sorted(found):
        total -= 2 * wide
        if total <= 0:
            return slope if abs(slope) > 1e-3 else 0.0
    return 0.0


def _middle(part: _Mask) -> float:
    return float(np.nonzero(part)[0].mean()) if part.any() else part.shape[0] / 2


def _components(mask: _Mask) -> list[_Part]:
    """Return the connected parts of ``mask``, the longest first."""
    # In a mostly empty picture, finding contours is ten times as fast as finding connected components.
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [tuple(map(int, cv2.boundingRect(contour))) for contour in contours]
    return sorted(((x, y, wide, high) for x, y, wide, high in found), key=lambda box: -max(box[2:]))


def _boxes(mask: _Mask, parts: Sequence[_Part], factor: float, slope: float, *, across: bool) -> tuple[Box, ...]:
    """Return the components of ``mask`` as level boxes in pixels of the page, the longest first."""
    lean = Rules(slope=slope)
    found = []
    for left, top, wide, high in parts:
        length = wide if across else high
        thick = max(1.0, cv2.countNonZero(mask[top : top + high, left : left + wide]) / length)
        if thick > _THICK or length < 3 * thick:
            continue
        u, v = lean.level((left + wide / 2, top + high / 2))
        across_by, down_by = (wide / 2, thick / 2) if across else (thick / 2, high / 2)
        found.append(Box(*(round(side / factor) for side in (u - across_by, v - down_by, u + across_by, v + down_by))))
    return tuple(found[:MOST])
