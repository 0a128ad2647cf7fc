"""Join of a large initial, several lines high, to the first word of the lines beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ..geometry import Box
from ..page import Line, Word

_LARGER = 1.7  # least height divided by that of the lines beside it
_NEAR = 2.0  # line heights: greatest distance of the initial to the lines beside it
_INSIDE = 0.4  # of its own height: greatest overlap of the initial with these lines' boxes
_LONG = 8  # least characters in the first line


def joined(lines: Sequence[Line]) -> list[Line]:
    """Return ``lines`` with each initial joined to its word; the lines beside it get the initial's left edge."""
    found = list(lines)
    for initial in lines:
        if len(initial.text) != 1 or not initial.text.isalpha() or not initial.text.isupper():
            continue
        beside = _beside(initial, found)
        if len(beside) > 1 and beside[0].text[:1].isalpha() and len(beside[0].text) >= _LONG:
            changed = {id(line): _from(line, initial.box.left) for line in beside}
            changed[id(beside[0])] = _with(initial, beside[0])
            found = [changed.get(id(line), line) for line in found if line is not initial]
    return found


def _beside(initial: Line, lines: Sequence[Line]) -> list[Line]:
    """Return the successive lines that begin right of an initial and are within its height."""
    own = [line for line in lines if line is not initial and _is_beside(line.box, initial.box)]
    own.sort(key=lambda line: line.box.top)
    apart = all(lower.box.center[1] - upper.box.center[1] >= 0.5 * upper.box.height for upper, lower in pairwise(own))
    return own if apart else []


def _is_beside(box: Box, initial: Box) -> bool:
    level = initial.top < box.bottom and box.top < initial.bottom and initial.height >= _LARGER * box.height
    return level and -_INSIDE * box.height <= box.left - initial.right <= _NEAR * box.height


def _with(initial: Line, line: Line) -> Line:
    extended = _from(line, initial.box.left)
    first, *rest = line.words or (Word(line.text, line.confidence, line.box),)
    box = Box(initial.box.left, first.box.top, first.box.right, first.box.bottom)
    word = replace(first, text=initial.text + first.text, box=box)
    return replace(extended, text=initial.text + line.text, words=(word, *rest))


def _from(line: Line, left: int) -> Line:
    """Return ``line`` with the left edge ``left``."""
    box = Box(left, line.box.top, line.box.right, line.box.bottom)
    (_, top), second, third, (_, bottom) = line.polygon
    return replace(line, box=box, polygon=((left, top), second, third, (left, bottom)))
