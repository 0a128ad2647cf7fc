"""The signed-in user's documents: searched, ordered, in pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.accounts.models import User
from onlineocr.documents import results
from onlineocr.documents.models import Document, Page
from onlineocr.documents.search import unindexed
from onlineocr.documents.search.listing import Listing
from onlineocr.documents.search.terms import check
from onlineocr.http.methods import takes_get
from onlineocr.ocr.wording import counted

from . import present
from .present import Item

PAGE_SIZE = 20
EXCERPT = 300
ORDERINGS = {
    "-created_at": "Newest first",
    "created_at": "Oldest first",
    "file_name": "By name",
    "-pages": "Most pages first",
    "-size": "Largest first",
    "confidence": "Least sure first",
}


@takes_get
@never_cache
@login_required
def history(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "").replace("\0", "").strip()[:200]
    ordering = request.GET.get("ordering", "")
    ordering = ordering if ordering in ORDERINGS else next(iter(ORDERINGS))
    problem = _fault(search)
    found: Any = () if problem else documents_of(cast("User", request.user), search=search, ordering=ordering)
    page: Any = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "documents": items(page),
        "pages": page,
        "has_any": bool(search) or page.paginator.count > 0,
        "problem": problem,
        "found": "" if problem else _found(page.paginator.count, search),
        "pending": present.pending(unindexed.documents(cast("User", request.user).pk)) if search else "",
        "search": search,
        "ordering": ordering,
        "orderings": ORDERINGS.items(),
        "query": urlencode({"search": search, "ordering": ordering}) + "&",
    }
    return render(request, "web/history.html", context)


def _fault(search: str) -> str:
    """Return why a search can find nothing, or an empty text."""
    try:
        check(search or "x")
    except ValueError as error:
        return f"The search {error}."
    return ""


def documents_of(user: User, *, search: str = "", ordering: str = "") -> Listing:
    """Return the user's own documents, for staff too, who see the documents of others in the admin pages.

    Each has ``excerpt``: the beginning of its first page that has text.
    """
    first = Page.objects.filter(run=OuterRef("shown")).exclude(text="").order_by("number")
    excerpt = Subquery(first.annotate(start=Left("text", EXCERPT)).values("start")[:1])
    return results.listing(
        user,
        search=search,
        ordering=ordering,
        created_by=user.username,
        rows=Document.objects.annotate(excerpt=excerpt),
    )


def items(documents: Iterable[Document]) -> list[Item]:
    return [Item.of(document, getattr(document, "excerpt", None) or "") for document in documents]


def _found(count: int, search: str) -> str:
    documents = counted(count, "document")
    return f"{documents} found" if search else documents
