"""Single lines read by Tesseract, each cut out where our own detector found it.

Our detector finds lines that Tesseract's page segmentation misses, and each line may have its own language. The
evaluation pages have fewer errors and cost less this way than whole (docs/design/choosing-an-engine.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from tesserocr import PSM
from tesserocr import PyTessBaseAPI as Api

from ...geometry import Box, Point, Polygon, enclosing
from ...page import Line, Pixels
from ..ppocr import crops
from ..ppocr.detector import Quad
from .lines import lines_of

_HIGHEST = 64  # pixels; a higher line is scaled down: as accurate and cheaper
_LOWEST = 5  # pixels; the lowest line
_SURE, _MORE = 0.8, 0.08  # a reading below this confidence is tried again with this share of a line's height added


@dataclass(frozen=True, slots=True)
class Strip:
    """A line cut out of the page: its ``pixels``, and its ``corners`` (4 x 2, clockwise from the text's own top left)
    on the page of ``size`` (width, height)."""

    pixels: Pixels
    corners: Quad
    size: tuple[int, int]

    @classmethod
    def cut(cls, page: Pixels, polygon: Polygon) -> Strip:
        corners = np.array(polygon, np.float32)
        crop = crops.cut(page, corners)
        if crop.shape[0] > _HIGHEST:
            width = max(1, round(crop.shape[1] * _HIGHEST / crop.shape[0]))
            crop = np.asarray(cv2.resize(crop, (width, _HIGHEST), interpolation=cv2.INTER_AREA), np.uint8)
        return cls(crop, corners, (page.shape[1], page.shape[0]))

    def placed(self, line: Line) -> Line:
        """Convert ``line`` from pixels of the strip to pixels of the page."""
        words = tuple(replace(word, box=self._box(word.box)) for word in line.words)
        first, second, third, fourth = (self._point(point) for point in line.polygon)
        return replace(line, box=self._box(line.box), polygon=(first, second, third, fourth), words=words)

    def _box(self, box: Box) -> Box:
        return enclosing(self._point(point) for point in box.polygon()).clip(*self.size)

    def _point(self, point: Point) -> Point:
        height, width = self.pixels.shape[:2]
        along, down = self.corners[1] - self.corners[0], self.corners[3] - self.corners[0]
        x, y = self.corners[0] + along * (point[0] / width) + down * (point[1] / height)
        return round(float(x), 1), round(float(y), 1)


def read(api: Api, page: Pixels, polygon: Polygon, show: Callable[[Api, Pixels], None], border: int) -> Line | None:
    """Read the line at ``polygon`` of ``page``; None where Tesseract finds none. ``show`` passes pixels to Tesseract
    with a ``border``. A doubtful reading is tried again with a larger crop; the more confident reading is kept."""
    strip = Strip.cut(page, polygon)
    found = _read(api, strip, PSM.SINGLE_LINE, show, border)
    if found is None:
        return _read(api, strip, PSM.RAW_LINE, show, border)
    if _sureness(found) >= _SURE:
        return found
    again = _read(api, Strip.cut(page, _grown(polygon)), PSM.SINGLE_LINE, show, border)
    return max(found, again, key=_sureness) if again else found


def _read(api: Api, strip: Strip, mode: int, show: Callable[[Api, Pixels], None], border: int) -> Line | None:
    height, width = strip.pixels.shape[:2]
    if height < _LOWEST or width < _LOWEST:
        return None
    api.SetPageSegMode(mode)
    show(api, strip.pixels)
    found = lines_of(api, border, width, height)[0] if api.Recognize() else ()
    return strip.placed(max(found, key=lambda line: len(line.text))) if found else None


def _sureness(line: Line) -> float:
    return line.confidence or 0.0


def _grown(polygon: Polygon) -> Polygon:
    """Return ``polygon`` extended above and below: some marks are far from their letters."""
    corners = np.array(polygon, np.float32)
    more = (corners[3] - corners[0]) * _MORE
    first, second, third, fourth = (corners + np.array([-more, -more, more, more])).tolist()
    return tuple(first), tuple(second), tuple(third), tuple(fourth)
