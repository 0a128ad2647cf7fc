"""Text that runs from right to left: from the order in which it stands to the order in which it is read.

The bidirectional algorithm (Unicode annex 9) brings what is read into the order in which it stands, by levels and
turned runs. Turning the same runs again brings it back, but the levels follow from the order of reading, which is what
is looked for. So they are guessed from what stands there, and then computed by the algorithm from the order that they
give, until both agree. Lines of both directions often agree either way: then no line begins with the sign that ends a
sentence, and its first letter has its direction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from . import bidilevels
from .bidilevels import Levels

_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_IN_NUMBERS = {"ES", "ET", "CS"}
_PAIRS = ("()", "[]", "{}", "<>", "«»")
_ENDS = frozenset(".,;:!?\u060c\u061b\u061f%")  # signs that no line begins with
_ROUNDS = 6


def logical(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Letters (or spaces), which stand from left to right, in the order in which they are read: the index of each, and
    its text, for brackets may be mirrored."""
    classes = [unicodedata.bidirectional(text[0]) or "L" for text in texts]
    kinds = [_kind(one) for one in classes]
    rights = kinds.count("R")
    if not rights:
        return list(enumerate(texts))
    base = int(rights >= kinds.count("L"))
    found = [_read(classes, kinds, one) for one in (base, 1 - base)]
    order, *_ = min(found, key=lambda one: (not one[1], texts[one[0][0]] in _ENDS, not one[2]))
    return list(zip(order, _paired([texts[index] for index in order]), strict=True))


def _read(classes: list[str], kinds: list[str], base: int) -> tuple[list[int], bool, bool]:
    """The order of reading on a line of direction ``base``; whether the algorithm brings it into the order in which it
    stands; and whether its first letter has that direction, as that of a paragraph has."""
    levels = _levels(kinds, base)
    first = order = _order(levels)
    for _ in range(_ROUNDS):
        known = dict(zip(order, bidilevels.levels([classes[index] for index in order], base), strict=True))
        levels = [known[index] for index in range(len(order))]
        again = _order(levels)
        if again == order:
            strong = next((kinds[index] for index in order if kinds[index] in "LR"), "")
            return order, True, strong == "LR"[base]
        order = again
    return first, False, False


def _order(levels: Levels) -> list[int]:
    order = list(range(len(levels)))
    for level in range(1, max(levels) + 1):
        order = _turned(order, levels, level)
    return order


def _kind(bidirectional: str) -> str:
    """L, R, N (digit), or what only belongs to a number beside digits (n); anything else is a space's like."""
    return _STRONG.get(bidirectional) or ("n" if bidirectional in _IN_NUMBERS else " ")


def _levels(kinds: list[str], base: int) -> Levels:
    """A first guess from what stands there."""
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
    if kind == "n" and around.count("N") == 2:
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


def _turned(order: list[int], levels: Levels, least: int) -> list[int]:
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
