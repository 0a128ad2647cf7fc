"""Confidence of a page's reading in each of four turns, as evidence of its orientation."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ...page import Pixels
from . import crops, detector, vertical
from .detector import Quad
from .letters import sureness
from .reader import CAREFUL, QUICK

_LINES, _WIDE_LINES = 6, 2
_CLEARLY = 0.7  # least confidence of upright Chinese and Japanese
_QUICK = detector.Settings(shortest_side=480, longest_side=960, closer=False)
_CLEAR = 0.75  # of all lines' length: least share of one direction on a page of text


def readings(pixels: Pixels, lines: int = _LINES) -> dict[int, float]:
    """Return the mean confidence (0..1) of the longest ``lines`` lines for each of four clockwise turns of the page.

    It takes one detection and a few short readings. The result is empty when the page has no lines. Where most lines
    are horizontal, or most are vertical, only those are read, in both directions; the other two turns get 0, as for
    lines that lie on a side.
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
    """Return the same for Chinese and Japanese, which may be horizontal or vertical.

    The recogniser reads their characters both upright and lying on their left side. So the page reads well in two
    successive turns, as lines in one and as columns in the other; the second one is upright.
    """
    known = [fmean(_sureness(pixels, quad, way) for quad in quads) for way in range(4)]
    return {90 * way: known[way] * known[way - 1] for way in range(4)}


def _sureness(pixels: Pixels, quad: Quad, quarters: int) -> float:
    """Return the confidence of one line or column. Turning the page clockwise moves the text's top left to the next
    corner counter-clockwise."""
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
    """Return a line's length divided by its thickness."""
    width, height = crops.size(quad)
    return max(width, height) / min(width, height)
