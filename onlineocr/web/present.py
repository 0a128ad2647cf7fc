"""Format values for the templates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from onlineocr.documents.models import Document
from onlineocr.documents.models.states import Status
from onlineocr.http.problems import WAYS_OUT
from onlineocr.ocr import languages as table
from onlineocr.ocr.engines import catalog
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.errors import LanguageNotInstalled, OcrError
from onlineocr.ocr.wording import counted

STATES = {
    Status.QUEUED: "waiting",
    Status.RUNNING: "reading",
    Status.PARTIAL: "partly read",
    Status.FAILED: "not read",
    Status.CANCELED: "canceled",
}


def sure(confidence: float | None, check: str = "") -> str:
    """Format the confidence in whole percents, rounded down so that only 1.0 is 100 %, and the request ``check``."""
    percent = "" if confidence is None else f"{math.floor(confidence * 100 + 1e-9)} % sure"
    return ", ".join(filter(None, (percent, check)))


def check(numbers: Sequence[int], total: int) -> str:
    """Return the request to check the pages with these numbers, of ``total``; "" for none."""
    if not numbers:
        return ""
    where = "" if total == 1 else f" page {numbers[0]}" if len(numbers) == 1 else f" {pages(len(numbers))}"
    return f"please check{where}"


def about(seconds: float | None) -> str:
    """Return a waiting time in words, rounded up; "" if it is unknown."""
    if seconds is None:
        return ""
    if seconds <= 10:
        return "a few seconds"
    if seconds <= 55:
        return f"about {math.ceil(seconds / 10) * 10} seconds"
    minutes = math.ceil(seconds / 60)
    if minutes <= 90:
        return f"about {counted(minutes, 'minute')}"
    return f"about {math.ceil(minutes / 60)} hours"


def languages() -> list[table.Language]:
    """Return the languages that the service can read now, ordered by name."""
    found = (table.parse(tag) for tag in catalog.readable(settings.ENGINE))
    return sorted(found, key=lambda language: language.name)


def describe(error: OcrError, ways: Mapping[str, str] | None = None) -> str:
    """Return the description of the error and its remedy for web pages; ``ways`` are remedies of a particular page."""
    own = {
        "language_not_installed": "Choose one of the list, or ask the operator to add it.",
        "pdf_encrypted": "Type its password into the field 'PDF password'.",
    }
    return error.describe(WAYS_OUT | own | dict(ways or {}))


def pages(count: int) -> str:
    return counted(count, "page")


def pending(documents: int) -> str:
    """Return the notice that so many documents are not searchable yet; "" for none."""
    if not documents:
        return ""
    return f"{counted(documents, 'document')} cannot be searched yet, or not by every page. Try again in a moment."


def name(document: Document) -> str:
    """Return the file's name, or "Untitled" for a pasted picture, which has none."""
    return document.file_name or "Untitled"


def size(bytes: int) -> str:
    """Return a number of bytes in the largest unit that gives at least 1, as in '50 MB'."""
    return filesizeformat(bytes).replace(".0\xa0", "\xa0")


def span(time: timedelta) -> str:
    """Return a duration in whole hours or days."""
    hours = round(time.total_seconds() / 3600)
    if hours >= 72:
        return f"{round(hours / 24)} days"
    return "1 hour" if hours == 1 else f"{hours} hours"


@dataclass(frozen=True, slots=True)
class Item:
    """A document as one entry of a list."""

    id: UUID
    file_name: str
    excerpt: str
    status: str
    state: str
    created_at: datetime
    count: str
    sure: str
    size: int
    tags: list[str]

    @classmethod
    def of(cls, document: Document, excerpt: str) -> Item:
        return cls(
            id=document.uid,
            file_name=name(document),
            excerpt=" ".join(excerpt.split()),
            status=document.status,
            state=STATES.get(Status(document.status), ""),
            created_at=document.created_at,
            count=pages(document.pages),
            sure=sure(document.confidence, "please check" if document.needs_review else ""),
            size=document.size,
            tags=document.tags,
        )


def beyond_title(title: str, detail: str) -> str:
    """Return ``detail`` without the ``title`` at its beginning, which the page shows above it."""
    return detail.removeprefix(title).lstrip(":. ") or detail if detail.startswith(title) else detail


def problems(problems: Sequence[Mapping[str, str]] | None) -> list[Mapping[str, str]]:
    """Return ``problems`` of a page. That of a missing language has ``data``, its trained data, and ``added``, its tag
    if it was added since."""
    return [
        dict(one) | _missing(one["detail"]) if one["code"] == LanguageNotInstalled.code else one
        for one in problems or ()
    ]


def _missing(detail: str) -> dict[str, str]:
    data = LanguageNotInstalled.missing_data(detail)
    language = table.by_tesseract(data) if data and tessdata.find(data) else None
    return {"data": data, "added": language.tag if language else ""}
