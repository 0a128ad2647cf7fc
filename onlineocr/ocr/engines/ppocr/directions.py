"""How well a page reads when it is turned: evidence for which way up it lies."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ...page import Pixels
from . import crops, detector, vertical
from .detector import Quad
from .letters import sureness
from .reader import CAREFUL, QUICK

_LINES, _WIDE_LINES = 6, 2
_CLEARLY = 0.7  # so well Chinese and Japanese read upright
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
    read = {way: [QUICK.read(crops.cut(pixels, crops.turned(quad, -way))) for quad in longest] for way in ways}
    found = {90 * way: fmean(map(sureness, read[way])) if way in ways else 0.0 for way in range(4)}
    best = read[max(ways, key=lambda way: found[90 * way])]
    if vertical.is_wide([letter for letters in best for letter in letters]):
        wide = _of_wide(pixels, longest[:_WIDE_LINES])
        return wide if max(wide.values()) >= _CLEARLY else found
    return found


def _of_wide(pixels: Pixels, quads: Sequence[Quad]) -> dict[int, float]:
    """The same for Chinese and Japanese, which may run across the page or down it.

    The recogniser reads their characters upright, and lying on their left side as well. So the page reads well in two
    directions that follow each other, as lines in the one and as columns in the other; upright is the second.
    """
    known = [fmean(_sureness(pixels, quad, way) for quad in quads) for way in range(4)]
    return {90 * way: known[way] * known[way - 1] for way in range(4)}


def _sureness(pixels: Pixels, quad: Quad, quarters: int) -> float:
    """Of one line or column. Turning the page clockwise moves the text's top left to the next corner
    counter-clockwise."""
    crop = crops.cut(pixels, crops.turned(quad, -quarters))
    if crop.shape[1] >= crop.shape[0]:
        return CAREFUL.sureness(crop)
    laid = vertical.laid(crop)
    return CAREFUL.sureness(laid.pixels) if laid else 0.0


def _is_level(quad: Quad) -> bool:
    width, height = crops.size(quad)
    return width >= height


def _side(quad: Quad) -> int:
    return max(crops.size(quad))


def _length(quad: Quad) -> float:
    """How many times its thickness a line is long."""
    width, height = crops.size(quad)
    return max(width, height) / min(width, height)
