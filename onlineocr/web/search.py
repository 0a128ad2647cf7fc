"""Search in the signed-in user's documents, with the matches marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.accounts.models import User
from onlineocr.documents.search import matches, unindexed
from onlineocr.documents.search.matches import Hit, Hits, Way
from onlineocr.documents.search.page_index import Scope
from onlineocr.documents.search.terms import MOST_CHARACTERS, check
from onlineocr.http.methods import takes_get

from . import present
from .text import Piece, pieces

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Item:
    """A hit as one entry of the list."""

    address: str
    name: Sequence[Piece]
    page: str
    snippet: Sequence[Piece]
    created_at: datetime
    count: str
    exact: bool

    @classmethod
    def of(cls, hit: Hit, query: str) -> Item:
        address = reverse("web:document", args=[hit.document.uid])
        where = "" if hit.page is None else f"?{urlencode({'q': query, 'page': str(hit.page)})}#found"
        return cls(
            address=address + where,
            name=pieces(present.name(hit.document), hit.name_marks),
            page="" if hit.page is None else f"page {hit.page} of {hit.document.pages}",
            snippet=pieces(hit.snippet.text, hit.snippet.marks),
            created_at=hit.document.created_at,
            count="1 place" if hit.count == 1 else f"{hit.count} places" if hit.count else "",
            exact=hit.exact,
        )


@takes_get
@never_cache
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Search the user's own documents, for staff too, who search the documents of others by the API."""
    query = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"query": query, "most": MOST_CHARACTERS}
    if query:
        try:
            terms = check(query)
        except ValueError as error:
            context["problem"] = f"The search {error}."
        else:
            owner = Scope(cast("User", request.user).pk)
            found = matches.find(owner, terms, _way(request), PAGE_SIZE)
            context |= {"items": [Item.of(hit, query) for hit in found.found], **_ways(found, query)}
            context["pending"] = present.pending(unindexed.documents(cast("User", request.user).pk))
    return render(request, "web/search.html", context)


def _way(request: HttpRequest) -> Way:
    """Return the start of the requested part; the beginning if the parameter is invalid."""
    try:
        return Way.parse(request.GET.get("from", ""))
    except ValueError:
        return Way()


def _ways(found: Hits, query: str) -> dict[str, str]:
    return {
        name: "?" + urlencode({"q": query, "from": str(way)})
        for name, way in (("next", found.next), ("previous", found.previous))
        if way is not None
    }
