"""Removal of the dots between a title and its page number ("Preface ....... 12"), which are no text.

Engines read some of them, at the end of the title or joined to the number. They are removed only where the page shows a
row of dots, because ".45" is a number too; ``is_dotted`` checks this for a part of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..geometry import Box, union
from ..page import Line, Word

IsDotted = Callable[[Box], bool]
_BEFORE = re.compile(r"[.·…‥]+(?=[^\W_])")
_AFTER = re.compile(r"[.·…‥]+$")
_BETWEEN = re.compile(r"(?<=[^\W_])(?:\.{5,}|…{2,})(?=[^\W_])")
_LONG = 8  # word heights: how far the dots beside a word are followed


def without(lines: Sequence[Line], is_dotted: IsDotted) -> list[Line]:
    """Return ``lines`` without the dots of leaders, and without lines of such dots only."""
    return [kept for line in lines for kept in _without(line, is_dotted)]


def _without(line: Line, is_dotted: IsDotted) -> Iterator[Line]:
    if line.confidence is None or not any(dot in line.text for dot in ".·…‥"):
        yield line  # a PDF's own text is not changed
        return
    words = tuple(part for word in line.words for part in _parts(word, is_dotted))
    if len(words) == len(line.words) and all(one is other for one, other in zip(words, line.words, strict=True)):
        yield line
    elif words:
        box = union(word.box for word in words)
        yield replace(line, text=" ".join(word.text for word in words), box=box, polygon=box.polygon(), words=words)


def _parts(word: Word, is_dotted: IsDotted) -> Iterator[Word]:
    """Yield the rest of a word without leaders: the word itself, nothing, or the two words around a leader."""
    if between := _BETWEEN.search(word.text):
        yield _piece(word, 0, between.start())
        yield _piece(word, between.end(), len(word.text))
        return
    start, end = 0, len(word.text)
    if (after := _AFTER.search(word.text)) and is_dotted(_band(word, after.start(), right=True)):
        end = after.start()
    if (before := _BEFORE.match(word.text)) and is_dotted(_band(word, before.end(), right=False)):
        start = before.end()
    elif after and not after.start() and end and is_dotted(_band(word, end, right=False)):
        end = 0  # the last dots of a row
    if (start, end) == (0, len(word.text)):
        yield word
    elif start < end:
        yield _piece(word, start, end)


def _band(word: Word, at: int, *, right: bool) -> Box:
    """Return the part of the page from character ``at`` of a word to the space beside the word."""
    x, long = _x(word, at), _LONG * word.box.height
    return Box(x, word.box.top, x + long, word.box.bottom) if right else Box(x - long, word.box.top, x, word.box.bottom)


def _piece(word: Word, start: int, end: int) -> Word:
    box = Box(_x(word, start) if start else word.box.left, word.box.top, _x(word, end), word.box.bottom)
    return replace(word, text=word.text[start:end], box=box)


def _x(word: Word, at: int) -> int:
    """Return the left edge of character ``at``, if all are equally wide, except dots, which are half as wide."""
    widths = [0.5 if character in ".·" else 1.0 for character in word.text]
    return round(word.box.left + word.box.width * sum(widths[:at]) / sum(widths))
