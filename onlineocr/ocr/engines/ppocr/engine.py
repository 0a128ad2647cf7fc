"""The engine ``ppocr``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...errors import EngineFailed, OcrError
from ...models import networks
from ...options import Options
from ...page import EngineInfo, Line, Pixels
from .. import catalog, coverage
from ..base import Foreign, Reading
from . import crops, detector, directions, ink, reader, scripts, spaces, words
from .detector import Quad
from .letters import sureness

_INFO = EngineInfo("ppocr", catalog.PPOCR_VERSION, ("ppocrv6_tiny_det", "ppocrv6_tiny_rec", "ppocrv6_small_rec"))
_UPRIGHT = 1.5  # a line this much higher than wide is read on its side
_MIN_CONFIDENCE = 0.6  # of a line that is kept: below it, four of five words are wrong
_STRIP, _LOWEST = 4, 12  # a picture so many times wider than high, and of so many pixels' height, may be one line
_BLANK = 3.0  # standard deviation of brightness under which there is nothing to read


class PpOcr:
    """PP-OCRv6 on the CPU: Latin, Chinese and Japanese."""

    def __init__(self) -> None:
        networks.session("ppocrv6_tiny_det.onnx")
        reader.QUICK.load()
        reader.CAREFUL.load()
        spaces.load()
        scripts.fitted()

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return coverage.ppocr()

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        return directions.readings(pixels)

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels``: height x width x 3, RGB, upright."""
        coverage.check("ppocr", options.languages)
        try:
            return _reading(pixels)
        except OcrError:
            raise
        except Exception as error:  # OpenCV and ONNX Runtime raise classes of their own, below Exception only
            raise EngineFailed(f"PP-OCR failed: {error}") from error


def _reading(pixels: Pixels) -> Reading:
    page = reader.PageReader()
    seen = [_seen(page, pixels, quad) for quad in _sorted(detector.detect(pixels) or _whole(pixels))]
    told = scripts.told([one.sight for one in seen])
    lines = tuple(one.line for one in seen if one.line)
    foreign = tuple(
        Foreign(script, words.polygon(one.quad), one.line) for one, script in zip(seen, told, strict=True) if script
    )
    return Reading(lines, _INFO, foreign=foreign)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found at ``quad``; ``line`` is None where the reading is worth nothing."""

    quad: Quad
    line: Line | None
    sight: scripts.Sight | None


def _seen(page: reader.PageReader, pixels: Pixels, quad: Quad) -> _Seen:
    ways = [(way, crops.cut(pixels, way)) for way in _ways(quad)]
    read = page.read([crop for _, crop in ways])
    quad, crop = ways[read.way]
    if sureness(read.letters) < _MIN_CONFIDENCE:
        return _Seen(quad, None, read.sight)
    inked = ink.find(crop)
    letters = spaces.parted(read.letters, inked, crop.shape[1] / crop.shape[0])
    return _Seen(quad, words.line(letters, quad, inked, (pixels.shape[1], pixels.shape[0])), read.sight)


def _whole(pixels: Pixels) -> list[Quad]:
    """The picture's own corners, if it may be a line by itself: the detector misses some that fill their picture."""
    height, width = pixels.shape[:2]
    if width < _STRIP * height or height < _LOWEST or pixels.std() < _BLANK:
        return []
    return [np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)]


def _sorted(quads: list[Quad]) -> list[Quad]:
    """From the top to the bottom; the layout finds the true order."""
    return sorted(quads, key=lambda quad: (quad[:, 1].min(), quad[:, 0].min()))


def _ways(quad: Quad) -> list[Quad]:
    """The directions in which the text in ``quad`` may run; a tall box may be one upright character, too."""
    width, height = crops.size(quad)
    if height < _UPRIGHT * width:
        return [quad]
    sideways = [crops.turned(quad, 1), crops.turned(quad, 3)]
    return [quad, *sideways] if height < 2 * _UPRIGHT * width else sideways
