"""Text that runs from right to left: from the order in which it stands to the order in which it is read.

The bidirectional algorithm (Unicode annex 9) brings what is read into the order in which it stands, by levels and
turned runs. Turning the same runs again brings it back; levels have to be told from what stands there, so a number
between text of both directions may be one or the other's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_IN_NUMBERS = {"ES", "ET", "CS"}
_PAIRS = ("()", "[]", "{}", "<>", "«»")


def logical(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Letters (or spaces), which stand from left to right, in the order in which they are read: the index of each, and
    its text, for brackets may be mirrored."""
    kinds = [_kind(text) for text in texts]
    rights = kinds.count("R")
    if not rights:
        return list(enumerate(texts))
    levels = _levels(kinds, base=int(rights >= kinds.count("L")))
    order = list(range(len(texts)))
    for level in range(1, max(levels) + 1):
        order = _turned(order, levels, level)
    return list(zip(order, _paired([texts[index] for index in order]), strict=True))


def _kind(text: str) -> str:
    """L, R, N (digit), or what only belongs to a number beside digits (n); anything else is a space's like."""
    found = unicodedata.bidirectional(text[0])
    return _STRONG.get(found) or ("n" if found in _IN_NUMBERS else " ")


def _levels(kinds: list[str], base: int) -> list[int]:
    """0 for text from left to right, 1 for text from right to left, 2 for what runs left to right inside of it."""
    inner = 2 if base else 0
    levels: list[int] = []
    for index, kind in enumerate(kinds):
        before, after = _next(kinds, index, -1), _next(kinds, index, 1)
        if kind == "R":
            levels.append(1)
        elif kind == "L":
            levels.append(inner)
        elif kind == "N":
            levels.append(2 if base or (before, after) == ("R", "R") else 0)
        else:
            levels.append(_neutral(kind, before, after, kinds[max(0, index - 1) : index + 2], base))
    return levels


def _neutral(kind: str, before: str, after: str, around: list[str], base: int) -> int:
    if kind == "n" and "N" in around:
        return 2 if base else int((before, after) == ("R", "R")) * 2
    if base:
        return 2 if "L" in (before, after) and {before, after} <= {"L", "N"} else 1
    return int({before, after} <= {"R", "N"} and "R" in (before, after))


def _next(kinds: list[str], index: int, step: int) -> str:
    """The kind of the nearest letter or digit on one side; the other side of a short gap counts, not a long one."""
    for distance in range(1, 9):
        place = index + step * distance
        if not 0 <= place < len(kinds):
            return ""
        if kinds[place] in "LRN":
            return kinds[place]
    return ""


def _turned(order: list[int], levels: list[int], least: int) -> list[int]:
    """``order`` with each run of what has at least the level ``least`` turned round."""
    found: list[int] = []
    for inside, group in groupby(order, key=lambda index: levels[index] >= least):
        run = list(group)
        found += reversed(run) if inside else run
    return found


def _paired(texts: list[str]) -> list[str]:
    """Brackets opened before they are closed: producers and readers disagree about which ones are mirrored."""
    for pair in _PAIRS:
        places = [index for index, text in enumerate(texts) if text in pair]
        if len(places) % 2 == 0:
            for number, place in enumerate(places):
                texts[place] = pair[number % 2]
    return texts
