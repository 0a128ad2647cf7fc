"""Split of lines that a detector joined across a narrow gutter into the lines of two columns.

A detector does not split lines at a gutter that is not much wider than a space of justified text. The words show it:
one white strip crosses many lines, the words after it have one left edge, and prose is on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ..geometry import Box, union
from ..page import Line, Word
from . import alphabetical, prose

_WIDE = 0.6  # line heights: least white between two words at a gutter
_EDGE = 0.35  # line heights by which the left edge of a column may vary
_LINES = 5  # least lines beside a gutter
_SHARE = 0.7  # least share of the lines beside a gutter that have a gap there
_LETTERS = 12  # least letters of the median line on each side
_COLUMNS = 6  # greatest number of columns


class _Gap(NamedTuple):
    """White between two words of a line: from ``end`` to ``start``; ``behind`` is the index of the word after it."""

    end: int
    start: int
    line: Line
    behind: int


def parted(lines: Sequence[Line]) -> list[Line]:
    """Return ``lines``, each line that crosses a gutter as two lines."""
    found = list(lines)
    for _ in range(_COLUMNS - 1):
        cuts = _cuts(found)
        if not cuts:
            return found
        found = [part for line in found for part in _at(line, cuts.get(id(line)))]
    return found


def _cuts(lines: Sequence[Line]) -> dict[int, int]:
    """Map the id of each line that crosses the clearest gutter to the index of its first word after the gutter."""
    several = [line for line in lines if len(line.words) > 1 and line.box.width > line.box.height]
    if len(several) < _LINES:
        return {}
    height = median(line.box.height for line in several)
    gaps = sorted((gap for line in several for gap in _gaps(line, _WIDE * height)), key=lambda gap: gap.start)
    best: list[_Gap] = []
    first = 0
    for last, gap in enumerate(gaps):
        while gap.start - gaps[first].start > _EDGE * height:
            first += 1
        if last - first + 1 > max(len(best), _LINES - 1):
            run = _run(gaps[first : last + 1], several, _WIDE * height)
            best = run if len(run) > len(best) else best
    return {id(gap.line): gap.behind for gap in best}


def _gaps(line: Line, least: float) -> list[_Gap]:
    return [
        _Gap(left.box.right, right.box.left, line, number)
        for number, (left, right) in enumerate(pairwise(line.words), 1)
        if right.box.left - left.box.right >= least
    ]


def _run(gaps: Sequence[_Gap], lines: Sequence[Line], least: float) -> list[_Gap]:
    """Return the longest run of ``gaps`` down the page that is a gutter; [] where there is none."""
    best: list[_Gap] = []
    run: list[_Gap] = []
    for gap in sorted({id(gap.line): gap for gap in gaps}.values(), key=lambda gap: gap.line.box.top):
        run = [*run, gap] if _is_gutter([*run, gap], lines, least) else [gap]
        best = run if len(run) > len(best) else best
    return best if len(best) >= _LINES and _parts_columns(best) else []


def _is_gutter(run: Sequence[_Gap], lines: Sequence[Line], least: float) -> bool:
    """Return whether one strip of white crosses all lines from the first to the last of ``run``."""
    left, right = max(gap.end for gap in run), min(gap.start for gap in run)
    if right - left < least:
        return False
    top, bottom = run[0].line.box.center[1], run[-1].line.box.center[1]
    beside = [line for line in lines if top <= line.box.center[1] <= bottom]
    strip = Box(left, round(top), right, max(round(bottom), round(top) + 1))
    if any(word.box.left < strip.right and word.box.right > strip.left for line in beside for word in line.words):
        return False
    return len(run) >= _SHARE * sum(line.box.left < left and line.box.right > right for line in beside)


def _parts_columns(run: Sequence[_Gap]) -> bool:
    """Return whether both sides are prose, which continues from line to line on one of them, or a list in alphabetical
    order that continues from the left to the right."""
    sides = [[_part(gap.line, gap.line.words[: gap.behind]) for gap in run],
             [_part(gap.line, gap.line.words[gap.behind :]) for gap in run]]  # fmt: skip
    if alphabetical.goes_down([[line.text for line in side] for side in sides]):
        return True
    if any(median(len(line.text) for line in side) < _LETTERS for side in sides):
        return False
    evidence = [sum((one for _, one in prose.survey(side)), prose.Evidence()) for side in sides]
    return all(one.is_prose for one in evidence) and any(one.flows for one in evidence)


def _at(line: Line, index: int | None) -> list[Line]:
    if index is None:
        return [line]
    return [_part(line, line.words[:index]), _part(line, line.words[index:])]


def _part(line: Line, words: Sequence[Word]) -> Line:
    box = union(word.box for word in words)
    return replace(line, text=_text(line, words), box=box, polygon=box.polygon(), words=tuple(words))


def _text(line: Line, words: Sequence[Word]) -> str:
    """Return the part of the line's text from the first to the last of ``words``."""
    at, start, end = 0, -1, 0
    wanted = {id(word) for word in words}
    for word in line.words:
        found = line.text.find(word.text, at)
        if found < 0:
            return " ".join(word.text for word in words)
        at = found + len(word.text)
        if id(word) in wanted:
            start, end = (found if start < 0 else start), at
    return line.text[start:end]
