"""Measurement of a page's lean, and straightening.

The angle is the one along which the page's ink falls into the most distinct rows: the projection profile
(Postl 1986), on a thumbnail, first in coarse steps and then in fine ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from ..geometry import Point
from ..page import Pixels

LARGEST = 15.0
_SIDE = 640
_COARSE, _FINE = 1.0, 0.1
_SURE, _WORTH = 0.8, 0.5
_MIN_INK = 200  # least number of ink pixels of the thumbnail

_Ink = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Skew:
    """The lean of a page. Lines fall to the right by ``degrees`` (rise, if negative). ``confidence`` 0..1: how much
    more distinct the rows are along that angle than along the others; below 0.8 the picture is no page of text."""

    degrees: float
    confidence: float

    @property
    def significant(self) -> bool:
        """Return whether straightening the page is useful: engines read a lean of half a degree as well as none."""
        return self.confidence >= _SURE and abs(self.degrees) >= _WORTH


def find_skew(pixels: Pixels) -> Skew:
    """Measure the angle of the lines of ``pixels`` (height x width x 3, RGB, upright), up to 15 degrees; some 20 ms."""
    ink = _ink(pixels)
    if int(np.count_nonzero(ink)) < _MIN_INK:
        return Skew(0.0, 0.0)
    half = np.asarray(cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)
    sketch, detail = _Profile.of(half), _Profile.of(ink)
    coarse = {angle: sketch.distinctness(angle) for angle in _range(-LARGEST, LARGEST, _COARSE)}
    best = max(coarse, key=lambda angle: coarse[angle])
    # Almost every page is straight. Then the comparison with its nearest neighbours is enough, without finer steps.
    near = (0.0, -_WORTH, _WORTH) if best == 0 else ()
    fine = {angle: detail.distinctness(angle) for angle in near}
    if not fine or max(fine, key=lambda angle: fine[angle]) != 0:
        fine = {angle: detail.distinctness(angle) for angle in _range(best - _COARSE, best + _COARSE, _FINE)}
    angle = max(fine, key=lambda angle: fine[angle])
    usual = float(np.median(list(coarse.values())))
    return Skew(round(min(LARGEST, max(-LARGEST, angle)), 1), 1 - min(1.0, usual / coarse[best]))


@dataclass(frozen=True, slots=True)
class Straightening:
    """The turn of a page of ``width`` x ``height`` against a lean of ``degrees``, around its middle, without a cut."""

    degrees: float
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """The (width, height) of the straight page."""
        across, along = abs(cos(radians(self.degrees))), abs(sin(radians(self.degrees)))
        width = self.width * across + self.height * along
        height = self.width * along + self.height * across
        return max(1, round(width)), max(1, round(height))

    def apply(self, pixels: Pixels) -> Pixels:
        """Return the straight page. Pixels outside the original page get the colour of its border."""
        paper = np.median(_border(pixels), axis=0).tolist()
        straight = cv2.warpAffine(
            pixels, self._matrix(), self.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=paper
        )
        return np.asarray(straight, np.uint8)

    def forth(self, point: Point) -> Point:
        """Convert ``point`` of the leaning page to the straight page."""
        (a, b, c), (d, e, f) = self._corners_matrix().tolist()
        return a * point[0] + b * point[1] + c, d * point[0] + e * point[1] + f

    def back(self, point: Point) -> Point:
        """Convert ``point`` of the straight page to the leaning page."""
        (a, b, c), (d, e, f) = self._corners_matrix().tolist()
        x, y = point[0] - c, point[1] - f
        return (e * x - b * y) / (a * e - b * d), (a * y - d * x) / (a * e - b * d)

    def _corners_matrix(self) -> npt.NDArray[np.float64]:
        """The affine map (2 x 3) for coordinates of edges, in which a pixel spans n to n + 1."""
        width, height = self.size
        a, b = cos(radians(self.degrees)), sin(radians(self.degrees))
        x, y = self.width / 2, self.height / 2
        return np.array([[a, b, width / 2 - a * x - b * y], [-b, a, height / 2 + b * x - a * y]])

    def _matrix(self) -> npt.NDArray[np.float64]:
        """The same for the middles of pixels, as OpenCV counts."""
        matrix = self._corners_matrix()
        matrix[:, 2] += (matrix[:, :2] @ (0.5, 0.5)) - 0.5
        return matrix


def _ink(pixels: Pixels) -> _Ink:
    """Return how far each pixel differs in brightness from its surroundings, 0..1, at most 640 pixels long."""
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    gray = cv2.cvtColor(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    contrast = cv2.absdiff(gray, cv2.medianBlur(gray, 21)).astype(np.float32)
    return np.asarray(np.where(contrast > 24, np.minimum(contrast / 96, 1), 0), np.float32)


def _range(start: float, stop: float, step: float) -> list[float]:
    return [round(start + step * n, 3) for n in range(round((stop - start) / step) + 1)]


@dataclass(frozen=True, slots=True)
class _Profile:
    """The ink of a page as a list of its pixels: ``x`` from the middle, ``y``, and how ``dark`` each is."""

    x: _Ink
    y: _Ink
    dark: _Ink
    height: int

    @classmethod
    def of(cls, ink: _Ink) -> _Profile:
        y, x = np.nonzero(ink)
        height, width = ink.shape
        return cls((x - width / 2).astype(np.float32), y.astype(np.float32), ink[y, x], height)

    def distinctness(self, degrees: float) -> float:
        """Return the sum of squared differences of neighbouring rows along ``degrees``.

        Each pixel's ink is divided between the two nearest rows.
        """
        row = self.y - np.float32(np.tan(radians(degrees))) * self.x
        upper = row.astype(np.int32)
        share = (row - upper) * self.dark
        inside = (row >= 0) & (upper < self.height - 1)
        upper, share, dark = upper[inside], share[inside], self.dark[inside]
        rows = np.bincount(upper, dark - share, self.height) + np.bincount(upper + 1, share, self.height)
        return float(np.square(np.diff(rows)).sum()) + 1e-6


def _border(pixels: Pixels) -> npt.NDArray[np.uint8]:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
