"""Text from right to left: its detection, and the conversion from visual order to reading order.

The bidirectional algorithm (Unicode annex 9) converts reading order to visual order by levels and reversed runs.
Reversing the same runs again undoes this, but the levels follow from the reading order, which is the unknown. So the
levels are guessed from the visual order. Then the algorithm computes the levels from the reading order that the guess
gives, until both agree. For lines with both directions, both base directions often agree. Then two rules decide: no
line begins with the sign that ends a sentence, and a line's first letter has the line's direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_IN_NUMBERS = {"ES", "ET", "CS"}
_PAIRS = ("()", "[]", "{}", "<>", "«»")
_ENDS = frozenset(".,;:!?\u060c\u061b\u061f%")  # signs that no line begins with
_ROUNDS = 6
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

Levels = list[int]
"""Levels: 0 for text from left to right, 1 for text from right to left, 2 for text from left to right inside it."""


def logical(texts: Sequence[str]) -> list[tuple[int, str]]:
    """Return letters (or spaces), given from left to right, in reading order: the index of each, and its text, because
    brackets may be mirrored."""
    classes = [unicodedata.bidirectional(text[0]) or "L" for text in texts]
    kinds = [_kind(one) for one in classes]
    rights = kinds.count("R")
    if not rights:
        return list(enumerate(texts))
    base = int(rights >= kinds.count("L"))
    found = [_read(classes, kinds, one) for one in (base, 1 - base)]
    order, *_ = min(found, key=lambda one: (not one[1], texts[one[0][0]] in _ENDS, not one[2]))
    return list(zip(order, _paired([texts[index] for index in order]), strict=True))


def reads_from_right(text: str) -> bool:
    """Return whether most letters of ``text`` are Arabic, Hebrew or of another script from right to left."""
    if text.isascii() or not _FROM_THE_RIGHT.search(text):
        return False
    kinds = [unicodedata.bidirectional(character) for character in text]
    return kinds.count("R") + kinds.count("AL") > kinds.count("L")


def runs_from_the_right(text: str) -> bool:
    """Return whether the first letter of ``text`` belongs to a script from right to left."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)


def _read(classes: list[str], kinds: list[str], base: int) -> tuple[list[int], bool, bool]:
    """Return the reading order of a line of direction ``base``, whether the algorithm converts it to the visual order,
    and whether its first letter has that direction, as in a paragraph."""
    levels = _levels(kinds, base)
    first = order = _order(levels)
    for _ in range(_ROUNDS):
        known = dict(zip(order, levels_of([classes[index] for index in order], base), strict=True))
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
    """Return L, R, N (digit) or n (part of a number only beside digits); anything else counts like a space."""
    return _STRONG.get(bidirectional) or ("n" if bidirectional in _IN_NUMBERS else " ")


def _levels(kinds: list[str], base: int) -> Levels:
    """Return a first guess of the levels from the visual order."""
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
    """Return the kind of the nearest letter or digit on one side, across a short gap but not a long one."""
    for distance in range(1, 9):
        place = index + step * distance
        if not 0 <= place < len(kinds):
            return ""
        if kinds[place] in "LRN":
            return kinds[place]
    return ""


def _turned(order: list[int], levels: Levels, least: int) -> list[int]:
    """Return ``order`` with each run of characters of at least the level ``least`` reversed."""
    found: list[int] = []
    for inside, group in groupby(order, key=lambda index: levels[index] >= least):
        run = list(group)
        found += reversed(run) if inside else run
    return found


def _paired(texts: list[str]) -> list[str]:
    """Turn brackets so that they open before they close: PDF producers and readers mirror different ones."""
    for pair in _PAIRS:
        places = [index for index, text in enumerate(texts) if text in pair]
        if len(places) % 2 == 0:
            for number, place in enumerate(places):
                texts[place] = pair[number % 2]
    return texts


# The levels of Unicode's bidirectional algorithm (annex 9) for a line in reading order.

_SIGNS = {"ES", "ET", "CS"}
_RIGHT = {"R", "EN", "AN"}  # types that count as right to left for the neutral characters between them


def levels_of(classes: Sequence[str], base: int) -> Levels:
    """Return the level of each character of a line in reading order, by its class (Unicode annex 9, W1 to L1), without
    embeddings and isolates."""
    found = _weak(list(classes), "LR"[base])
    found = _neutrals(found, "LR"[base])
    given = [_level(one, base) for one in found]
    for index in range(len(given) - 1, -1, -1):  # L1
        if classes[index] not in {"WS", "S", "B", "BN"}:
            break
        given[index] = base
    return given


def _level(resolved: str, base: int) -> int:
    if resolved == "R":
        return 1
    return 2 if resolved in {"EN", "AN"} or base else 0


def _weak(classes: list[str], base: str) -> list[str]:
    """Apply W1 to W7: marks follow their letter, signs belong to numbers or are neutral."""
    found = ["R" if one == "AL" else one for one in _numbered(classes, base)]
    for index in range(1, len(found) - 1):
        if _is_inside_number(*found[index - 1 : index + 2]):
            found[index] = found[index - 1]
    found = _terminated(found)
    strong = base
    for index, one in enumerate(found):
        if one in {"L", "R"}:
            strong = one
        elif one == "EN" and strong == "L":
            found[index] = "L"
        elif one in _SIGNS:
            found[index] = "ON"
    return found


def _numbered(classes: list[str], base: str) -> list[str]:
    """Apply W1 and W2: marks get the class before them, European digits after an Arabic letter become Arabic ones."""
    made: list[str] = []
    strong = base
    for one in classes:
        known = (made[-1] if made else base) if one in {"NSM", "BN"} else one
        if known in {"L", "R", "AL"}:
            strong = known
        made.append("AN" if known == "EN" and strong == "AL" else known)
    return made


def _is_inside_number(before: str, sign: str, after: str) -> bool:
    """Return whether W4 applies: one sign between two numbers of a kind."""
    return before == after and ((sign in {"ES", "CS"} and before == "EN") or (sign == "CS" and before == "AN"))


def _terminated(found: list[str]) -> list[str]:
    """Apply W5: signs such as a percent sign in a row beside a European number belong to it."""
    made: list[str] = []
    rows = [(one, list(group)) for one, group in groupby(found)]
    for number, (one, row) in enumerate(rows):
        beside = [rows[place][0] for place in (number - 1, number + 1) if 0 <= place < len(rows)]
        made += ["EN"] * len(row) if one == "ET" and "EN" in beside else row
    return made


def _neutrals(found: list[str], base: str) -> list[str]:
    """Apply N1 and N2: neutral characters between two of one direction get it, others get the line's direction."""
    made: list[str] = []
    rows = [(strong, list(group)) for strong, group in groupby(found, key=lambda one: one in {"L"} | _RIGHT)]
    for number, (strong, row) in enumerate(rows):
        if strong:
            made += row
            continue
        before = rows[number - 1][1][-1] if number else base
        after = rows[number + 1][1][0] if number + 1 < len(rows) else base
        sides = {"R" if side in _RIGHT else "L" for side in (before, after)}
        made += [sides.pop() if len(sides) == 1 else base] * len(row)
    return made
