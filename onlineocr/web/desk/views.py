"""The desk of a document: ``/documents/<id>/?page=n``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from onlineocr.documents import results
from onlineocr.http.methods import takes_get

from .. import present
from ..access import see
from . import page, state
from .batch import together
from .hits import hits, search
from .walk import walk


@takes_get
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the page ``page``, else the first one with a match of ``q``, else the first one."""
    token, words = request.GET.get("token", ""), request.GET.get("q", "")
    document = see(request, uid, token)
    run = document.shown or document.run
    found = search(document, words)
    batch = together(request, document, token)
    query = {"token": token, "q": words, "batch": batch.id if batch is not None else ""}
    only = found.numbers if found is not None else ()
    at = walk(document, run, request.GET.get("page", ""), query, default=only[0] if only else 1, only=only)
    row = results.page(document, at.number)
    places = hits(found, row, query) if found is not None and found.numbers else None
    shown = page.view(document, row, token, places.marks if places is not None else ())
    context: dict[str, Any] = {
        "document": document,
        "name": present.name(document),
        "token": token,
        "query": words,
        "languages": present.languages(),
        "protected": document.run.protected,
        "ownerless": document.owner_id is None,
        "changeable": document.opens_for(request.user, token),
        "batch": batch,
        "walk": at,
        "page": shown,
        "found": found,
        "hits": places,
        "image": shown.picture,
        **state.progress(document),
        **state.contents(document, run, shown),
        **state.addresses(document, token, at.number),
    }
    return render(request, "web/desk.html", context)
