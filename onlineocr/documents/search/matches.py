"""The answer to a query: hits, each a page with a snippet of its text and the boxes of its matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast, Length

from onlineocr import cursors

from ..models import Document, IndexedPage, Page
from . import page_index, positions, snippets
from .page_index import Position, Scope
from .positions import Boxes, Place
from .snippets import Snippet
from .terms import Term

MOST_TEXT = 400_000
"""Characters of page text searched for boxes in one answer, which then ends with a cursor. Most pages have 2,000."""

_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """One match: ``text`` is the matching part of the page's text, ``span`` its position there in code points.

    ``boxes`` are those of its words, in pixels of the upright page: several for a phrase, or for a word broken at a
    line's end; none if the result has no boxes.
    """

    text: str
    span: tuple[int, int]
    exact: bool
    boxes: tuple[_Box, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that matches a query. ``page`` is None if the file name of a document without a read page matches.

    ``exact``: the words themselves match, not only look-alikes. ``matches`` are the first `places.MOST` of ``count``.
    ``name_marks`` are positions in the file name.
    """

    document: Document
    page: int | None
    width: int | None
    height: int | None
    exact: bool
    snippet: Snippet
    name_marks: tuple[tuple[int, int], ...]
    count: int
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A cursor to another part of the hits: those right after ``position``, or (``back``) right before it; None is the
    beginning, or the end."""

    position: Position | None = None
    back: bool = False

    def __str__(self) -> str:
        """Return the cursor as opaque text, signed so that a changed one is rejected."""
        position = None if self.position is None else [self.position.exact, self.position.key]
        return cursors.write([position, self.back], purpose=_PURPOSE)

    @classmethod
    def parse(cls, text: str) -> Way:
        """Read a cursor, the inverse of ``str``; empty text is the beginning. ValueError for a text not made here."""
        if not text:
            return cls()
        try:
            position, back = cursors.read(text, purpose=_PURPOSE)
            return cls(None if position is None else Position(*position), back)
        except (TypeError, ValueError):
            raise ValueError("The cursor is broken") from None


@dataclass(frozen=True, slots=True)
class Hits:
    """One part of the hits, and the cursors to the parts beside it."""

    found: Sequence[Hit]
    next: Way | None
    previous: Way | None


_PURPOSE = "onlineocr.search"


def find(scope: Scope, terms: tuple[Term, ...], way: Way, most: int) -> Hits:
    """Return up to ``most`` hits; fewer if pages are very long, or many documents had to be skipped."""
    if way.back:
        part = page_index.before(scope, terms, way.position, most)
        hits = _hits(part.found[::-1], terms)[::-1]
    else:
        part = page_index.after(scope, terms, way.position, most)
        hits = _hits(part.found, terms)
    further = part.end if len(hits) in {0, len(part.found)} else (hits[0] if way.back else hits[-1])[0]
    more = part.more or len(hits) < len(part.found)
    beyond = Way(further, way.back) if more else None
    # There are hits on the side of the position, unless they were deleted meanwhile.
    last = (hits[-1] if way.back else hits[0])[0] if hits else None
    origin = Way(last, not way.back) if way.position is not None else None
    found = [hit for _, hit in hits]
    return Hits(found, origin, beyond) if way.back else Hits(found, beyond, origin)


def matches(text: str, result: str, terms: Sequence[Term]) -> tuple[list[Place], tuple[Match, ...]]:
    """Return the positions of ``terms`` in a page's ``text``, and the first of them with boxes from its ``result``
    (JSON, may be empty)."""
    found = positions.find(text, terms)
    boxes = Boxes(text, result) if result and found else None
    return (
        found,
        tuple(
            Match(
                text[place.start : place.end],
                (place.start, place.end),
                place.exact,
                tuple(tuple(box) for box in boxes.at(place)) if boxes else (),  # type: ignore[misc]  # boxes have 4 edges
            )
            for place in found[: positions.MOST]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The columns of a page used for a hit; ``result`` is JSON, not decoded."""

    number: int
    text: str
    result: str | None


def _hits(found: Sequence[Position], terms: tuple[Term, ...]) -> list[tuple[Position, Hit]]:
    """Return the hits at ``found``, in that order, until they have enough text; at least one."""
    rows = IndexedPage.objects.filter(pk__in=[position.key for position in found]).select_related("document__owner")
    entries = {row.pk: row for row in rows.annotate(size=Length("page__text")) if not row.document.expired}
    near = list(_within(found, entries))
    read = Page.objects.filter(pk__in=[entries[position.key].page_id for position in near if position.key in entries])
    columns = read.annotate(json=Cast("result", TextField())).values_list("pk", "number", "text", "json")
    of_entry = {pk: _Page(*columns) for pk, *columns in columns}
    return [
        (position, _hit(entries[position.key], of_entry.get(entries[position.key].page_id or 0), position.exact, terms))
        for position in near
        if position.key in entries  # else its document was deleted a moment ago, or has expired
    ]


def _within(found: Sequence[Position], entries: dict[int, Any]) -> Iterator[Position]:
    size = 0
    for position in found:
        size += (entries[position.key].size or 0) if position.key in entries else 0
        if size > MOST_TEXT and position is not found[0]:
            return
        yield position


def _hit(entry: IndexedPage, page: _Page | None, exact: bool, terms: tuple[Term, ...]) -> Hit:
    name = positions.find(entry.document.file_name, terms) if entry.first else []
    marks = tuple((place.start, place.end) for place in name)
    if page is None:
        return Hit(entry.document, None, None, None, exact, Snippet(""), marks, 0, ())
    found, matched = matches(page.text, page.result or "", terms)
    width, height = positions.size(page.result) if page.result else (None, None)
    snippet = snippets.cut(page.text, found)
    return Hit(entry.document, page.number, width, height, exact, snippet, marks, len(found), matched)
