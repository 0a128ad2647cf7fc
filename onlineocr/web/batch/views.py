"""The page of a batch, the forms of its rows, and the way to its next doubtful word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.documents.batches import deeds, review, state
from onlineocr.documents.models import Batch, Document
from onlineocr.http.methods import takes, takes_get

from . import table
from .files import act

ROWS = 100


def find(request: HttpRequest, uid: UUID, token: str) -> Batch:
    """Return the batch if this visitor may see it; else raise the same 404 as for a missing batch."""
    batch = Batch.objects.filter(uid=uid).first()
    if batch is None or not batch.opens_for(request.user, token):
        raise Http404
    return batch


def address(batch: Batch, token: str, **more: str) -> str:
    """Return the address of the batch's page."""
    query = ({"token": token} if token else {}) | more
    return reverse("web:batch", args=[batch.uid]) + (f"?{urlencode(query)}" if query else "")


@takes_get
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a part of the table, and the state of the whole batch."""
    token = request.GET.get("token", "")
    batch = find(request, uid, token)
    now = state.of(batch)
    listed: Any = state.listing(batch)
    part: Any = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    query = {"batch": str(batch.uid)} | ({"token": token} if token else {})
    context: dict[str, Any] = {
        "batch": batch,
        "title": batch.name,
        "token": token,
        "ownerless": batch.owner_id is None,
        "mine": batch.owner_id == request.user.pk,
        "state": now,
        "said": table.said(now),
        "facts": table.facts(now),
        "rows": table.rows(state.files(list(part)), query),
        "part": part,
        "readable": state.is_readable(batch),
        "downloads": table.downloads(batch, token),
        "api": reverse("batch", args=[batch.uid]),
    }
    return render(request, "web/batch.html", context)


@takes("POST")
@never_cache
def files(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Do what the form of a row says: ``stop``, ``again`` or ``remove``; ``stop`` without a document means all."""
    token = request.POST.get("token", "")
    batch = find(request, uid, token)
    act(request, batch, request.POST.get("deed", ""), request.POST.get("document", ""))
    more = {"page": request.POST["page"]} if request.POST.get("page", "1") != "1" else {}
    return HttpResponseRedirect(address(batch, token, **more))


@takes_get
@never_cache
def walk(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Redirect to the desk at the next doubtful word: the first one, or the first one in a document after ``after``."""
    token = request.GET.get("token", "")
    batch = find(request, uid, token)
    uid_after = _uid(request.GET.get("after", ""))
    after = Document.objects.filter(uid=uid_after, batch=batch).first() if uid_after else None
    spot = review.Spot(after.uid) if after is not None else None
    found = review.in_reading_order(batch, most=1, after=spot).doubts
    if not found:
        messages.info(request, "There is no further doubtful word." if after else "There is no doubtful word.")
        return HttpResponseRedirect(address(batch, token))
    document, doubt = found[0]
    query = ({"token": token} if token else {}) | {"batch": str(batch.uid), "page": str(doubt.page)}
    return HttpResponseRedirect(f"{reverse('web:document', args=[document.uid])}?{urlencode(query)}#review")


@takes("GET", "HEAD", "POST")
@never_cache
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete the batch with its documents, or only their bond. A GET asks for confirmation."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    batch = find(request, uid, token)
    if request.method != "POST":
        context = {"batch": batch, "token": token, "way": address(batch, token), "count": batch.documents.count()}
        return render(request, "web/batch_delete.html", context)
    deeds.delete(batch, documents=request.POST.get("documents") == "delete")
    messages.success(request, "The batch was deleted.")
    return HttpResponseRedirect(reverse("web:history" if request.user.is_authenticated else "web:home"))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
