"""The matches of a search in one document: a page, its picture with marked matches, and links to other pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from onlineocr.documents import results
from onlineocr.documents.models import Document
from onlineocr.documents.search import matches, page_index, unindexed
from onlineocr.documents.search.matches import Match
from onlineocr.documents.search.page_index import Scope
from onlineocr.documents.search.terms import Term, check

from . import present

MOST_PAGES = 200  # with a match that are searched
PICTURE_WIDTH = 1200


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A match on the picture as an SVG rectangle with a margin around the word. ``exact`` is False for a look-alike."""

    x: int
    y: int
    width: int
    height: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The matches in a document. ``page`` is 0 without a match, and ``problem`` then contains the reason.
    ``pending`` is the notice about pages that cannot be searched yet."""

    page: int = 0
    said: str = ""
    problem: str = ""
    pending: str = ""
    picture: str = ""
    width: int = 0
    height: int = 0
    rectangles: Sequence[Rectangle] = ()
    marks: Sequence[tuple[int, int]] = ()
    earlier: str = ""
    later: str = ""


def place(request: HttpRequest, document: Document, token: str) -> Found | None:
    """Return the matches of ``q`` on the page ``page``, or on the first page with a match; None without a query."""
    query = request.GET.get("q", "")
    if not query.strip():
        return None
    try:
        terms = check(query)
    except ValueError as error:
        return Found(problem=f"The search {error}.")
    numbers, left = _numbers(document, terms)
    pending = f"{present.pages(left).capitalize()} cannot be searched yet. Try again in a moment." if left else ""
    if not numbers:
        where = "on the pages that were read so far" if left else "on the pages of this document"
        return Found(problem=f"Nothing matches {where}.", pending=pending)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    at = numbers.index(number) if number in numbers else 0

    def way(index: int) -> str:
        if not 0 <= index < len(numbers):
            return ""
        return _query(q=query, page=numbers[index], token=token) + "#found"

    ways = {"earlier": way(at - 1), "later": way(at + 1), "pending": pending}
    return _found(document, numbers[at], terms, token, **ways)


def _numbers(document: Document, terms: tuple[Term, ...]) -> tuple[list[int], int]:
    """Return the numbers of the pages with all terms or look-alikes, and the count of pages not searchable yet."""
    part = page_index.after(Scope(document.owner_id or 0, document), terms, None, MOST_PAGES)
    more = unindexed.find(document, terms)
    return sorted(page_index.numbers(part.found) | more.found), more.left


def _found(document: Document, number: int, terms: tuple[Term, ...], token: str, **ways: str) -> Found:
    page = results.page(document, number)
    if page is None:  # deleted meanwhile
        return Found(problem="The page is not there any more.")
    places, words = matches.matches(page.text, json.dumps(page.result) if page.result else "", terms)
    result: dict[str, Any] = page.result or {"width": 0, "height": 0}
    image = reverse("document-page-image", args=[document.uid, number])
    return Found(
        page=number,
        said=_said(len(places), number),
        picture=image + _query(width=PICTURE_WIDTH, token=token),
        width=result["width"],
        height=result["height"],
        rectangles=[rectangle for match in words for rectangle in _rectangles(match)],
        marks=[(place.start, place.end) for place in places],
        **ways,
    )


def _rectangles(match: Match) -> list[Rectangle]:
    return [_rectangle(*box, exact=match.exact) for box in match.boxes]


def _rectangle(left: int, top: int, right: int, bottom: int, *, exact: bool) -> Rectangle:
    air = max(1, (bottom - top) // 6)  # so that the outline does not touch the letters
    return Rectangle(left - air, top - air, right - left + 2 * air, bottom - top + 2 * air, exact)


def _said(count: int, number: int) -> str:
    if not count:
        return f"Page {number}: found by the file's name"
    return f"1 place on page {number}" if count == 1 else f"{count} places on page {number}"


def _query(**values: str | int) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})
