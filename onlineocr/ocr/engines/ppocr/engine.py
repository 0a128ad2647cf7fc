"""The engine ``ppocr``."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import EngineFailed, OcrError
from ...models import networks
from ...options import Options
from ...page import EngineInfo, Line, Pixels
from .. import catalog, coverage
from ..base import Reading
from . import crops, detector, directions, ink, reader, spaces, words
from .detector import Quad
from .letters import sureness

_INFO = EngineInfo("ppocr", catalog.PPOCR_VERSION, ("ppocrv6_tiny_det", "ppocrv6_tiny_rec", "ppocrv6_small_rec"))
_UPRIGHT = 1.5  # a line this much higher than wide is read on its side
_MIN_CONFIDENCE = 0.5


class PpOcr:
    """PP-OCRv6 on the CPU: Latin, Chinese and Japanese."""

    def __init__(self) -> None:
        networks.session("ppocrv6_tiny_det.onnx")
        reader.QUICK.load()
        reader.CAREFUL.load()
        spaces.load()

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
            page = reader.PageReader()
            lines = [_line(page, pixels, quad) for quad in _sorted(detector.detect(pixels))]
        except OcrError:
            raise
        except Exception as error:  # OpenCV and ONNX Runtime raise classes of their own, below Exception only
            raise EngineFailed(f"PP-OCR failed: {error}") from error
        return Reading(tuple(line for line in lines if line), self.info)


def _line(page: reader.PageReader, pixels: Pixels, quad: Quad) -> Line | None:
    ways = [(way, crops.cut(pixels, way)) for way in _ways(quad)]
    best, letters = page.read([crop for _, crop in ways])
    if sureness(letters) < _MIN_CONFIDENCE:
        return None
    quad, crop = ways[best]
    inked = ink.find(crop)
    letters = spaces.parted(letters, inked, crop.shape[1] / crop.shape[0])
    return words.line(letters, quad, inked, (pixels.shape[1], pixels.shape[0]))


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
