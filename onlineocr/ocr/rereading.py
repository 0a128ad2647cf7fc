"""All stages for a part of one page: cut out -> engine -> confidence -> layout, in the page's own pixels."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from . import confidence, layout
from .engines import registry
from .engines.base import Engine
from .geometry import Box, Point, Polygon
from .options import Options
from .orientation import upright
from .page import Line, Page, PageImage
from .prepare.orient import turn
from .region import Region


def read_region(image: PageImage, region: Region, options: Options, engine: Engine) -> Page:
    """Read ``region`` alone, always recognized from the picture. Boxes are in pixels of the whole upright page.

    ``image`` is the page as decoded, perhaps at another resolution than the page on which the box was drawn.
    """
    started = time.monotonic()
    pixels = turn(image.pixels, region.rotation)
    height, width = pixels.shape[:2]
    cut = _Cut.of(region, width, height)
    left, top, right, bottom = cut.box
    part = PageImage(image.number, np.ascontiguousarray(pixels[top:bottom, left:right]), image.dpi)
    page = upright(part, options)
    reading = engine.recognize(page.pixels, options)
    curve = registry.curve(reading.engine.name)
    lines = [cut.line(line) for line in confidence.calibrated(page.lines(reading.lines), curve)]
    text, blocks = layout.arrange(lines)
    return Page(
        number=image.number,
        width=region.width,
        height=region.height,
        dpi=image.dpi,
        rotation=region.rotation,
        skew=page.skew,
        engine=reading.engine,
        engine_reason=reading.reason,
        languages=reading.languages,
        confidence=layout.mean_confidence(lines),
        text=text,
        blocks=blocks,
        duration_ms=round((time.monotonic() - started) * 1000),
        problems=image.problems,
    )


@dataclass(frozen=True, slots=True)
class _Cut:
    """The region is ``box`` of the picture; one pixel of the picture is ``across`` x ``down`` pixels of the page."""

    box: Box
    across: float
    down: float
    page: tuple[int, int]

    @classmethod
    def of(cls, region: Region, width: int, height: int) -> _Cut:
        across, down = region.width / width, region.height / height
        left, top, right, bottom = region.box
        box = Box(floor(left / across), floor(top / down), ceil(right / across), ceil(bottom / down))
        return cls(box.clip(width, height), across, down, (region.width, region.height))

    def line(self, line: Line) -> Line:
        first, second, third, fourth = (self._point(point) for point in line.polygon)
        polygon: Polygon = (first, second, third, fourth)
        words = tuple(replace(word, box=self._box(word.box)) for word in line.words)
        return replace(line, box=self._box(line.box), polygon=polygon, words=words)

    def _box(self, box: Box) -> Box:
        (left, top), (right, bottom) = self._point((box.left, box.top)), self._point((box.right, box.bottom))
        return Box(floor(left), floor(top), ceil(right), ceil(bottom)).clip(*self.page)

    def _point(self, point: Point) -> Point:
        return round((point[0] + self.box.left) * self.across, 2), round((point[1] + self.box.top) * self.down, 2)
