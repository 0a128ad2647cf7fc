"""One document: its text page by page, and the picture beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onlineocr.documents import services
from onlineocr.documents.models import Document, Page, Run
from onlineocr.documents.states import Status
from onlineocr.ocr.export import registry

from . import present
from .found import Found, place

PART = 50  # pages of a long document that one web page shows
ENDINGS = {
    Status.PARTIAL: "Some pages could not be read",
    Status.FAILED: "The document could not be read",
    Status.CANCELED: "The reading was canceled",
}


@require_safe
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    token = request.GET.get("token", "")
    document = _open(request, uid, token)
    run = document.shown or document.run
    done, total = services.progress(document)
    found = place(request, document, token)
    context = {
        "document": document,
        "query": request.GET.get("q", ""),
        "found": found,
        "name": present.name(document),
        "token": token,
        "unfinished": not Status(document.status).ended,
        "readable": run.pages.filter(status=Status.SUCCEEDED).exists(),
        "progress": {"done": done, "total": total},
        "said": _said(document, done, total),
        "count": present.pages(total),
        "sure": present.sure(document.confidence),
        "problems": _problems(document, run),
        **_pages(request, run, token, found),
        **_addresses(document, token),
    }
    return render(request, "web/document.html", context)


@require_POST
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    document = _open(request, uid, request.POST.get("token", ""))
    services.delete(document)
    messages.success(request, f"{present.name(document)} was deleted.")
    return HttpResponseRedirect(reverse("web:history" if request.user.is_authenticated else "web:home"))


def _open(request: HttpRequest, uid: UUID, token: str) -> Document:
    """The document, if this visitor may see it: else it is as if there were none."""
    document = Document.objects.filter(uid=uid).select_related("shown").first()
    if document is None or not document.opens_for(request.user, token):
        raise Http404
    return document


def _pages(request: HttpRequest, run: Run, token: str, found: Found | None) -> dict[str, Any]:
    """The finished pages of the part asked for, or of the one that something was found in, and the ways to others."""
    numbers = list(run.pages.order_by("number").values_list("number", flat=True))
    parts = max(1, -(-len(numbers) // PART))
    asked = request.GET.get("part", "1")
    part = min(max(int(asked), 1), parts) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    if found is not None and found.page in numbers:
        part = numbers.index(found.page) // PART + 1
    mine = numbers[(part - 1) * PART : part * PART] or [1]
    rows = run.pages.filter(number__gte=mine[0], number__lte=mine[-1], status__in=[Status.SUCCEEDED, Status.FAILED])

    def way(other: int) -> str:
        return "?" + urlencode({"part": other} | ({"token": token} if token else {})) if 0 < other <= parts else ""

    return {
        "pages": [_text(page, found) for page in rows.defer("result").order_by("number")],
        "part": {
            "first": mine[0],
            "last": mine[-1],
            "total": len(numbers),
            "count": parts,
            "previous": way(part - 1),
            "next": way(part + 1),
        },
    }


def _text(page: Page, found: Found | None) -> present.PageText:
    text = present.PageText.of(page)
    return text if found is None or found.page != page.number else replace(text, pieces=found.pieces)


def _addresses(document: Document, token: str) -> dict[str, Any]:
    api = f"/api/v1/documents/{document.uid}/"
    key = urlencode({"token": token}) if token else ""
    original = f"{api}original" + (f"?{key}" if key else "")
    return {
        "api": api,
        "text_url": f"{api}result?format=txt" + (f"&{key}" if key else ""),
        "text_name": f"{PurePath(present.name(document)).stem}.txt",
        "downloads": [
            {"form": form, "url": f"{api}result?format={form.name}" + (f"&{key}" if key else "")}
            for form in map(registry.get, registry.names())
            if form.name != "txt"
        ],
        "original_url": original,
        "picture_url": original if document.media_type in present.PICTURES else "",
        "delete_url": reverse("web:delete", args=[document.uid]),
    }


def _said(document: Document, done: int, total: int) -> str:
    if document.status == Status.QUEUED:
        return "Waiting for its turn…"
    if total == 1:
        return "Reading…"
    return f"Reading, {done} of {total} pages done…" if done else f"Reading {total} pages…"


def _problems(document: Document, run: Run) -> list[dict[str, str]]:
    title = ENDINGS.get(Status(document.status))
    if title is None:
        return []
    details = run.pages.exclude(error_detail="").order_by("number").values_list("error_detail", flat=True)[:5]
    return [{"title": title, "detail": " ".join(dict.fromkeys(details))}]
