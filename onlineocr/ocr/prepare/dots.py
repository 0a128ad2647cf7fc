"""Detection of rows of dots, as between a title and its page number."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Box
from .ink import Grey

_CONTRAST = 48  # of 255, between a dot and its paper
_SIZE = 0.35  # of the band's height: greatest size of a dot
_LEVEL = 0.2  # of the band's height: greatest vertical difference of dots of one row
_DOTS = 5  # least dots of a row
_EVEN = 0.4  # greatest difference of the white between them from the usual one


def is_dotted(picture: Grey, band: Box) -> bool:
    """Return whether ``band``, as high as a line of text, contains only a row of dots, except at its ends."""
    height, width = picture.shape
    left, top, right, bottom = band.clip(width, height)
    part = picture[top:bottom, left:right]
    if not part.size or int(np.ptp(part)) < _CONTRAST:
        return False
    paper = float(np.median(part))
    ink = (np.abs(part.astype(np.int16) - paper) > _CONTRAST).astype(np.uint8)
    count, _, spots, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    most = max(2.0, _SIZE * (bottom - top))
    inside = [number for number in range(1, count) if _is_within(spots[number], right - left)]
    if len(inside) < _DOTS:
        return False
    sizes = [max(spots[number][cv2.CC_STAT_WIDTH], spots[number][cv2.CC_STAT_HEIGHT]) for number in inside]
    levels = [float(middles[number][1]) for number in inside]
    steps = [after - before for before, after in pairwise(sorted(float(middles[number][0]) for number in inside))]
    usual = float(np.median(steps))
    alike = max(sizes) <= most and max(levels) - min(levels) <= _LEVEL * (bottom - top)
    return alike and all(abs(step - usual) <= _EVEN * usual + 1 for step in steps)


def _is_within(spot: npt.NDArray[np.int32], width: int) -> bool:
    """Return whether a spot touches neither end of the band: a spot at an end may be the edge of a letter."""
    start = int(spot[cv2.CC_STAT_LEFT])
    return start > 0 and start + int(spot[cv2.CC_STAT_WIDTH]) < width
