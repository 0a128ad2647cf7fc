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
_CLEAR = 0.75  # of all lines' length: so much runs one way on a page of text


def readings(pixels: Pixels, lines: int = _LINES) -> dict[int, float]:
    """The mean confidence (0..1) of the longest ``lines`` lines, were the page turned clockwise by each of four ways.

    Costs one detection and a few short readings; empty when the page has no lines. Where most lines run level, or
    most run up and down, only those are read, both ways; the other two ways have 0, as lines on their side do.
    """
    quads = detector.detect(pixels, _QUICK)
    if not quads:
        return {}
    level = [quad for quad in quads if _is_level(quad)]
    share = sum(map(_side, level)) / sum(map(_side, quads))
    ways: tuple[int, ...] = (0, 1, 2, 3)
    if share >= _CLEAR:
        quads, ways = level, (0, 2)
    elif share <= 1 - _CLEAR:
        quads, ways = [quad for quad in quads if not _is_level(quad)], (1, 3)
    longest = sorted(quads, key=_length, reverse=True)[:lines]
    return {90 * way: _sureness(pixels, longest, way) if way in ways else 0.0 for way in range(4)}


def _is_level(quad: Quad) -> bool:
    width, height = crops.size(quad)
    return width >= height


def _side(quad: Quad) -> int:
    return max(crops.size(quad))


def _length(quad: Quad) -> float:
    """How many times its thickness a line is long."""
    width, height = crops.size(quad)
    return max(width, height) / min(width, height)


def _sureness(pixels: Pixels, quads: Sequence[Quad], quarters: int) -> float:
    """Turning the page clockwise moves the text's top left to what is the next corner counter-clockwise."""
    return fmean(QUICK.sureness(crops.cut(pixels, crops.turned(quad, -quarters))) for quad in quads)
