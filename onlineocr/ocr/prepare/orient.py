"""Detection of a page's orientation.

PP-LCNet's document orientation model classifies a thumbnail (the "look" of the page). It is right about almost every
page in a script of its training, but sure and wrong about upright pages in other scripts. So its result is only a
suspicion: :func:`decide` turns a page only when its text reads better that way, or, in a script that the recogniser
does not know, when another detection that knows the script requires the turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Point
from ..models import networks
from ..page import Pixels

DIRECTIONS = (0, 90, 180, 270)
_MODEL = "page_orientation.onnx"
_SHORT_SIDE, _WINDOW = 256, 224
_MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32) * 255
_SURE = 0.8
_READABLE, _UNLIKE = 0.7, 0.15  # unknown scripts read with .3 to .77 in both directions, within .13 of each other
_AGREED, _ALONE = 0.1, 0.25  # by how much text must read better, with and without agreement of the look


@dataclass(frozen=True, slots=True)
class Rotation:
    """The clockwise ``degrees`` (0, 90, 180 or 270) that make the page upright, with ``confidence`` 0..1."""

    degrees: int
    confidence: float

    @property
    def suspicious(self) -> bool:
        """Return whether the page may not be upright, so that its readings should be compared."""
        return self.degrees != 0 or self.confidence < _SURE


def find_rotation(pixels: Pixels) -> Rotation:
    """Return the turn that makes ``pixels`` (height x width x 3, RGB) upright, by their look; takes milliseconds."""
    found = networks.looked(_MODEL, _thumbnail(pixels))[0]
    best = int(found.argmax())  # class n: the page was turned clockwise by n quarters
    return Rotation(DIRECTIONS[-best % 4], float(found[best]))


def is_readable(readings: Mapping[int, float]) -> bool:
    """Return whether ``readings`` (see :func:`decide`) are of a script that the recogniser knows, and so reliable: then
    they are high in one direction and low upside down, otherwise about the same in both."""
    best = max(readings, key=lambda degrees: readings[degrees], default=0)
    high, low = readings.get(best, 0.0), readings.get((best + 180) % 360, 0.0)
    return high >= _READABLE and high - low >= _UNLIKE


def axis(readings: Mapping[int, float]) -> int:
    """Return the clockwise degrees (0 or 90) that make the lines level: no script is readable on its side."""
    return max(readings, key=lambda degrees: readings[degrees]) % 180 if readings else 0


def decide(look: Rotation, readings: Mapping[int, float], told: int | None = None) -> int:
    """Return the clockwise degrees to turn by: 0 unless the text or ``told`` is clear evidence of a turn.

    ``readings`` has the mean confidence (0..1) of a few lines for each direction in which they were read, including 0;
    without any the page is not turned. ``told`` is the result of another detection that knows the script, None if there
    is none; it counts only where the text cannot be read in any direction.
    """
    if not readings:
        return 0
    if is_readable(readings):
        return _best(look, readings)
    if told is not None and told % 180 == axis(readings):
        return told
    gain = readings.get(look.degrees, 0.0) - readings.get(0, 0.0)
    agreed = gain >= _AGREED and look.degrees % 180 == axis(readings)
    return look.degrees if agreed and look.confidence >= _SURE else 0


def _best(look: Rotation, readings: Mapping[int, float]) -> int:
    best = max(readings, key=lambda degrees: readings[degrees])
    gain = readings[best] - readings.get(0, 0.0)
    return best if gain >= (_AGREED if best == look.degrees else _ALONE) else 0


def turn(pixels: Pixels, degrees: int) -> Pixels:
    """Return ``pixels`` turned clockwise by a multiple of 90 degrees; the same array for 0."""
    quarters = degrees // 90 % 4
    return np.ascontiguousarray(np.rot90(pixels, -quarters)) if quarters else pixels


def turn_point(point: Point, degrees: int, width: float, height: float) -> Point:
    """Return ``point`` of a page of ``width`` x ``height`` after a clockwise turn of the page by ``degrees``."""
    x, y = point
    return ((x, y), (height - y, x), (width - x, height - y), (y, width - x))[degrees // 90 % 4]


def _thumbnail(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Return the middle of the page, 1 x 3 x 224 x 224."""
    height, width = pixels.shape[:2]
    scale = _SHORT_SIDE / min(height, width)
    middle = _middle(pixels, int(_WINDOW / scale) + 1)
    size = (max(_WINDOW, round(middle.shape[1] * scale)), max(_WINDOW, round(middle.shape[0] * scale)))
    small = cv2.resize(middle, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    values = (_middle(np.asarray(small, np.uint8), _WINDOW).astype(np.float32) - _MEAN) / _DEVIATION
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


def _middle(pixels: Pixels, side: int) -> Pixels:
    top, left = (max(0, (length - side) // 2) for length in pixels.shape[:2])
    return pixels[top : top + side, left : left + side]
