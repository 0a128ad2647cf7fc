"""Conversion of blocks to the page's text with each word's place in it; words broken at a line's end are joined.

Lines end with a newline, a blank line separates blocks. A word broken at a line's end ("exam-" / "ple of") is written
whole on the upper line ("example", then "of" on its own line). Its halves stay two words, each with its own text, box
and confidence; their spans are adjacent and cover the whole word. ``text[span]`` is a word's text, except for a first
half, whose hyphen is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..page import Block, Line, Word

_HYPHENS = (
    "-\u2010\u00ad\u00ac\u2e17"  # hyphen-minus, hyphen, soft hyphen, not sign (for hyphens in old type), double oblique
)
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]++)+")  # linear: a match starts only at the start of a word
_SUSPENDED = frozenset(("and", "or", "und", "oder", "bzw", "sowie", "bis", "och", "eller", "og"))
"""Words that may follow a hyphen that replaces a part of the next word, as in "Vor- und Nachteile"."""

_JOINED: frozenset[str] = frozenset(("text", "list"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the page's text. The first ``keeps`` of its characters are written; the first ``pulled`` of them belong
    to the word that begins on the line above."""

    line: Line
    keeps: int
    pulled: int = 0


def compose(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Return the page's text, and ``blocks`` with the spans of their words in it, counted in code points."""
    pieces = _pieces(blocks)
    parts: list[str] = []
    placed: list[Block] = []
    position, index = 0, 0
    for block in blocks:
        lines: list[Line] = []
        for number in range(len(block.lines)):
            piece = pieces[index]
            gap = _gap(first=number == 0) if index else ""
            written, starts = _write(piece, gap)
            lines.append(replace(piece.line, words=tuple(_spans(piece, position, starts))))
            parts.append(written)
            position += len(written)
            index += 1
        placed.append(replace(block, lines=tuple(lines)))
    return "".join(parts), tuple(placed)


def _gap(*, first: bool) -> str:
    return "\n\n" if first else "\n"


def _write(piece: _Piece, gap: str) -> tuple[str, tuple[int, int]]:
    """Return the text of a line after ``gap``, and the shifts to the right of its pulled part and of its rest."""
    text = piece.line.text[: piece.keeps]
    if not piece.pulled:
        return gap + text, (len(gap), len(gap))
    rest = text[piece.pulled :]
    if not rest:
        return text, (0, 0)
    return text[: piece.pulled] + gap + rest[1:], (0, len(gap) - 1)


def _spans(piece: _Piece, offset: int, moves: tuple[int, int]) -> list[Word]:
    line, keeps, pulled = piece.line, piece.keeps, piece.pulled
    base = offset + moves[1]
    placed: list[Word] = []
    position = 0
    for word in line.words:
        start = line.text.find(word.text, position)
        if start < 0:  # the engine's words do not match its line: keep the order without a place
            start = position
        else:
            position = start + len(word.text)
        if pulled <= start and position <= keeps:
            span = base + start, base + position
        else:
            first = offset + min(start, keeps) + moves[start >= pulled]
            span = first, max(first, offset + min(position, keeps) + moves[position > pulled])
        placed.append(replace(word, span=span))
    return placed


def _pieces(blocks: Sequence[Block]) -> list[_Piece]:
    compounds = _compounds(blocks)
    pieces: list[_Piece] = []
    before: Block | None = None
    for block in blocks:
        for number, line in enumerate(block.lines):
            piece = _Piece(line, len(line.text))
            if pieces and _may_join(before, block, first=number == 0):
                keeps = _joins(pieces[-1], line.text, compounds)
                if keeps:
                    pieces[-1] = replace(pieces[-1], keeps=keeps)
                    piece = replace(piece, pulled=len(_first_token(line.text)))
            pieces.append(piece)
        before = block if block.lines else before
    return pieces


def _may_join(before: Block | None, block: Block, *, first: bool) -> bool:
    if not first:
        return block.kind != "table"
    return before is not None and before.kind in _JOINED and block.kind in _JOINED


def _joins(above: _Piece, below: str, compounds: frozenset[str]) -> int:
    """Count the characters of the line above that stay when its last word continues in ``below``; 0 if it does not."""
    broken, second = _last_token(above.line.text), _first_token(below)
    first, hyphen = broken[:-1], broken[-1:]
    if hyphen not in _HYPHENS or not first[-1:].isalpha() or not second[:1].islower():
        return 0
    if second.rstrip(".,;:").casefold() in _SUSPENDED:
        return 0
    kept = len(above.line.text)
    return kept if hyphen == "-" and _is_compound(first, second, compounds) else kept - 1


def _is_compound(first: str, second: str, compounds: frozenset[str]) -> bool:
    """Return whether the hyphen belongs to the word itself, as in "long-term", "COVID-related", "43-year-old"."""
    if "-" in second.strip("-") or any(character.isdigit() for character in first):
        return True
    if len(first) > 1 and first.isupper():
        return True
    whole = _COMPOUND.search(f"{first.rpartition('-')[2]}-{second}".casefold())
    return whole is not None and whole[0] in compounds


def _compounds(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the page's words with a hyphen within a line, as pairs of adjacent parts."""
    found: set[str] = set()
    for block in blocks:
        for line in block.lines:
            for match in _COMPOUND.finditer(line.text):
                parts = match[0].casefold().split("-")
                found.update(f"{one}-{other}" for one, other in pairwise(parts))
    return frozenset(found)


def _first_token(text: str) -> str:
    """Return the text up to its first space; empty when it begins with one."""
    return "" if text[:1].isspace() else (text.split(maxsplit=1) or [""])[0]


def _last_token(text: str) -> str:
    return "" if text[-1:].isspace() else (text.rsplit(maxsplit=1) or [""])[-1]
