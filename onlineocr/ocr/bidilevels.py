"""The levels of Unicode's bidirectional algorithm (annex 9) for a line in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

_SIGNS = {"ES", "ET", "CS"}
_RIGHT = {"R", "EN", "AN"}  # how numbers count for what stands between two letters

Levels = list[int]
"""0 for text from left to right, 1 for text from right to left, 2 for what runs left to right inside of it."""


def levels(classes: Sequence[str], base: int) -> Levels:
    """The level of each character of a line in the order of reading, by its class (Unicode annex 9, W1 to L1), without
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
    """W1 to W7: marks follow their letter, signs belong to numbers or are neutral."""
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
    """W1 and W2: marks are like what they follow, European digits after an Arabic letter like Arabic ones."""
    made: list[str] = []
    strong = base
    for one in classes:
        known = (made[-1] if made else base) if one in {"NSM", "BN"} else one
        if known in {"L", "R", "AL"}:
            strong = known
        made.append("AN" if known == "EN" and strong == "AL" else known)
    return made


def _is_inside_number(before: str, sign: str, after: str) -> bool:
    """W4: one sign between two numbers of a kind."""
    return before == after and ((sign in {"ES", "CS"} and before == "EN") or (sign == "CS" and before == "AN"))


def _terminated(found: list[str]) -> list[str]:
    """W5: signs such as a percent sign in a row beside a European number belong to it."""
    made: list[str] = []
    rows = [(one, list(group)) for one, group in groupby(found)]
    for number, (one, row) in enumerate(rows):
        beside = [rows[place][0] for place in (number - 1, number + 1) if 0 <= place < len(rows)]
        made += ["EN"] * len(row) if one == "ET" and "EN" in beside else row
    return made


def _neutrals(found: list[str], base: str) -> list[str]:
    """N1 and N2: what stands between two of one direction takes it, else the line's."""
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
