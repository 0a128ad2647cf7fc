"""The matches of a search in one document: its pages that have one, and the places on the page that is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onlineocr.documents.models import Document, Page
from onlineocr.documents.search import matches, page_index, unindexed
from onlineocr.documents.search.matches import Match
from onlineocr.documents.search.page_index import Scope
from onlineocr.documents.search.terms import Term, check

from .. import present
from .walk import address

MOST_PAGES = 200  # with a match that are searched


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A match on the picture as an SVG rectangle with a margin around the word. ``exact`` is False for a look-alike."""

    x: int
    y: int
    width: int
    height: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Search:
    """A query in a document: the ``numbers`` of the pages that match. Without one, ``problem`` is the reason.
    ``pending`` is the notice about pages that cannot be searched yet."""

    terms: tuple[Term, ...] = ()
    numbers: Sequence[int] = ()
    problem: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """The matches on one page, and the ways to the pages before and after it that have one."""

    said: str = ""
    rectangles: Sequence[Rectangle] = ()
    marks: Sequence[tuple[int, int]] = ()
    earlier: str = ""
    later: str = ""


def search(document: Document, query: str) -> Search | None:
    """Return the pages that match ``query``; None without a query."""
    if not query.strip():
        return None
    try:
        terms = check(query)
    except ValueError as error:
        return Search(problem=f"The search {error}.")
    numbers, left = _numbers(document, terms)
    pending = f"{present.pages(left).capitalize()} cannot be searched yet. Try again in a moment." if left else ""
    if not numbers:
        where = "on the pages that were read so far" if left else "on the pages of this document"
        return Search(problem=f"Nothing matches {where}.", pending=pending)
    return Search(terms, numbers, pending=pending)


def hits(found: Search, row: Page | None, query: Mapping[str, str]) -> Hits:
    """Return the matches on the page of ``row``."""
    number = row.number if row is not None else 0
    earlier = max((other for other in found.numbers if other < number), default=0)
    later = min((other for other in found.numbers if other > number), default=0)
    before = f"{address(query, earlier)}#found" if earlier else ""
    after = f"{address(query, later)}#found" if later else ""
    if row is None or number not in found.numbers:
        return Hits(f"Not on page {number}, but on {present.pages(len(found.numbers))}", earlier=before, later=after)
    places, words = matches.matches(row.text, json.dumps(row.result) if row.result else "", found.terms)
    return Hits(
        said=_said(len(places), number),
        rectangles=[rectangle for match in words for rectangle in rectangles(match)],
        marks=[(place.start, place.end) for place in places],
        earlier=before,
        later=after,
    )


def _numbers(document: Document, terms: tuple[Term, ...]) -> tuple[list[int], int]:
    """Return the numbers of the pages with all terms or look-alikes, and the count of pages not searchable yet."""
    part = page_index.after(Scope(document.owner_id or 0, document), terms, None, MOST_PAGES)
    more = unindexed.find(document, terms)
    return sorted(page_index.numbers(part.found) | more.found), more.left


def rectangles(match: Match) -> list[Rectangle]:
    """Return the rectangles of a match, in pixels of the upright page."""
    return [_rectangle(*box, exact=match.exact) for box in match.boxes]


def _rectangle(left: int, top: int, right: int, bottom: int, *, exact: bool) -> Rectangle:
    air = max(1, (bottom - top) // 6)  # so that the outline does not touch the letters
    return Rectangle(left - air, top - air, right - left + 2 * air, bottom - top + 2 * air, exact)


def _said(count: int, number: int) -> str:
    if not count:
        return f"Page {number}: found by the file's name"
    return f"1 place on page {number}" if count == 1 else f"{count} places on page {number}"
