"""Parting a picture where it is emptiest, so that the detector can look at the parts more closely."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...page import Pixels

_WINDOW = 0.15  # of the length, to either side of the middle, in which the cut may lie


def halves(pixels: Pixels) -> tuple[tuple[Pixels, tuple[int, int]], tuple[Pixels, tuple[int, int]]]:
    """Two parts of ``pixels`` (at least 2 long), cut across the longer side near its middle, where least text is.

    Each part comes with its (left, top) in the whole.
    """
    height, width = pixels.shape[:2]
    if height >= width:
        cut = _emptiest(pixels)
        return (pixels[:cut], (0, 0)), (pixels[cut:], (0, cut))
    cut = _emptiest(pixels.transpose(1, 0, 2))
    return (pixels[:, :cut], (0, 0)), (pixels[:, cut:], (cut, 0))


def _emptiest(pixels: Pixels) -> int:
    """The row near the middle in the midst of the widest band over which the picture changes least."""
    length = len(pixels)
    first = max(1, int(length * (0.5 - _WINDOW)))
    last = max(first + 1, int(length * (0.5 + _WINDOW)))
    changes = _changes(pixels[first:last])
    empty = np.concatenate([[False], changes <= np.min(changes) * 1.1 + 1e-3, [False]])
    edges = np.flatnonzero(np.diff(empty.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    return first + int(starts[widest] + ends[widest]) // 2


def _changes(rows: Pixels) -> npt.NDArray[np.float32]:
    """How much each row differs from pixel to pixel: nothing on paper, much in text."""
    green = rows[:, :, 1].astype(np.int16)
    return np.asarray(np.abs(np.diff(green, axis=1)).sum(axis=1) / green.shape[1], np.float32)
