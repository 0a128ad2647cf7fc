"""Blocks -> the page's text, with each word's place in it, and words that a line's end broke made whole.

Lines are ended by a newline, blocks parted by a blank line. A word broken at a line's end ("exam-" / "ple of") is
written whole on the upper line ("example", then "of" on its own line). Its halves stay two words, each with its own
text, box and confidence; their spans adjoin and make up the whole word: ``text[span]`` is a word's text, but for a
first half, whose dropped hyphen stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..page import Block, Line, Word

_HYPHENS = (
    "-\u2010\u00ad\u00ac\u2e17"  # hyphen-minus, hyphen, soft hyphen, not sign (as old type looks), double oblique
)
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]++)+")  # linear: it starts only where a word does
_SUSPENDED = frozenset(("and", "or", "und", "oder", "bzw", "sowie", "bis", "och", "eller", "og"))
"""What may follow a hyphen that stands for a part of the next word, as in "Vor- und Nachteile"."""

_JOINED: frozenset[str] = frozenset(("text", "list"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line as the page's text has it. ``keeps`` of its characters are written; the first ``pulled`` of them belong
    to the word that the line above began."""

    line: Line
    keeps: int
    pulled: int = 0


def compose(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """The page's text, and ``blocks`` with the spans of their words in it, counted in code points."""
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
    """What is written for a line after ``gap``, and how far its pulled part and its rest move to the right by it."""
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
        if start < 0:  # an engine whose words do not make up its line: keep the order, mark no place
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
    """How many characters of the line above stay when its last word goes on in ``below``; 0 when it does not."""
    broken, second = _last_token(above.line.text), _first_token(below)
    first, hyphen = broken[:-1], broken[-1:]
    if hyphen not in _HYPHENS or not first[-1:].isalpha() or not second[:1].islower():
        return 0
    if second.rstrip(".,;:").casefold() in _SUSPENDED:
        return 0
    kept = len(above.line.text)
    return kept if hyphen == "-" and _is_compound(first, second, compounds) else kept - 1


def _is_compound(first: str, second: str, compounds: frozenset[str]) -> bool:
    """Whether the hyphen would stand in the middle of a line too, as in "long-term", "COVID-related", "43-year-old"."""
    if "-" in second.strip("-") or any(character.isdigit() for character in first):
        return True
    if len(first) > 1 and first.isupper():
        return True
    whole = _COMPOUND.search(f"{first.rpartition('-')[2]}-{second}".casefold())
    return whole is not None and whole[0] in compounds


def _compounds(blocks: Sequence[Block]) -> frozenset[str]:
    """The words of the page that are written with a hyphen within a line, each pair of their parts."""
    found: set[str] = set()
    for block in blocks:
        for line in block.lines:
            for match in _COMPOUND.finditer(line.text):
                parts = match[0].casefold().split("-")
                found.update(f"{one}-{other}" for one, other in pairwise(parts))
    return frozenset(found)


def _first_token(text: str) -> str:
    """The text up to its first space; empty when it begins with one."""
    return "" if text[:1].isspace() else (text.split(maxsplit=1) or [""])[0]


def _last_token(text: str) -> str:
    return "" if text[-1:].isspace() else (text.rsplit(maxsplit=1) or [""])[-1]
