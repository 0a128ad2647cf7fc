"""The state of a document in words, and the addresses of its downloads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from onlineocr import filenames
from onlineocr.documents import services
from onlineocr.documents.models import Document, Run
from onlineocr.documents.models.states import Status
from onlineocr.documents.queue.estimates import forecast
from onlineocr.ocr.export import registry

from .. import present
from ..access import address
from .page import PageView

ENDINGS = {
    Status.PARTIAL: "Some pages could not be read",
    Status.FAILED: "The document could not be read",
    Status.CANCELED: "The reading was canceled",
}


def progress(document: Document) -> dict[str, Any]:
    """Return the progress of the reading, and why it did not succeed."""
    done, total = services.progress(document)
    ended = Status(document.status).ended
    return {
        "unfinished": not ended,
        "rereading": not ended and document.shown is not None,
        "progress": {"done": done, "total": total},
        "said": "" if ended else _said(document, done, total),
        "count": present.pages(total),
        "problems": _problems(document),
    }


def contents(document: Document, run: Run, shown: PageView) -> dict[str, Any]:
    """Return the properties of the result that decide which downloads and notices are shown."""
    unsure = list(run.pages.filter(needs_review=True).order_by("number").values_list("number", flat=True))
    return {
        "readable": run.pages.filter(status=Status.SUCCEEDED).exists(),
        "has_text": run.pages.exclude(text="").exists(),
        # A tab in the text of other pages means a table; loading all results would take long.
        "has_tables": shown.has_tables or run.pages.filter(text__contains="\t").exists(),
        "sure": present.sure(document.confidence, present.check(unsure, run.total)),
    }


def addresses(document: Document, token: str, number: int) -> dict[str, Any]:
    """Return the addresses of the API, of the downloads and of the forms."""
    api = reverse("document", args=[document.uid])
    key = urlencode({"token": token}) if token else ""
    at = ({"token": token} if token else {}) | {"page": number}
    return {
        "api": api,
        "text_url": f"{api}result?format=txt" + (f"&{key}" if key else ""),
        "text_name": filenames.derive(present.name(document), ".txt"),
        "downloads": [
            {"form": form, "url": f"{api}result?format={form.name}" + (f"&{key}" if key else "")}
            for form in map(registry.get, registry.names())
            if form.name != "txt" and not (document.run.protected and form.needs_original)
        ],
        "original_url": f"{api}original" + (f"?{key}" if key else ""),
        "delete_url": reverse("web:delete", args=[document.uid]),
        "stop_url": reverse("web:stop", args=[document.uid]),
        "labels_url": address(document, token, "web:labels"),
        "share_url": address(document, token, "web:share"),
        "again_url": address(document, token, "web:again"),
        "lines_url": reverse("web:lines", args=[document.uid]) + f"?{urlencode(at)}",
    }


def _said(document: Document, done: int, total: int) -> str:
    left = present.about(forecast(document.run).seconds)
    if document.status == Status.QUEUED:
        return f"Waiting for its turn. The text is here in {left}." if left else "Waiting for its turn…"
    left = f", {left} left…" if left else "…"
    if total == 1:
        return f"Reading{left}"
    return f"Reading, {done} of {total} pages done{left}" if done else f"Reading {total} pages{left}"


def _problems(document: Document) -> list[dict[str, str]]:
    title = ENDINGS.get(Status(document.status))
    if title is None:
        return []
    rows = (document.shown or document.run).pages.exclude(error_detail="").order_by("number")
    details = rows.values_list("error_detail", flat=True)[:5]
    return [{"title": title, "detail": " ".join(dict.fromkeys(details))}]
