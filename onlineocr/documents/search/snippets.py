"""Snippets: the part of a text with the most matches, with their positions marked by offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from .positions import Place

LENGTH = 160
_BEFORE = 40  # characters before the first match
_NEAR = 20  # characters by which a cut may be moved to fall between words
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Plain text on one line; ``marks`` are [start, end) in it, in code points. It begins and ends with "…" where the
    page's text goes on."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def cut(text: str, places: Sequence[Place]) -> Snippet:
    """Return about `LENGTH` characters of ``text`` around the ``places``, or its beginning if there are none."""
    near = _best(places)
    begin = 0
    if near and near[0].start > _BEFORE + _NEAR:  # else the text's own beginning is as near
        begin = min(_between(text, near[0].start - _BEFORE, back=False), near[0].start)
    end = _between(text, min(len(text), begin + LENGTH), back=True)
    end = max(end, min(near[0].end, near[0].start + LENGTH) if near else min(len(text), LENGTH // 2))
    shown = "".join(" " if char.isspace() else char for char in text[begin:end])
    kept = shown.rstrip()
    shift = begin - (1 if text[:begin].strip() else 0)
    marks = tuple(
        (place.start - shift, min(place.end, begin + len(kept)) - shift)
        for place in places
        if begin <= place.start < begin + len(kept)
    )
    return Snippet(
        (_ELLIPSIS if text[:begin].strip() else "") + kept + (_ELLIPSIS if text[end:].strip() else ""), marks
    )


def _best(places: Sequence[Place]) -> Sequence[Place]:
    """Return the positions of one snippet: those with the most different terms, the first of equals."""
    best: Sequence[Place] = ()
    most = (0, 0)
    for index, first in enumerate(places):
        near = list(takewhile(lambda place: place.end - first.start <= LENGTH - _BEFORE, places[index:]))  # noqa: B023
        worth = len({place.term for place in near}), sum(place.exact for place in near[:1])
        if not best or worth > most:
            best, most = near or [first], worth
    return best


def _between(text: str, at: int, *, back: bool) -> int:
    """Return a position beside white space near ``at``, or ``at`` if there is none: many scripts write no spaces."""
    if at in {0, len(text)} or text[at - 1].isspace() or text[at].isspace():
        return at
    near = range(at, max(0, at - _NEAR), -1) if back else range(at, min(len(text), at + _NEAR))
    return next((index for index in near if text[index - 1].isspace()), at)
