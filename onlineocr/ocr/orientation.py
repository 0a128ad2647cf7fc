"""Turning and straightening of a page for the engine, and conversion of the engine's lines to the page.

Results are in pixels of the upright page: turned by whole quarters, not straightened, at its size in the file. A lean
is in the lines' polygons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from .engines.base import Engine
from .engines.tesseract.osd import Detector
from .errors import EngineMissing
from .geometry import Box, Point, Polygon, enclosing
from .layout import is_column, mean_confidence
from .options import Options
from .page import Line, PageImage, Pixels
from .prepare.deskew import Straightening, find_skew
from .prepare.orient import Rotation, axis, decide, find_rotation, is_readable, turn

_READS_WELL = 0.9  # evaluation pages: .65 to .86 upside down; above .95 upright in a known script
_NOISE = 0.05  # difference between the directions for a script that no engine knows
_UNLIKE = 0.1  # by this much a snippet must read better upside down
_TOLD, _SCRIPT = 3.0, 0.3  # least confidence of Tesseract in direction and script, on its own scales
_JUDGED_BY_TEXT = frozenset({"", "Latn", "Latf", "Cyrl", "Grek", "Hans", "Hant", "Jpan"})
_SMALLEST_PAGE = 64  # pixels; a smaller picture is a snippet, whose orientation the network cannot detect


@dataclass(frozen=True, slots=True)
class Upright:
    """An upright page. ``pixels`` are for the engine; ``rotation`` is the clockwise turn in degrees that made the page
    upright, ``skew`` the fall of its lines to the right in degrees; ``width`` x ``height`` is the upright page at its
    full size."""

    pixels: Pixels
    rotation: int
    skew: float
    width: int
    height: int
    scale: float
    straightening: Straightening | None = None

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """Convert lines in ``pixels`` to the upright page."""
        if self.straightening is None and self.scale == 1.0:
            return list(lines)
        return [self._line(line) for line in lines]

    def _line(self, line: Line) -> Line:
        words = tuple(replace(word, box=self.box(word.box)) for word in line.words)
        first, second, third, fourth = (self._point(point) for point in line.polygon)
        return replace(line, box=self.box(line.box), polygon=(first, second, third, fourth), words=words)

    def box(self, box: Box) -> Box:
        """Convert a box in ``pixels`` to the upright page; where it was straightened, to the box around the corners."""
        if self.straightening is None and self.scale == 1.0:
            return box
        corners: Polygon = box.polygon()
        return enclosing(self._point(point) for point in corners).clip(self.width, self.height)

    def _point(self, point: Point) -> Point:
        x, y = self.straightening.back(point) if self.straightening else point
        return (
            round(min(max(x * self.scale, 0.0), float(self.width)), 2),
            round(min(max(y * self.scale, 0.0), float(self.height)), 2),
        )


def upright(image: PageImage, options: Options, rotation: int = 0) -> Upright:
    """Turn the page clockwise by ``rotation`` degrees and straighten it, if ``options`` allow."""
    pixels = turn(image.pixels, rotation)
    width, height = image.full_width or image.width, image.full_height or image.height
    if rotation % 180:
        width, height = height, width
    page = Upright(pixels, rotation, 0.0, width, height, image.scale)
    skew = find_skew(pixels) if options.deskew and _is_page(image) else None
    if skew is None or not skew.significant:
        return page
    straightening = Straightening(skew.degrees, pixels.shape[1], pixels.shape[0])
    return replace(page, pixels=straightening.apply(pixels), skew=skew.degrees, straightening=straightening)


def reads_upright(lines: Sequence[Line]) -> bool:
    """Return whether the lines read from a page without a turn prove that it is upright.

    Text upside down reads as nonsense with a low confidence; on a page that lies on a side the lines are tall without
    being columns of upright Chinese or Japanese.
    """
    return (mean_confidence(lines) or 0.0) >= _READS_WELL and not _mostly_tall(lines)


def find_turn(image: PageImage, engine: Engine) -> int:
    """Return the clockwise degrees that make a page upright, before it is read; some 10 ms for almost every page.

    Where the orientation network is in doubt, a few of the page's lines are read in each direction.
    """
    if not _is_page(image):
        return 0
    look = find_rotation(image.pixels)
    return _turn(image.pixels, engine, look) if look.suspicious else 0


def find_turn_again(image: PageImage, lines: Sequence[Line], engine: Engine) -> int:
    """Return the same for a page that looked upright, but whose ``lines``, read without a turn, do not prove it.

    The orientation network may not know its script. A snippet may be upside down. If the page is then read again, the
    reading with the higher confidence is used: see :func:`surer`.
    """
    if not _is_page(image):
        return 180
    if not lines:
        return 0
    if not _mostly_tall(lines) and not _told(image.pixels):
        return 0
    return _turn(image.pixels, engine, find_rotation(image.pixels))


def surer(image: PageImage, before: Sequence[Line], turned: Sequence[Line]) -> bool:
    """Return whether a page whose lines were read ``before`` and then ``turned`` should stay turned: unless the turned
    reading is clearly worse. Where no engine knows the script, both are noise. A snippet must read well when turned,
    because there is no other evidence for the turn."""
    if not _is_page(image):
        sure = mean_confidence(turned) or 0.0
        return sure >= _READS_WELL and sure > (mean_confidence(before) or 0.0) + _UNLIKE
    return (mean_confidence(turned) or 0.0) > (mean_confidence(before) or 0.0) - _NOISE


def _turn(pixels: Pixels, engine: Engine, look: Rotation) -> int:
    readings = engine.directions(pixels)
    if not readings or is_readable(readings):
        return decide(look, readings)
    level = axis(readings)
    told = _told(turn(pixels, level))
    return decide(look, readings, None if told is None else (level + told) % 360)


def _told(pixels: Pixels) -> int | None:
    """Return the clockwise degrees to turn by, detected by Tesseract, where it is sure and the script is none that the
    recogniser judges better: on Latin text and handwriting it is too often sure and wrong."""
    try:
        found = _detector().detect(pixels)
    except EngineMissing:
        return None
    if found is None or found.script in _JUDGED_BY_TEXT:
        return None
    sure = found.rotation_confidence >= _TOLD and found.script_confidence >= _SCRIPT
    return found.rotation if sure else None


@cache
def _detector() -> Detector:
    return Detector()


def _mostly_tall(lines: Sequence[Line]) -> bool:
    letters = sum(len(line.text) for line in lines)
    tall = (line for line in lines if line.box.height > line.box.width and not is_column(line))
    return 2 * sum(len(line.text) for line in tall) >= max(1, letters)


def _is_page(image: PageImage) -> bool:
    return min(image.width, image.height) >= _SMALLEST_PAGE
