"""Correction without scripts: ``/documents/<id>/lines/?page=n``, a form for each line of a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.documents import results
from onlineocr.documents.corrections import editing, errors
from onlineocr.documents.models import Document, Page
from onlineocr.http.methods import takes
from onlineocr.ocr.editing import parse
from onlineocr.ocr.errors import InvalidEdits

from .. import present
from ..access import find
from . import markup


class Line(NamedTuple):
    """A line of the page. ``doubtful``: its words that a person should look at. ``conflict``: a reading that was sent
    for it and not stored, because somebody changed the line meanwhile."""

    block: int
    line: int
    text: str
    doubtful: tuple[str, ...]
    conflict: str = ""

    @property
    def anchor(self) -> str:
        return f"line-{self.block}-{self.line}"


@takes("GET", "HEAD", "POST")
@never_cache
def lines(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show the lines of a page, each in a form; a POST saves or confirms one of them."""
    asked = request.POST if request.method == "POST" else request.GET
    token = asked.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    row = _page(document, asked.get("page", "") or request.GET.get("page", ""))
    if request.method != "POST":
        return _shown(request, document, row, token)
    try:
        edits, revision = _edit(request)
        by = request.user if request.user.is_authenticated else None
        editing.correct(document, row.number, edits=edits, revision=revision, by=by)
    except (InvalidEdits, errors.NotRead, errors.TooManyRevisions) as error:
        return _shown(request, document, row, token, problem=_said(error), status=422)
    except errors.EditConflict as error:
        return _shown(request, document, _page(document, str(row.number)), token, problem=error.detail, conflict=error)
    messages.success(request, "The line was saved.")
    query = urlencode(({"token": token} if token else {}) | {"page": row.number})
    anchor = f"line-{request.POST.get('block', '')}-{request.POST.get('line', '')}"
    return HttpResponseRedirect(f"{reverse('web:lines', args=[uid])}?{query}#{anchor}")


def _page(document: Document, number: str) -> Page:
    row = results.page(document, int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1)
    if row is None or row.result is None:
        raise Http404
    return row


def _edit(request: HttpRequest) -> tuple[Any, int]:
    """Return the edit of the form and the revision for which it was made."""
    form = request.POST
    try:
        place: dict[str, Any] = {name: int(form.get(name, "")) for name in ("block", "line")}
        revision = int(form.get("revision", ""))
    except ValueError:
        raise InvalidEdits({"line": "is missing; open this page again"}) from None
    made = {"confirmed": True} if form.get("deed") == "confirm" else {"text": form.get("text", "")}
    return parse([place | made]), revision


def _said(error: Exception) -> str:
    if isinstance(error, InvalidEdits):
        return " ".join(f"The text {detail}." for detail in error.fields.values())
    return str(error)


def _shown(
    request: HttpRequest,
    document: Document,
    row: Page,
    token: str,
    *,
    problem: str = "",
    conflict: errors.EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    mine = {(met.block, met.line): request.POST.get("text", "") for met in (conflict.met if conflict else ())}
    query = urlencode(({"token": token} if token else {}) | {"page": row.number})
    context: dict[str, Any] = {
        "name": present.name(document),
        "token": token,
        "page": row,
        "problem": problem,
        "lines": list(_lines(row, mine)),
        "way": f"{reverse('web:document', args=[document.uid])}?{query}",
    }
    return render(request, "web/lines.html", context, status=409 if conflict else status)


def _lines(row: Page, mine: dict[tuple[int, int], str]) -> Iterator[Line]:
    for block, one in enumerate((row.result or {}).get("blocks", ())):
        for number, line in enumerate(one["lines"]):
            doubtful = tuple(word["text"] for word in line["words"] if markup.doubt(word))
            yield Line(block, number, line["text"], doubtful, mine.get((block, number), ""))
