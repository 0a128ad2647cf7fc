"""The hits of a search, by document and page, each with the scan around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from onlineocr.accounts.models import User
from onlineocr.documents.models import Run
from onlineocr.documents.models.states import Status
from onlineocr.documents.search import matches, page_index, unindexed
from onlineocr.documents.search.listing import Listing
from onlineocr.documents.search.matches import Hit, Way
from onlineocr.documents.search.page_index import Scope
from onlineocr.ocr.wording import counted

from .. import present
from ..text import Piece, pieces
from .asked import Asked
from .crops import Crop, crop

PAGE_SIZE = 10
MOST_COUNTED = 200
"""Pages with the very words are counted up to here."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page with a hit. ``page`` is "" if only the file's name was found."""

    address: str
    page: str
    snippet: Sequence[Piece]
    count: str
    exact: bool
    crop: Crop | None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one document that follow one another."""

    id: UUID
    name: Sequence[Piece]
    plain_name: str
    state: str
    status: str
    created_at: datetime
    pages: str
    places: Sequence[Place]


def part(user: User, asked: Asked) -> dict[str, Any]:
    """Return the hits at the place that was asked for, their number, and the ways to the parts beside them."""
    scope = Scope(user.pk, criteria=asked.criteria)
    found = matches.find(scope, asked.terms, _way(asked.cursor), PAGE_SIZE)
    waiting = unindexed.documents(user.pk)
    return {
        "groups": groups(found.found, asked.query),
        "found": _said(scope, asked) if found.found else "",
        "pending": present.pending(waiting),
        "searched": "" if found.found else _searched(user, asked, waiting),
        "next": "" if found.next is None else asked.address(cursor=str(found.next)),
        "previous": "" if found.previous is None else asked.address(cursor=str(found.previous)),
    }


def groups(hits: Sequence[Hit], query: str) -> list[Group]:
    latest = {hit.document.latest_id for hit in hits if hit.document.latest_id}
    protected = set(Run.objects.filter(pk__in=latest, protected=True).values_list("pk", flat=True))
    return [_group(list(some), query, protected) for _, some in groupby(hits, key=lambda hit: hit.document.pk)]


def _group(hits: Sequence[Hit], query: str, protected: set[int]) -> Group:
    document, marks = hits[0].document, next((hit.name_marks for hit in hits if hit.name_marks), ())
    locked = document.latest_id in protected
    return Group(
        id=document.uid,
        name=pieces(present.name(document), marks),
        plain_name=present.name(document),
        state=present.STATES.get(Status(document.status), ""),
        status=document.status,
        created_at=document.created_at,
        pages=present.pages(document.pages),
        places=[_place(hit, query, pictured=not locked) for hit in hits],
    )


def _place(hit: Hit, query: str, *, pictured: bool) -> Place:
    where = "" if hit.page is None else f"?{urlencode({'q': query, 'page': str(hit.page)})}#found"
    return Place(
        address=reverse("web:document", args=[hit.document.uid]) + where,
        page="" if hit.page is None else f"Page {hit.page}",
        snippet=pieces(hit.snippet.text, hit.snippet.marks),
        count=counted(hit.count, "place") if hit.count else "",
        exact=hit.exact,
        crop=crop(hit) if pictured else None,
    )


def _said(scope: Scope, asked: Asked) -> str:
    """Return the number of pages that have the very words; beyond a bound they are not counted."""
    found = page_index.exact(scope, asked.terms, MOST_COUNTED)
    if found.more:
        return f"More than {len(found.found)} pages found"
    if not found.found:
        return "Only words that look alike were found"
    return f"Found on {present.pages(len(found.found))} of {counted(page_index.documents(found.found), 'document')}"


def _searched(user: User, asked: Asked, waiting: int) -> str:
    """Return in what nothing was found."""
    if asked.filters:
        return "the documents with these filters"
    return counted(max(0, Listing(user.pk).count() - waiting), "document")


def _way(text: str) -> Way:
    """Return the place of a cursor; the beginning if it is broken."""
    try:
        return Way.parse(text)
    except ValueError:
        return Way()
