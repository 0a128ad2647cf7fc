"""The glyphs of a text layer: their text, their codes and their visual order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")
_MOST = 0xFFFF  # codes have two bytes; 0 is the font's .notdef
_REPLACEMENT = "\ufffd"
_JOINER = "\u200d"
_SILENT = frozenset("\ufeff\ufffe\uffff")  # PDF/A forbids them as the meaning of a glyph (ISO 19005-2, 6.2.11.7.2)
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_IN_NUMBERS = {"ET": "t", "ES": "s", "CS": "s"}
_PAIRS = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


def clusters(text: str) -> list[str]:
    """Return ``text`` split into glyphs: each is a character with its marks and joiners.

    Control characters are left out; halves of surrogate pairs become U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return list(text)
    found: list[str] = []
    for character in text:
        category = unicodedata.category(character) if character > "~" else ""
        if category == "Cs":
            character = _REPLACEMENT  # noqa: PLW2901
        elif character < " " or category == "Cc" or character in _SILENT:
            if not character.isspace():
                continue
            character = " "  # noqa: PLW2901
        if found and (category in {"Mn", "Me", "Mc"} or character == _JOINER or found[-1][-1] == _JOINER):
            found[-1] += character
        else:
            found.append(character)
    return found


class Codes:
    """The two-byte codes of a document's glyphs, assigned in order of appearance, one for each cluster.

    In a document with more different clusters than codes (65,535) the rest are encoded as U+FFFD.
    """

    def __init__(self) -> None:
        self._digits = _Digits({_REPLACEMENT: "0001"})

    def hex(self, glyphs: Sequence[str]) -> str:
        """Return ``glyphs`` as a PDF string in hexadecimal digits, without its angle brackets."""
        return "".join([self._digits[glyph] for glyph in glyphs])

    @property
    def meanings(self) -> tuple[str, ...]:
        """The text of each code, from code 1 on."""
        return tuple(self._digits)


class _Digits(dict[str, str]):
    """The code of each glyph, in hexadecimal digits."""

    def __missing__(self, glyph: str) -> str:
        if len(self) >= _MOST:
            return self[_REPLACEMENT]
        self[glyph] = digits = f"{len(self) + 1:04X}"
        return digits


def runs_backwards(glyphs: Sequence[str]) -> bool:
    """Return whether some of ``glyphs`` are written from right to left."""
    return max(glyphs) > "\u0590" and any(_kind(glyph) == "R" for glyph in glyphs)


def visual(glyphs: Sequence[str]) -> list[str]:
    """Return the glyphs of one word of a line with right-to-left text in visual order, from left to right.

    Programs that extract text from a PDF expect glyphs in visual order and restore the reading order by the
    bidirectional algorithm (Unicode annex 9). Numbers and Latin keep their order; brackets are mirrored.
    """
    kinds = [_kind(glyph) for glyph in glyphs]
    rights, lefts = kinds.count("R"), kinds.count("L")
    if lefts and lefts > rights:
        return _reversed(glyphs, [int(kind == "R") for kind in kinds]) if rights else list(glyphs)
    levels = [_level(kinds, index) for index in range(len(kinds))]
    turned = _reversed([_PAIRS.get(g, g) if level == 1 else g for g, level in zip(glyphs, levels, strict=True)], levels)
    return _reversed(turned, [int(level == 2) for level in _reversed(levels, levels)])


def _kind(glyph: str) -> str:
    """Return L, R, N (digit), t (a sign of an adjacent number), s (a separator between numbers), or blank."""
    found = unicodedata.bidirectional(glyph[0])
    return _STRONG.get(found) or _IN_NUMBERS.get(found, " ")


def _level(kinds: Sequence[str], index: int) -> int:
    kind, around = kinds[index], kinds[max(0, index - 1) : index + 2]
    if (kind == "t" and "N" in around) or (kind == "s" and around.count("N") == 2):
        return 2
    return 2 if kind in {"L", "N"} else 1


def _reversed(items: Sequence[_T], levels: Sequence[int]) -> list[_T]:
    """Return ``items`` with each run of levels above 0 reversed."""
    found: list[_T] = []
    run: list[_T] = []
    for item, level in zip(items, levels, strict=True):
        if level:
            run.append(item)
        else:
            found += [*run[::-1], item]
            run = []
    return found + run[::-1]
