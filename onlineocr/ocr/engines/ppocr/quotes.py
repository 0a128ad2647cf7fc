"""Quotation marks that the networks miss: „ and ‚, which no dictionary has, and single marks beside a space.

A mark is searched only where its partner was read: in ink that belongs to no letter, low or high beside a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from . import marks
from .ink import Ink
from .letters import Letter

_DOUBLE, _SINGLE = '“”"„«»', "‘’'‚"
_STRAIGHT = "\"'"  # these do not close a low opening mark
_LOW, _HIGH = {True: "„", False: "‚"}, {True: "“", False: "‘"}
"""The mark, by whether it is double."""
_AFTER = frozenset(".,;:!?)")  # signs that may follow a closing mark
_COMMA = ","
_WIDEST, _HIGHEST = 0.5, 0.4  # line heights: greatest width and height of a mark
_OWN = 0.2  # line heights from a letter's place: nearer ink belongs to the letter
_TWO = 0.15  # line heights: least length of a double mark; shorter ink is a speck
_UNDER, _OVER = 0.3, 0.45  # capital heights over the base line: a low mark's top is lower, a high mark's foot is higher


@dataclass(frozen=True, slots=True)
class _Spot:
    """The ink of a mark from ``start`` to ``end``, fractions of the line's length."""

    start: float
    end: float
    low: bool


@dataclass(frozen=True, slots=True)
class _Line:
    letters: list[Letter]
    ink: Ink
    ratio: float

    def starts(self, at: int) -> bool:
        return at == 0 or self.letters[at].spaced

    def ends(self, at: int) -> bool:
        after = self.letters[at + 1 : at + 2]
        return not after or after[0].spaced or after[0].character in _AFTER


def mended(letters: Sequence[Letter], ink: Ink, ratio: float) -> list[Letter]:
    """Return ``letters`` of a line, ``ratio`` times as long as high, with the partners of its quotation marks added."""
    line = _Line(_low_commas(letters), ink, ratio)
    if not any(letter.character in _DOUBLE + _SINGLE for letter in line.letters) and not _commas(line):
        return line.letters
    for double in (True, False):
        line = replace(line, letters=_opened(line, double=double))
    return _closed(line)


def _low_commas(letters: Sequence[Letter]) -> list[Letter]:
    """Replace two commas before a word by one low mark."""
    found: list[Letter] = []
    for at, letter in enumerate(letters):
        starts = len(found) == 1 or (len(found) > 1 and found[-1].spaced)
        follows = letters[at + 1 : at + 2]
        before_word = bool(follows) and follows[0].character.isalpha() and not follows[0].spaced
        if letter.character == _COMMA and starts and found[-1].character == _COMMA and before_word:
            found[-1] = replace(found[-1], character=_LOW[True], end=letter.end)
        else:
            found.append(letter)
    return found


def _opened(line: _Line, *, double: bool) -> list[Letter]:
    """Return the letters with an opening mark for each unopened closing mark, where there is ink for it."""
    found = list(line.letters)
    kind, since, is_open = (_DOUBLE if double else _SINGLE), 0, False
    for at, letter in enumerate(line.letters):
        if letter.character not in kind:
            continue
        if line.starts(at) and not line.ends(at):
            is_open = True
        elif line.ends(at) and at > 0:
            place = None if is_open else next(_unread(line, since, at, double=double), None)
            if place and not (place[1].low and letter.character in _STRAIGHT):
                start, spot = place
                sign = (_LOW if spot.low else _HIGH)[double]
                first = found.index(line.letters[start])
                mark = replace(letter, character=sign, start=spot.start, end=spot.end, spaced=first > 0, space=1.0)
                found[first : first + 1] = [mark, replace(line.letters[start], spaced=False, space=0.0)]
            since, is_open = at + 1, False
    return found


def _unread(line: _Line, first: int, last: int, *, double: bool) -> Iterator[tuple[int, _Spot]]:
    """Yield words between the letters ``first`` and ``last`` that follow an unread mark, each with the mark."""
    for at in range(last - 1, first - 1, -1):
        if line.starts(at) and line.letters[at].character.isalnum():
            left = line.letters[at - 1].center if at else 0.0
            spots = _spots(line, left, line.letters[at].center)
            long = (spots[-1].end - spots[0].start) * line.ratio if spots else 0.0
            if spots and (not double or long >= _TWO):
                yield at, _Spot(spots[0].start, spots[-1].end, spots[0].low)


def _commas(line: _Line) -> list[int]:
    """Return the indices of commas that are directly before a word instead of after one."""
    return [
        at for at, letter in enumerate(line.letters[:-1])
        if letter.character == _COMMA and line.starts(at)
        and line.letters[at + 1].character.isalpha() and not line.letters[at + 1].spaced
    ]  # fmt: skip


def _closed(line: _Line) -> list[Letter]:
    """Return the letters with a low mark for a comma before a word, if a closing mark follows, read or not."""
    found = list(line.letters)
    for at in reversed(_commas(line)):
        for end in range(at + 1, len(line.letters)):
            letter = line.letters[end]
            if letter.character in _SINGLE and line.ends(end):
                found[at] = replace(found[at], character=_LOW[False])
                break
            following = line.letters[end + 1].center if end + 1 < len(line.letters) else 1.0
            spots = [spot for spot in _spots(line, letter.center, following) if not spot.low] if line.ends(end) else []
            if spots:
                found[at] = replace(found[at], character=_LOW[False])
                mark = replace(letter, character=_HIGH[False], start=spots[0].start, end=spots[-1].end)
                found.insert(end + 1, replace(mark, spaced=False, space=0.0))
                break
    return found


def _spots(line: _Line, left: float, right: float) -> list[_Spot]:
    """Return small ink between two letters' middles that belongs to neither, all of it low or all of it high."""
    mask = line.ink.mask
    height, width = mask.shape
    first, last = round(left * width), round(right * width)
    edges = np.flatnonzero(np.diff(line.ink.columns[first:last], prepend=False, append=False))
    runs = [(first + int(a), first + int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    inner = [(a, b) for a, b in runs if (a > first or left == 0.0) and (b < last or right == 1.0)]
    if left > 0.0:
        inner = [(a, b) for a, b in inner if (a + b) / 2 - first > _OWN * height]
    if not inner or inner[-1][1] - inner[0][0] > _WIDEST * height:
        return []
    level = [rows for letter in line.letters[:20] if letter.character.isalnum() and (rows := _rows(line, letter))]
    if not level:
        return []
    foot, high = median(bottom for _, bottom in level), median(b for _, b in level) - min(t for t, _ in level)
    found: list[_Spot] = []
    for a, b in inner:
        inked = np.flatnonzero(mask[:, a:b].any(axis=1))
        if not len(inked) or len(inked) > _HIGHEST * height:
            return []
        top, bottom = inked[0] / height, (inked[-1] + 1) / height
        if not (low := top > foot - _UNDER * high) and bottom > foot - _OVER * high:
            return []
        found.append(_Spot(a / width, b / width, bool(low)))
    return found if len({spot.low for spot in found}) == 1 else []


def _rows(line: _Line, letter: Letter) -> tuple[float, float] | None:
    return marks.rows(letter, line.ink, line.ratio)
