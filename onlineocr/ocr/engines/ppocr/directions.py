"""How well a page reads when it is turned: evidence for which way up it lies."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ...page import Pixels
from . import crops, detector
from .detector import Quad
from .reader import QUICK

_LINES = 6
_QUICK = detector.Settings(shortest_side=480, longest_side=960, closer=False)


def readings(pixels: Pixels, lines: int = _LINES) -> dict[int, float]:
    """The mean confidence (0..1) of the longest ``lines`` lines, were the page turned clockwise by each of four ways.

    Costs one detection and a few short readings; empty when the page has no lines.
    """
    quads = sorted(detector.detect(pixels, _QUICK), key=_length, reverse=True)[:lines]
    return {90 * quarters: _sureness(pixels, quads, quarters) for quarters in range(4)} if quads else {}


def _length(quad: Quad) -> float:
    """How many times its thickness a line is long."""
    width, height = crops.size(quad)
    return max(width, height) / min(width, height)


def _sureness(pixels: Pixels, quads: Sequence[Quad], quarters: int) -> float:
    """Turning the page clockwise moves the text's top left to what is the next corner counter-clockwise."""
    return fmean(QUICK.sureness(crops.cut(pixels, crops.turned(quad, -quarters))) for quad in quads)
