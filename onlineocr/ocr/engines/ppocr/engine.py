"""The engine ``ppocr``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...errors import EngineFailed, OcrError
from ...geometry import Polygon
from ...models import networks
from ...options import Options
from ...page import EngineInfo, Line, Pixels
from ..base import OtherScriptLine, Reading
from . import (
    covered,
    crops,
    cuts,
    detector,
    directions,
    guesses,
    initials,
    ink,
    marks,
    quotes,
    reader,
    scripts,
    spaces,
    stacked,
    vertical,
    words,
)  # fmt: skip
from .descriptor import PpOcr as Described
from .detector import Quad
from .letters import Letter, pieces, sureness

_DESCRIPTOR = Described()
_INFO = EngineInfo(
    _DESCRIPTOR.name, _DESCRIPTOR.version(), ("ppocrv6_tiny_det", "ppocrv6_tiny_rec", "ppocrv6_small_rec")
)
_UPRIGHT = 1.5  # a line this many times higher than wide is read on its side
_MIN_CONFIDENCE = 0.6  # least confidence of a line that is kept: below it, four of five words are wrong
_SURE, _APART = 0.9, 0.3  # of a line under a watermark: least confidence, and greatest share that other lines may cover
_DOUBTFUL = 0.8  # a line of less confidence gives way to a sure line that lies in it, over a watermark
_STRIP, _LOWEST = 4, 12  # a picture at least this many times wider than high, with this height in pixels, may be a line
_BLANK = 3.0  # standard deviation of brightness; below it the picture is blank


class PpOcr:
    """PP-OCRv6 on the CPU: Latin, Chinese and Japanese."""

    def __init__(self) -> None:
        networks.session("ppocrv6_tiny_det.onnx")
        reader.QUICK.load()
        reader.CAREFUL.load()
        spaces.load()
        scripts.fitted()
        guesses.load()

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return _DESCRIPTOR.languages()

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        return directions.readings(pixels)

    def read_lines(self, pixels: Pixels, polygons: Iterable[Polygon]) -> Iterator[Line | None]:
        """Read the line, or part of a line, at each of ``polygons`` with the careful recogniser in Western letters."""
        for polygon in polygons:
            quad = np.array(polygon, np.float32)
            crop = crops.cut(pixels, quad)
            yield _line(pixels, crop, quad, reader.CAREFUL.read(crop, western=True))

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels``: height x width x 3, RGB, upright."""
        _DESCRIPTOR.check(options.languages)
        try:
            return _reading(pixels)
        except OcrError:
            raise
        except Exception as error:  # OpenCV and ONNX Runtime raise classes of their own, below Exception only
            raise EngineFailed(f"PP-OCR failed: {error}") from error


def _reading(pixels: Pixels) -> Reading:
    page = reader.PageReader()
    quads = _sorted(stacked.parted(pixels, detector.detect(pixels)) or _whole(pixels))
    seen = _guessed([_seen(page, pixels, quad) for quad in quads])
    told = scripts.name([one.sight for one in seen])
    unread = [one.quad for one, script in zip(seen, told, strict=True) if not (one.line or script)]
    lines = (*_with_covered(pixels, seen, unread, quads), *initials.read(pixels, quads))
    other_script = tuple(_other_script(pixels, one, script) for one, script in zip(seen, told, strict=True) if script)
    return Reading(lines, _INFO, other_script=other_script)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The reading of the text at ``quad``; ``line`` is None if the reading is dropped, ``letters`` are the line's."""

    quad: Quad
    line: Line | None
    read: reader.Read
    letters: Sequence[Letter] = ()

    @property
    def sight(self) -> scripts.Sight | None:
        return self.read.sight


def _seen(page: reader.PageReader, pixels: Pixels, quad: Quad) -> _Seen:
    ways = [(way, crops.cut(pixels, way)) for way in _ways(quad)]
    read = page.read([crop for _, crop in ways], lambda: vertical.laid(crops.cut(pixels, quad)))
    along, crop = ways[read.way]
    if sureness(read.letters) < _MIN_CONFIDENCE:
        return _Seen(along, None, read)
    if read.column:
        column = words.line(read.letters, along, ink.find(crop), (pixels.shape[1], pixels.shape[0]))
        return _Seen(quad, column and words.upright(column), read, read.letters)
    if (whole := cuts.whole(pixels, along, read.letters)) is not None:
        along, crop = whole, crops.cut(pixels, whole)
        read = replace(read, letters=reader.CAREFUL.read(crop, western=True))
    letters, line = _lettered(pixels, crop, along, read.letters)
    return _Seen(along, line, read, letters)


def _guessed(seen: Sequence[_Seen]) -> list[_Seen]:
    """Return ``seen`` with second guesses for words that the page's language lacks."""
    lines = iter(guesses.mended([(one.line, one.letters) for one in seen if one.line]))
    return [replace(one, line=next(lines)) if one.line else one for one in seen]


def _with_covered(
    pixels: Pixels, seen: Sequence[_Seen], unread: Sequence[Quad], every: Sequence[Quad]
) -> tuple[Line, ...]:
    """Return the lines of ``seen``, and those over a watermark, which take the place of doubtful ones."""
    doubtful = [one for one in seen if one.line and sureness(one.letters) < _DOUBTFUL]
    clear = [one.line for one in seen if one.line and sureness(one.letters) >= _DOUBTFUL]
    found = tuple(_covered(pixels, [*unread, *(one.quad for one in doubtful)], every, clear))
    left = {id(one) for one in doubtful if one.line and _lies_in(found, one.line)}
    return (*(one.line for one in seen if one.line and id(one) not in left), *found)


def _lies_in(lines: Iterable[Line], large: Line) -> bool:
    """Return whether one of ``lines`` lies in ``large``, for the greater part."""
    return any(line.box.intersection(large.box) > _APART * line.box.area for line in lines)


def _covered(pixels: Pixels, unread: Sequence[Quad], every: Sequence[Quad], read: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines over a watermark in ``unread`` boxes that have a high confidence and are not yet in ``read``."""
    for crop, quad in covered.lines(pixels, unread, every):
        letters = reader.CAREFUL.read(crop)
        line = _line(pixels, crop, quad, letters) if sureness(letters) >= _SURE else None
        if line and not any(line.box.intersection(other.box) > _APART * line.box.area for other in read):
            yield line


def _line(pixels: Pixels, crop: Pixels, quad: Quad, letters: Sequence[Letter]) -> Line | None:
    """Return the line with ``letters`` from ``crop``, which shows the ``quad`` of the page."""
    return _lettered(pixels, crop, quad, letters)[1]


def _lettered(
    pixels: Pixels, crop: Pixels, quad: Quad, letters: Sequence[Letter]
) -> tuple[Sequence[Letter], Line | None]:
    """Return the line with its letters, corrected by the ink."""
    inked = ink.find(crop)
    ratio = crop.shape[1] / crop.shape[0]
    spaced = marks.mended(spaces.parted(letters, inked, ratio), inked, ratio)
    mended = quotes.mended(spaced, inked, ratio)
    return mended, words.line(mended, quad, inked, (pixels.shape[1], pixels.shape[0]))


def _other_script(pixels: Pixels, one: _Seen, script: str) -> OtherScriptLine:
    """Return the line for another engine, with its pieces in Latin letters."""
    clear = one.sight is not None and scripts.is_clear(one.sight)
    crop = crops.cut(pixels, one.quad)
    inked = ink.find(crop)
    letters = spaces.parted(one.read.quick, inked, crop.shape[1] / crop.shape[0])
    latin = words.line(pieces(letters), one.quad, inked, (pixels.shape[1], pixels.shape[0]))
    return OtherScriptLine(script, words.polygon(one.quad), one.line, clear, latin.words if latin else ())


def _whole(pixels: Pixels) -> list[Quad]:
    """Return the picture's corners, if it may be a single line: the detector misses some lines that fill it."""
    height, width = pixels.shape[:2]
    if width < _STRIP * height or height < _LOWEST or pixels.std() < _BLANK:
        return []
    return [np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)]


def _sorted(quads: list[Quad]) -> list[Quad]:
    """Return ``quads`` from top to bottom; the layout finds the reading order."""
    return sorted(quads, key=lambda quad: (np.min(quad[:, 1]), np.min(quad[:, 0])))


def _ways(quad: Quad) -> list[Quad]:
    """Return the possible directions of the text in ``quad``: level, or, last, down and up. A box that is hardly higher
    than wide may also be one upright character."""
    width, height = crops.size(quad)
    if height < _UPRIGHT * width:
        return [quad]
    sideways = [crops.turned(quad, 1), crops.turned(quad, 3)]
    return [quad, *sideways] if height < 2 * _UPRIGHT * width else sideways
