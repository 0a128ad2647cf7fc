"""A page brought upright and straight for the engine, and the engine's lines brought back to the page.

Results are in pixels of the upright page: turned by whole quarters, not straightened, at the size that it has
in the file. A lean shows in the lines' polygons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .engines.base import Engine
from .geometry import Box, Point, Polygon, enclosing
from .options import Options
from .page import Line, PageImage, Pixels
from .prepare.deskew import Straightening, find_skew
from .prepare.orient import decide, find_rotation, turn

_SMALLEST_PAGE = 64  # pixels; less than that is a snippet, and has no way up that could be told


@dataclass(frozen=True, slots=True)
class Upright:
    """``pixels`` for the engine; ``rotation`` is how many degrees clockwise made the page upright, ``skew`` how
    many degrees its lines fall to the right; ``width`` x ``height`` is the upright page at its full size."""

    pixels: Pixels
    rotation: int
    skew: float
    width: int
    height: int
    scale: float
    straightening: Straightening | None = None

    def lines(self, lines: tuple[Line, ...]) -> list[Line]:
        """The engine's lines in pixels of the upright page."""
        if self.straightening is None and self.scale == 1.0:
            return list(lines)
        return [self._line(line) for line in lines]

    def _line(self, line: Line) -> Line:
        words = tuple(replace(word, box=self._box(word.box)) for word in line.words)
        first, second, third, fourth = (self._point(point) for point in line.polygon)
        return replace(line, box=self._box(line.box), polygon=(first, second, third, fourth), words=words)

    def _box(self, box: Box) -> Box:
        corners: Polygon = box.polygon()
        return enclosing(self._point(point) for point in corners).clip(self.width, self.height)

    def _point(self, point: Point) -> Point:
        x, y = self.straightening.back(point) if self.straightening else point
        return (
            round(min(max(x * self.scale, 0.0), float(self.width)), 2),
            round(min(max(y * self.scale, 0.0), float(self.height)), 2),
        )


def upright(image: PageImage, options: Options, engine: Engine) -> Upright:
    """Find out how the page lies and bring it upright, as far as ``options`` allow."""
    large = min(image.width, image.height) >= _SMALLEST_PAGE
    rotation = _rotation(image.pixels, engine) if options.orient and large else 0
    pixels = turn(image.pixels, rotation)
    width, height = image.full_width or image.width, image.full_height or image.height
    if rotation % 180:
        width, height = height, width
    page = Upright(pixels, rotation, 0.0, width, height, image.scale)
    skew = find_skew(pixels) if options.deskew and large else None
    if skew is None or not skew.significant:
        return page
    straightening = Straightening(skew.degrees, pixels.shape[1], pixels.shape[0])
    return replace(page, pixels=straightening.apply(pixels), skew=skew.degrees, straightening=straightening)


def _rotation(pixels: Pixels, engine: Engine) -> int:
    """A look is enough for a page that is surely upright; any other is turned only if it reads better so."""
    suspicion = find_rotation(pixels)
    return decide(suspicion, engine.directions(pixels)) if suspicion.suspicious else 0
