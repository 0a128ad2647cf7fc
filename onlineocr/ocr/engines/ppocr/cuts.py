"""Lines that the detector cuts off inside an underscore at the beginning or the end of a name in code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...page import Pixels
from . import crops, ink
from .detector import Quad
from .letters import Letter

_SIGN = "_"
_FARTHEST, _ROOM = 0.9, 0.2  # line heights: the farthest end of the ink, and the margin that is added after it


def whole(pixels: Pixels, quad: Quad, letters: Sequence[Letter]) -> Quad | None:
    """Return ``quad`` extended to the whole underscores at the ends of ``letters``; None if they are whole already."""
    if not letters or _SIGN not in (letters[0].character, letters[-1].character):
        return None
    width, height = crops.size(quad)
    reach = (quad[1] - quad[0]) / width * height
    wide = quad + np.array([-reach, reach, reach, -reach], np.float32)
    inked = ink.find(crops.cut(pixels, wide)).columns
    before = _missing(inked[:height][::-1]) if letters[0].character == _SIGN else 0.0
    after = _missing(inked[-height:]) if letters[-1].character == _SIGN else 0.0
    if not before and not after:
        return None
    return quad + np.array([-before * reach, after * reach, after * reach, -before * reach], np.float32)


def _missing(columns: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """Return how far the ink continues into ``columns`` (one line height), plus a margin; 0 for a rule or no ink."""
    end = len(columns) if columns.all() else int(np.argmin(columns))
    return end / len(columns) + _ROOM if 0 < end < _FARTHEST * len(columns) else 0.0
