"""The ink in a line's crop, to align the edges of words with it: time steps of 8 pixels are too coarse for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ...page import Pixels

_CONTRAST = 0.4  # of the line's own contrast: least contrast of ink
_FAINTEST = 4.0  # of 255: less contrast is noise of the sensor
_MARGIN = 0.12  # of the height, at the top and the bottom, where neighbouring lines and rules may be
_TRIM = 0.25  # of the height: the most that is cut off above and below
_SHADOW, _SOLID = 0.2, 0.8  # if this share of a square has this share of the contrast, it is paper in another light
_WIDEST = 127  # columns over which the paper's shade is measured together, at most

Gray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of a crop. ``columns``: whether each column has ink; ``top`` and ``bottom``: the line's ink rows, as
    fractions of the crop's height; ``mask``: whether each pixel is ink (height x width)."""

    columns: npt.NDArray[np.bool_]
    top: float
    bottom: float
    mask: npt.NDArray[np.bool_]

    def gap(self, start: float, end: float) -> tuple[float, float] | None:
        """Return the widest run of empty columns between ``start`` and ``end`` (fractions of the length), if any."""
        first, last = self._column(start), self._column(end)
        edges = np.flatnonzero(np.diff(self.columns[first:last], prepend=True, append=True))
        if not len(edges):
            return None
        starts, ends = edges[::2], edges[1::2]
        widest = int(np.argmax(ends - starts))
        return (first + int(starts[widest])) / len(self.columns), (first + int(ends[widest])) / len(self.columns)

    def run(self, column: int) -> tuple[int, int] | None:
        """Return the first column of the ink around ``column`` and the one after the last; None where it has no ink."""
        if not 0 <= column < len(self.columns) or not self.columns[column]:
            return None
        empty = np.flatnonzero(~self.columns)
        at = int(np.searchsorted(empty, column))
        return int(empty[at - 1]) + 1 if at else 0, int(empty[at]) if at < len(empty) else len(self.columns)

    def blanks(self, places: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the widest run of columns without ink between each of ``places`` (rising fractions of the length) and
        the next, and the sum of all such runs; both as fractions of the length."""
        edges = np.flatnonzero(np.diff(self.columns, prepend=True, append=True)) / max(1, len(self.columns))
        starts, ends = edges[::2], edges[1::2]
        inside = np.minimum(ends, places[1:, None]) - np.maximum(starts, places[:-1, None])
        inside = inside.clip(0)
        return inside.max(axis=1, initial=0.0), inside.sum(axis=1)

    def trimmed(self, start: float, end: float) -> tuple[float, float]:
        """Return ``start`` and ``end`` moved inwards to the first and the last column with ink between them."""
        first, last = self._column(start), self._column(end)
        found = np.flatnonzero(self.columns[first:last])
        if not len(found):
            return start, end
        return (first + int(found[0])) / len(self.columns), (first + int(found[-1]) + 1) / len(self.columns)

    def _column(self, place: float) -> int:
        return min(len(self.columns), max(0, round(place * len(self.columns))))


def find(crop: Pixels) -> Ink:
    """Find the ink in ``crop`` (one line, RGB), dark on light or light on dark."""
    gray = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)
    ink = _mask(_evenly_lit(gray) if _has_two_papers(gray[::2, ::2]) else gray)
    margin = int(len(ink) * _MARGIN)
    columns = np.asarray(ink[margin : len(ink) - margin].any(axis=0), np.bool_)
    rows = np.flatnonzero(np.count_nonzero(ink, axis=1) > 0.01 * ink.shape[1])
    top = rows[0] / len(ink) if len(rows) else 0.0
    bottom = (rows[-1] + 1) / len(ink) if len(rows) else 1.0
    return Ink(columns, min(float(top), _TRIM), max(float(bottom), 1 - _TRIM), ink)


def mask(crop: Pixels) -> npt.NDArray[np.bool_]:
    """Return for each pixel of ``crop`` (RGB, evenly lit) whether it is ink."""
    return _mask(np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8))


def _mask(gray: Gray, contrast: float = _CONTRAST) -> npt.NDArray[np.bool_]:
    return _is_ink(np.bincount(gray.ravel(), minlength=256), contrast)[gray]


def _has_two_papers(gray: Gray) -> bool:
    """Return whether a shadow covers part of the line: its paper differs from lit paper almost as much as ink does."""
    height, width = gray.shape
    squares = width // height
    dark = _mask(gray[:, : squares * height], _SHADOW).reshape(height, squares, height)
    return bool((dark.mean(axis=(0, 2)) > _SOLID).any())


def _evenly_lit(gray: Gray) -> Gray:
    """Return ``gray`` with each column divided by its paper's shade, measured in the rows at the top and the bottom."""
    height = len(gray)
    margin = max(1, int(height * _MARGIN))
    rim = np.concatenate([gray[:margin], gray[-margin:]])
    around = min(_WIDEST, height) | 1
    paper = cv2.medianBlur(np.median(rim, axis=0).astype(np.uint8)[None], around)[0]
    factor = np.median(paper) / np.maximum(paper, 1)
    return np.asarray(np.clip(gray * factor, 0, 255), np.uint8)


def _is_ink(counts: npt.NDArray[np.intp], share: float) -> npt.NDArray[np.bool_]:
    """Return for each of 256 shades whether it is ink: far enough from the median, which is paper. ``counts`` has the
    number of the crop's pixels of each shade."""
    shades = np.arange(256)
    contrast = np.abs(shades - _quantile(counts, 0.5))
    strongest = _quantile(np.bincount(contrast, counts, 256), 0.98)
    return np.asarray(contrast > max(_FAINTEST, share * strongest), np.bool_)


def _quantile(counts: npt.NDArray[Any], share: float) -> int:
    """Return the ``share`` quantile of values; ``counts`` has the number of each value."""
    return int(np.searchsorted(counts.cumsum(), share * counts.sum()))
