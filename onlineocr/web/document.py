"""The page of one document: the text of each page, and its picture."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr import filenames
from onlineocr.documents import services
from onlineocr.documents.models import Document, Page, Run
from onlineocr.documents.models.states import Status
from onlineocr.documents.queue.estimates import forecast
from onlineocr.http.methods import takes_get
from onlineocr.ocr.export import registry
from onlineocr.ocr.page import Page as PageValue

from . import keeping, present, text
from .access import address, find
from .found import Found, place

PART = 50  # pages of a document that one web page shows
ENDINGS = {
    Status.PARTIAL: "Some pages could not be read",
    Status.FAILED: "The document could not be read",
    Status.CANCELED: "The reading was canceled",
}


@takes_get
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    token = request.GET.get("token", "")
    document = find(request, uid, token)
    run = document.shown or document.run
    done, total = services.progress(document)
    found = place(request, document, token)
    context = {
        "document": document,
        "query": request.GET.get("q", ""),
        "found": found,
        "name": present.name(document),
        "token": token,
        "ownerless": document.owner_id is None,
        "unfinished": not Status(document.status).ended,
        "rereading": not Status(document.status).ended and document.shown is not None,
        "languages": present.languages(),
        "protected": document.run.protected,
        "readable": run.pages.filter(status=Status.SUCCEEDED).exists(),
        "has_text": run.pages.exclude(text="").exists(),
        "progress": {"done": done, "total": total},
        "said": _said(document, done, total),
        "count": present.pages(total),
        "sure": _sure(document, run),
        "problems": _problems(document, run),
        **_pages(request, document, run, token, found),
        **_addresses(document, token),
        "pictured": _pictured(run),
        "picture": _picture(document, run, token),
    }
    return render(request, "web/document.html", context)


@never_cache
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete a document. A GET, as after an outdated form, returns a page that asks for confirmation."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    if request.method != "POST":
        context = {
            "name": present.name(document),
            "ownerless": document.owner_id is None,
            "token": token,
            "way": address(document, token),
        }
        return render(request, "web/delete.html", context)
    services.delete(document)
    messages.success(request, f"{present.name(document)} was deleted.")
    return HttpResponseRedirect(reverse("web:history" if request.user.is_authenticated else "web:home"))


@login_required
def keep(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move an upload without an account to the signed-in user's history, if the request has its token."""
    token = request.POST.get("token", "")
    document = find(request, uid, token or request.GET.get("token", ""))
    kept = request.method == "POST" and keeping.keep(request, document, token)
    return HttpResponseRedirect(address(document, "" if kept else token))


def _pages(request: HttpRequest, document: Document, run: Run, token: str, found: Found | None) -> dict[str, Any]:
    """Return the finished pages of the requested part and links to other parts; or the one page with a match, so that
    the text and the picture are of the same page."""
    numbers = list(run.pages.order_by("number").values_list("number", flat=True))
    parts = max(1, -(-len(numbers) // PART))
    asked = request.GET.get("part", "1")
    part = min(max(int(asked), 1), parts) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    mine = numbers[(part - 1) * PART : part * PART] or [1]
    here = found.page if found is not None else 0
    if here in numbers:
        part, mine = numbers.index(here) // PART + 1, [here]
    rows = run.pages.filter(number__gte=mine[0], number__lte=mine[-1], status__in=[Status.SUCCEEDED, Status.FAILED])
    known = {name: F(f"result__{name}") for name in ("problems", "tables", "width", "height")}
    finished: list[Any] = list(rows.annotate(**known).defer("result").order_by("number"))

    def way(other: int) -> str:
        return "?" + urlencode({"part": other} | ({"token": token} if token else {})) if 0 < other <= parts else ""

    return {
        "pages": _texts(finished, found, document if _pictured(run) and found is None else None, token),
        # A tab in the text of other pages means a table; loading all results would take long.
        "has_tables": any(row.tables for row in finished) or run.pages.filter(text__contains="\t").exists(),
        "part": {
            "first": mine[0],
            "last": mine[-1],
            "total": len(numbers),
            "count": parts,
            "previous": way(part - 1),
            "next": way(part + 1),
            "all": f"{way(part)}#page-{here}" if here and len(numbers) > 1 else "",
        },
    }


def _texts(rows: list[Any], found: Found | None, pictured: Document | None, token: str) -> list[present.PageText]:
    """Return the texts of pages. The whole result is fetched only for pages with tables. ``pictured`` is the document
    if each page shows its picture beside its text."""
    results = Page.objects.filter(pk__in=[row.pk for row in rows if row.tables]).values_list("pk", "result")
    values = {key: PageValue.from_dict(result) for key, result in results if result}
    shown = []
    for row in rows:
        marks = found.marks if found is not None and found.page == row.number else ()
        image = None
        if pictured is not None and row.status == Status.SUCCEEDED:
            image = _image(pictured, row.number, token, width=row.width, height=row.height)
        parts = list(text.parts(row.text, marks, values.get(row.pk)))
        shown.append(present.PageText.of(row, row.problems, parts, image))
    return shown


def _pictured(run: Run) -> bool:
    """Return whether each of several pages shows its picture; not if the picture would need a password."""
    return run.total > 1 and not run.protected


def _picture(document: Document, run: Run, token: str) -> dict[str, Any] | None:
    """Return the picture of a document with one page; None if the picture would need a password."""
    if run.total != 1 or run.protected:
        return None
    page = run.pages.get()
    result = page.result or {}
    return _image(document, page.number, token, width=result.get("width"), height=result.get("height"))


def _image(document: Document, number: int, token: str, **size: int | None) -> dict[str, Any]:
    """Return the addresses of the picture of a page in two widths, and its ``size``."""
    image = reverse("document-page-image", args=[document.uid, number])
    widths = {"small": 800, "large": 1600}
    return size | {
        name: f"{image}?" + urlencode({"width": width} | ({"token": token} if token else {}))
        for name, width in widths.items()
    }


def _addresses(document: Document, token: str) -> dict[str, Any]:
    api = reverse("document", args=[document.uid])
    key = urlencode({"token": token}) if token else ""
    original = f"{api}original" + (f"?{key}" if key else "")
    return {
        "api": api,
        "text_url": f"{api}result?format=txt" + (f"&{key}" if key else ""),
        "text_name": filenames.derive(present.name(document), ".txt"),
        "downloads": [
            {"form": form, "url": f"{api}result?format={form.name}" + (f"&{key}" if key else "")}
            for form in map(registry.get, registry.names())
            if form.name != "txt" and not (document.run.protected and form.needs_original)
        ],
        "original_url": original,
        "delete_url": reverse("web:delete", args=[document.uid]),
        "again_url": address(document, token, "web:again"),
    }


def _sure(document: Document, run: Run) -> str:
    unsure = list(run.pages.filter(needs_review=True).order_by("number").values_list("number", flat=True))
    return present.sure(document.confidence, present.check(unsure, run.total))


def _said(document: Document, done: int, total: int) -> str:
    left = present.about(forecast(document.run).seconds)
    if document.status == Status.QUEUED:
        return f"Waiting for its turn. The text is here in {left}." if left else "Waiting for its turn…"
    left = f", {left} left…" if left else "…"
    if total == 1:
        return f"Reading{left}"
    return f"Reading, {done} of {total} pages done{left}" if done else f"Reading {total} pages{left}"


def _problems(document: Document, run: Run) -> list[dict[str, str]]:
    title = ENDINGS.get(Status(document.status))
    if title is None:
        return []
    details = run.pages.exclude(error_detail="").order_by("number").values_list("error_detail", flat=True)[:5]
    return [{"title": title, "detail": " ".join(dict.fromkeys(details))}]
