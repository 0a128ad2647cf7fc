"""Split of a picture at its emptiest place, so that the detector sees the parts at a larger scale."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...page import Pixels

_WINDOW = 0.15  # of the length: greatest distance of the cut from the middle


def halves(pixels: Pixels) -> tuple[tuple[Pixels, tuple[int, int]], tuple[Pixels, tuple[int, int]]]:
    """Return two parts of ``pixels`` (at least 2 long), cut across the longer side where least text is near its middle.

    Each part has its (left, top) in the whole.
    """
    height, width = pixels.shape[:2]
    if height >= width:
        cut = _emptiest(pixels)
        return (pixels[:cut], (0, 0)), (pixels[cut:], (0, cut))
    cut = _emptiest(pixels.transpose(1, 0, 2))
    return (pixels[:, :cut], (0, 0)), (pixels[:, cut:], (cut, 0))


def _emptiest(pixels: Pixels) -> int:
    """Return the middle row of the widest band near the middle in which the picture changes least."""
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
    """Return the differences from pixel to pixel in each row: low on paper, high in text."""
    green = rows[:, :, 1].astype(np.int16)
    return np.asarray(np.abs(np.diff(green, axis=1)).sum(axis=1) / green.shape[1], np.float32)
