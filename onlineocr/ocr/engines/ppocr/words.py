"""Conversion of the letters of a line to words with boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...geometry import Box, Polygon, enclosing
from ...page import Line, Word
from .detector import Quad
from .ink import Ink
from .letters import Letter, groups, sureness, text


def line(letters: Sequence[Letter], quad: Quad, ink: Ink, size: tuple[int, int]) -> Line | None:
    """Return the line of ``letters`` along ``quad``, in a picture of ``size`` (width, height); None if blank."""
    quad = _lowered(quad, ink)
    words = tuple(
        Word(text(group), round(sureness(group), 4), _box(quad, start, end, size))
        for group, start, end in _placed(letters, ink)
    )
    if not words:
        return None
    around = polygon(quad)
    return Line(text(letters), round(sureness(letters), 4), enclosing(around).clip(*size), around, words)


def upright(line: Line) -> Line:
    """Return ``line``, which runs down the page, as a line of upright characters: its polygon starts at the top."""
    first, second, third, fourth = line.polygon
    return replace(line, polygon=(fourth, first, second, third))


def _placed(letters: Sequence[Letter], ink: Ink) -> Iterator[tuple[list[Letter], float, float]]:
    """Yield each word with its start and end along the line: the edges of its ink, split at the widest gap."""
    found = list(groups(letters))
    start = 0.0
    for index, group in enumerate(found):
        end, following = 1.0, 1.0
        if index + 1 < len(found):
            left, right = group[-1].center, found[index + 1][0].center
            end, following = ink.gap(left, right) or ((left + right) / 2, (left + right) / 2)
        yield group, *ink.trimmed(min(start, group[0].center), max(end, group[-1].center))
        start = following


def _lowered(quad: Quad, ink: Ink) -> Quad:
    """Return ``quad`` with its top and bottom edges moved inwards to the ink."""
    left, right = quad[3] - quad[0], quad[2] - quad[1]
    corners = (quad[0] + left * ink.top, quad[1] + right * ink.top, quad[1] + right * ink.bottom)
    return np.array([*corners, quad[0] + left * ink.bottom], np.float32)


def _box(quad: Quad, start: float, end: float, size: tuple[int, int]) -> Box:
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = (quad[0] + top * start, quad[0] + top * end, quad[3] + bottom * end, quad[3] + bottom * start)
    return enclosing([(float(x), float(y)) for x, y in corners]).clip(*size)


def polygon(quad: Quad) -> Polygon:
    """Return the corners of ``quad`` as a polygon of a result."""
    first, second, third, fourth = ((round(float(x), 1), round(float(y), 1)) for x, y in np.asarray(quad))
    return (first, second, third, fourth)
