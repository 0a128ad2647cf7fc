"""Signs that the networks confuse with similar ones: only the neighbouring characters decide.

These are Chinese signs alone in a line of a page in Western letters (a dash in a table's cell read as the digit one),
wide brackets among Western letters, and the litre read as a capital I.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .alphabet import is_western
from .letters import Letter, text

_STROKES = {"一": "-", "ー": "-", "二": "=", "。": ".", "丨": "|"}
_WIDE = 0xFEE0
"""The distance of an ASCII sign to its wide form."""
_WESTERN = 0.95  # of a page's letters: least share of Western ones
_LITRE = re.compile(r"\d[.,]\d+ (I)(?=$|[).,;/])|\d (I)(?=[)/])")


def plain(lines: Sequence[Sequence[Letter]]) -> list[list[Letter]]:
    """Return the letters of a page's ``lines`` with such signs corrected."""
    every = [letter for line in lines for letter in line]
    western = sum(is_western(letter.character) for letter in every) >= _WESTERN * len(every)
    return [_litres(_narrow(_struck(line))) if western else list(line) for line in lines]


def _struck(line: Sequence[Letter]) -> list[Letter]:
    if not all(letter.character in _STROKES for letter in line):
        return list(line)
    return [replace(letter, character=_STROKES[letter.character]) for letter in line]


def _narrow(line: list[Letter]) -> list[Letter]:
    """Return the ``line`` with ASCII in place of wide forms, if all its letters are Western."""
    narrow = [replace(letter, character=_ascii(letter.character)) for letter in line]
    return narrow if all(is_western(letter.character) for letter in narrow) else line


def _ascii(character: str) -> str:
    return chr(ord(character) - _WIDE) if "\uff01" <= character <= "\uff5e" else character


def _litres(line: list[Letter]) -> list[Letter]:
    """Return the ``line`` with a small l for a capital I that is a unit."""
    written = text(line)
    if "I" not in written or any(len(letter.character) != 1 for letter in line):
        return line
    units = {found.start(found.lastindex or 0) for found in _LITRE.finditer(written)}
    return [
        replace(letter, character="l") if at in units else letter
        for letter, at in zip(line, _places(line), strict=True)
    ]


def _places(line: Sequence[Letter]) -> list[int]:
    """Return the index of each letter in the line's text."""
    places, at = [], 0
    for number, letter in enumerate(line):
        at += bool(letter.spaced and number)
        places.append(at)
        at += 1
    return places
