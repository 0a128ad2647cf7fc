"""The page of the history, ``/history/``; ``/search/`` leads there."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.accounts.models import User
from onlineocr.documents.privacy import retention
from onlineocr.documents.search.listing import Listing
from onlineocr.documents.search.terms import MOST_CHARACTERS
from onlineocr.http.methods import takes_get
from onlineocr.ocr.export import registry

from .. import present
from . import filters, found, rows
from .asked import Asked
from .selected import MOST


@takes_get
@never_cache
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """Show the documents; with a search, the pages that have its words."""
    user, asked = cast("User", request.user), Asked.of(request)
    context: dict[str, Any] = {
        "asked": asked,
        "most_characters": MOST_CHARACTERS,
        "most_chosen": MOST,
        "groups_of_filters": filters.groups(asked, user.pk),
        "chips": filters.chips(asked),
        "dates": filters.dates(asked),
        "without_filters": asked.address(**dict.fromkeys(asked.filters, "")),
        "formats": [registry.get(name) for name in registry.names()],
        "back": asked.address()[1:],
    }
    if not asked.problem:
        context |= found.part(user, asked) if asked.terms else rows.part(user, asked)
    if not (asked.problem or context.get("rows") or context.get("groups")):
        context["has_any"] = Listing(user.pk).count() > 0
        context["kept_elsewhere"] = present.span(retention.longest_without_account())
    return render(request, "web/history.html", context)


@takes_get
def search(request: HttpRequest) -> HttpResponse:
    """Lead to the history with the same search."""
    query = request.GET.get("q", "")
    return HttpResponseRedirect(reverse("web:history") + (f"?{urlencode({'q': query})}" if query else ""))
