"""A text with marked matches, as the list of a search shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


def pieces(text: str, marks: Sequence[Range]) -> list[Piece]:
    """Return ``text`` split at its marks, which are ordered and do not overlap."""
    return pieces_between(text, (0, len(text)), marks)


def pieces_between(text: str, place: Range, marks: Sequence[Range]) -> list[Piece]:
    """Return the pieces of the part of ``text`` at ``place``."""
    found, last = [], place[0]
    for start, end in marks:
        first, until = max(start, last), min(end, place[1])
        if first < until:
            found += [Piece(text[last:first]), Piece(text[first:until], marked=True)]
            last = until
    return [piece for piece in (*found, Piece(text[last : place[1]])) if piece.text]
