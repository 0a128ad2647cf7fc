"""Why a page has no result, or has none yet: the sentences for it, for one page and for several."""

from __future__ import annotations

from collections.abc import Collection

from onlineocr.ocr.pages import PageSelection

from .models import Document
from .states import OPEN, Status

_PAGE = {
    Status.QUEUED: "The page waits to be read.",
    Status.RUNNING: "The page is being read.",
    Status.CANCELED: "The page was not read: the document was canceled. Run the document again to read it.",
    Status.FAILED: "The page could not be read; its `problems` say why.",
}


def page_reason(status: Status) -> str:
    """Why a page in this state has no result."""
    return _PAGE[status]


def reason(document: Document, chosen: PageSelection | None = None) -> str:
    """Why none of the document's pages, or of the chosen ones, has a result."""
    rows = (document.shown or document.run).pages.all()
    rows = rows if chosen is None else rows.chosen(chosen)
    return _reason(set(rows.order_by().values_list("status", flat=True).distinct()))


def _reason(statuses: Collection[str]) -> str:
    if not statuses:
        return "These pages were not among those to be read."
    if any(status in OPEN for status in statuses):
        return "None of these pages has been read yet. Ask again when one has."
    if Status.FAILED not in statuses:
        return "None of these pages was read: the document was canceled. Run the document again to read them."
    if Status.CANCELED in statuses:
        return "Some of these pages could not be read, as the document's `problems` say; the others were canceled."
    return "None of these pages could be read; the document's `problems` say why."
