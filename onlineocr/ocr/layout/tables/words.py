"""The words of a page in the frame in which its rules are level, and lines rebuilt from some of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ...geometry import Box, Polygon, Rules, union
from ...page import Line, Word

BARS = "|¦"


@dataclass(frozen=True, slots=True)
class Placed:
    """A word: its place in its line (numbers of line and word, [start, end) in the line's text) and its level box."""

    word: Word
    line: int
    number: int
    start: int
    end: int
    box: Box

    @property
    def x(self) -> float:
        return (self.box.left + self.box.right) / 2

    @property
    def y(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def placed(lines: Sequence[Line], rules: Rules) -> list[Placed]:
    """Return every word of ``lines``."""
    found: list[Placed] = []
    for index, line in enumerate(lines):
        position = 0
        for number, word in enumerate(line.words):
            start = line.text.find(word.text, position)
            if start < 0:
                start = position
            else:
                position = start + len(word.text)
            found.append(Placed(word, index, number, start, max(start, position), _level(word.box, rules)))
    return found


def rebuilt(lines: Sequence[Line], words: Iterable[Placed]) -> list[Line]:
    """Return lines of ``words`` only: adjacent words of one line become one line."""
    made: list[Line] = []
    for index, group in groupby(sorted(words, key=lambda one: (one.line, one.number)), lambda one: one.line):
        own = list(group)
        line = lines[index]
        if len(own) == len(line.words) and all(one.word is word for one, word in zip(own, line.words, strict=True)):
            made.append(line)
        else:
            made += [_part(line, run) for run in _runs(own)]
    return made


def _runs(words: Sequence[Placed]) -> list[list[Placed]]:
    runs: list[list[Placed]] = []
    for one in words:
        if runs and one.number - runs[-1][-1].number <= 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _part(line: Line, run: Sequence[Placed]) -> Line:
    """Return a part of ``line``; its polygon is the part of the line's polygon between the ends of its words."""
    own = [one.word for one in run]
    box = union(word.box for word in own)
    known = [(word.confidence, len(word.text)) for word in own if word.confidence is not None]
    letters = sum(count for _, count in known)
    sure = round(sum(value * count for value, count in known) / letters, 4) if letters else None
    return replace(line, text=_text(line, run), confidence=sure, box=box, polygon=_polygon(line, box), words=tuple(own))


def _text(line: Line, run: Sequence[Placed]) -> str:
    whole = line.text[run[0].start : run[-1].end]
    if all(one.word is line.words[one.number] for one in run) and whole:
        return whole
    return " ".join(one.word.text for one in run)


def _polygon(line: Line, box: Box) -> Polygon:
    """Return the part of the line's polygon along ``box``."""
    (x, y), (right, below), (end_x, end_y), (start_x, start_y) = line.polygon
    across, down = right - x, below - y
    length = across * across + down * down
    if not length:
        return box.polygon()
    places = [((px - x) * across + (py - y) * down) / length for px, py in box.polygon()]
    first, last = max(0.0, min(places)), min(1.0, max(places))
    other, under = end_x - start_x, end_y - start_y
    return (
        (x + first * across, y + first * down), (x + last * across, y + last * down),
        (start_x + last * other, start_y + last * under), (start_x + first * other, start_y + first * under),
    )  # fmt: skip


def _level(box: Box, rules: Rules) -> Box:
    if not rules.slope:
        return box
    x, y = box.center
    u, v = rules.level((x, y))
    right, down = round(u - x), round(v - y)
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)
