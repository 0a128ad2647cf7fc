"""Values as the templates show them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from onlineocr.documents.models import Document, Page
from onlineocr.documents.states import Status

# What every browser shows in an <img>; HEIC, TIFF and PDF are left to the download.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif"})

STATES = {
    Status.QUEUED: "waiting",
    Status.RUNNING: "reading",
    Status.PARTIAL: "partly read",
    Status.FAILED: "not read",
    Status.CANCELED: "canceled",
}


def sure(confidence: float | None) -> str:
    """Whole percents, rounded down: only what is certain is 100 % sure."""
    return "" if confidence is None else f"{math.floor(confidence * 100 + 1e-9)} % sure"


def pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def name(document: Document) -> str:
    """The file's name; a pasted picture has none."""
    return document.file_name or "Untitled"


def size(bytes: int) -> str:
    """A number of bytes in the largest unit that leaves at least 1, as in '50 MB'."""
    return filesizeformat(bytes).replace(".0\xa0", "\xa0")


def span(time: timedelta) -> str:
    """A length of time in whole hours or days."""
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
            sure=sure(document.confidence),
            size=document.size,
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> list[Piece]:
    """``text`` cut at its marks, which are in order and do not overlap."""
    found, last = [], 0
    for start, end in marks:
        found += [Piece(text[last:start]), Piece(text[start:end], marked=True)]
        last = end
    return [piece for piece in (*found, Piece(text[last:])) if piece.text]


@dataclass(frozen=True, slots=True)
class PageText:
    """One page's text. ``blank`` says why there is none. ``pieces`` is the text cut where something was found."""

    number: int
    text: str
    sure: str
    blank: str = ""
    pieces: Sequence[Piece] = ()

    @classmethod
    def of(cls, page: Page) -> PageText:
        if page.status == Status.FAILED:
            return cls(page.number, "", "", f"This page could not be read. {page.error_detail}")
        if not page.text.strip():
            return cls(page.number, "", "", "No text was found on this page.")
        return cls(page.number, page.text, sure(page.confidence))
