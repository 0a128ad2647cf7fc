"""Reading order: conversion of text segments to groups that are read one after the other.

A page is recursively cut at the white between its columns (a gutter) and at the white across all of them (Nagy and
Seth's XY cut, 1984), but only where columns of prose are beside one another or beside something that is no part of
their lines. Everything else is read row by row, so an amount stays beside its item.
All boxes are in pixels, origin at the top left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from ..geometry import Box
from ..page import Line
from . import alphabetical, bulleted, prose
from .rows import middle, rows

_CROSSING = 0.04  # of all lines: greatest share that crosses the gutter between two columns, like headings and captions
_STRIPS = 16  # number of the widest strips that are tried
_DEPTH = 16  # greatest depth of the recursion
_SECTION = 2.0  # line heights: white across all columns that ends a section
_MARGIN = 4  # greatest number of lines on one side of a head or foot
_BREAK = 1.2  # line heights: white that splits a page before columns are searched
_NONE = prose.Evidence()


def columns(lines: Sequence[Line], depth: int = 0) -> Iterator[list[Line]]:
    """Split ``lines`` into groups in reading order."""
    height = median(line.box.height for line in lines) if lines else 0
    if depth >= _DEPTH or len(lines) < 2 * prose.LINES:
        if lines:
            yield from bulleted.groups(lines, height) or [list(lines)]
        return
    gutter = _gutter(lines, height)
    if gutter is None:
        yield from _listed(lines, height) or bulleted.groups(lines, height) or _apart(lines, _BREAK * height, depth)
        return
    for section in _sections(lines, gutter, _SECTION * height):
        for band in bands(section, gutter):
            yield from _split(band, gutter, depth)


@dataclass(frozen=True, slots=True)
class Gutter:
    """The white strip, ``width`` pixels wide, with its middle at ``x``."""

    x: float
    width: int

    def left(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if line.box.right <= self.x]

    def right(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if line.box.left >= self.x]

    def crosses(self, line: Line) -> bool:
        return line.box.left < self.x < line.box.right


def _gutter(lines: Sequence[Line], height: float) -> Gutter | None:
    """Return the strip between two columns that the fewest lines cross, the middle one of these, or None."""
    found = strips([line.box for line in lines], least=max(4, int(0.6 * height)))
    widest = sorted(sorted(found, key=lambda strip: -strip.width)[:_STRIPS], key=lambda strip: strip.x)
    columns = prose.survey(lines, [strip.x for strip in widest])
    if not any(evidence.lines for _, evidence in columns):
        return None
    edges, sums = [edge for edge, _ in columns], list(accumulate((evidence for _, evidence in columns), initial=_NONE))
    rest = list(accumulate((evidence for _, evidence in reversed(columns)), initial=_NONE))
    good: list[tuple[int, int, Gutter]] = []
    for strip in widest:
        place = bisect_left(edges, strip.x)
        crossing = _crossing(lines, strip, (sums[place], rest[len(columns) - place]))
        if crossing is not None:
            good.append((crossing, sums[place].full, strip))
    fewest = min((crossing for crossing, _, _ in good), default=0)
    # Of two with no prose between them, the left one: line numbers are before their lines.
    best = {full: strip for crossing, full, strip in reversed(good) if crossing == fewest}
    return sorted(best.values(), key=lambda strip: strip.x)[len(best) // 2] if best else None


def _crossing(lines: Sequence[Line], strip: Gutter, sides: tuple[prose.Evidence, prose.Evidence]) -> int | None:
    """Count the ``lines`` that cross a strip, given the evidence of its ``sides``; None when it is no gutter."""
    is_prose, flows = [side.is_prose for side in sides], any(side.flows for side in sides)
    if not any(is_prose):
        return None
    left, right = strip.left(lines), strip.right(lines)
    if min(len(left), len(right)) < prose.LINES:
        return None
    if all(is_prose):
        good = flows or not (prose.is_aligned(left, right) or prose.is_aligned(right, left))
    else:
        good = flows and not (prose.is_aligned(right, left) if is_prose[0] else prose.is_aligned(left, right))
    return len(lines) - len(left) - len(right) if good else None


def strips(boxes: Sequence[Box], *, least: int) -> Iterator[Gutter]:
    """Yield the vertical strips, at least ``least`` wide, that few boxes cross."""
    few = max(1.0, _CROSSING * len(boxes))
    edges = sorted([(box.left, 1) for box in boxes] + [(box.right, -1) for box in boxes])
    start, depth, inside = edges[0][0], 0, False
    for x, step in edges:
        depth += step
        if inside and depth > few:
            if x - start >= least:
                yield Gutter((start + x) / 2, x - start)
            inside = False
        elif not inside and depth <= few:
            start, inside = x, True


def _listed(lines: Sequence[Line], height: float) -> list[list[Line]]:
    """Return the columns of a list in alphabetical order, after its title (rows of a single line above them); [] where
    there is no such list."""
    level = rows(lines)
    titles = next((number for number, row in enumerate(level) if len(row) > 1), 0)
    entries = [line for row in level[titles:] for line in row]
    edges = sorted(strip.x for strip in strips([line.box for line in entries], least=max(4, int(0.6 * height))))
    if not 0 < len(edges) <= _STRIPS:
        return []
    columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for line in entries:
        columns[bisect_right(edges, line.box.left)].append(line)
    if not alphabetical.goes_down([[line.text for line in column] for column in columns]):
        return []
    return [group for group in ([row[0] for row in level[:titles]], *columns) if group]


def _apart(lines: Sequence[Line], white: float, depth: int) -> Iterator[list[Line]]:
    """Split ``lines`` at a wide white: a gutter that does not cross all lines may cross those above or below it."""
    parts = cut(lines, white)
    whole: list[Line] = []
    for part in parts if len(parts) > 1 else ():
        groups = list(columns(part, depth + 1))
        if len(groups) == 1:
            whole += part
            continue
        if whole:
            yield whole
        whole = []
        yield from groups
    if len(parts) <= 1:
        whole = list(lines)
    if whole:
        yield whole


def cut(lines: Sequence[Line], white: float) -> list[list[Line]]:
    """Split the lines, from top to bottom, at each empty band of ``white`` pixels."""
    parts: list[list[Line]] = []
    bottom = 0
    for line in sorted(lines, key=lambda line: line.box.top):
        if not parts or line.box.top - bottom >= white:
            parts.append([])
            bottom = line.box.bottom
        parts[-1].append(line)
        bottom = max(bottom, line.box.bottom)
    return parts


def _sections(lines: Sequence[Line], gutter: Gutter, white: float) -> Iterator[list[Line]]:
    """Yield the parts of the columns that white across all of them separates: a head and a foot without prose, and,
    where that white is wider than the gutter, sections with prose in both columns."""
    section: list[Line] = []
    bottom, margin, prosaic = 0, False, False
    for part in cut(lines, white):
        sides = gutter.left(part), gutter.right(part)
        is_prose = prose.is_prose(sides[0]), prose.is_prose(sides[1])
        is_margin = not any(is_prose) and _is_margin(part, *sides)
        wide = min(line.box.top for line in part) - bottom >= gutter.width
        if section and (margin or is_margin or (prosaic and all(is_prose) and wide)):
            yield section
            section, prosaic = [], False
        section += part
        bottom, margin, prosaic = max(line.box.bottom for line in part), is_margin, prosaic or all(is_prose)
    if section:
        yield section


def _is_margin(part: Sequence[Line], left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Return whether lines without prose are a head or a foot of both columns, or across them, not a part of one."""
    one_sided = not (left and right) and 1 < len(part) == len(left) + len(right)
    return not one_sided and min(len(left), len(right)) <= _MARGIN


def bands(lines: Sequence[Line], gutter: Gutter) -> Iterator[list[Line]]:
    """Yield the lines that cross the gutter, and the groups of lines between them, from top to bottom."""
    crossing = sorted((line for line in lines if gutter.crosses(line)), key=middle)
    heights = [middle(line) for line in crossing]
    between: list[list[Line]] = [[] for _ in range(len(crossing) + 1)]
    for line in lines:
        if not gutter.crosses(line):
            between[bisect_right(heights, middle(line))].append(line)
    across: list[Line] = []
    for band, divider in zip(between, [*crossing, None], strict=True):
        if band:
            if across:
                yield across
            across = []
            yield band
        if divider is not None:
            across.append(divider)
    if across:
        yield across


def _split(band: list[Line], gutter: Gutter, depth: int) -> Iterator[list[Line]]:
    left, right = gutter.left(band), gutter.right(band)
    if len(left) + len(right) < len(band):
        yield band
    elif min(len(left), len(right)) >= 2 or prose.is_prose(left) or prose.is_prose(right):
        yield from columns(left, depth + 1)
        yield from columns(right, depth + 1)
    else:
        yield band
