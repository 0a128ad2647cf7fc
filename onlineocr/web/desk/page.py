"""One page on the desk: its text, its picture with the boxes of words, and its problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from onlineocr.documents import results
from onlineocr.documents.models import Document, Page
from onlineocr.documents.models.states import Status

from .. import present
from ..text import Range
from . import markup

WIDTHS = {"small": 800, "large": 1600, "huge": 3200}
THUMBNAIL = 160


@dataclass(frozen=True, slots=True)
class Picture:
    """The addresses of a page's picture in three widths, its size, and the boxes of doubtful words as SVG paths.
    ``huge``, for a zoom, is empty if the page has no more pixels than ``large``."""

    small: str
    large: str
    huge: str = ""
    width: int | None = None
    height: int | None = None
    doubtful: str = ""
    very_doubtful: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is shown. ``blank`` is the reason for a missing ``text``; ``problems`` are those of its result;
    ``doubts`` is the number of doubtful words."""

    number: int
    status: str
    revision: int = 1
    text: SafeString | str = ""
    sure: str = ""
    blank: str = ""
    problems: Sequence[Mapping[str, str]] = ()
    picture: Picture | None = None
    doubts: int = 0
    has_tables: bool = False


def view(document: Document, row: Page | None, token: str, marks: Sequence[Range]) -> PageView:
    """Return the page of ``row``, None for a document whose pages are not known yet."""
    if row is None:
        return PageView(1, Status.QUEUED, blank="The file is being looked at.")
    result = row.result or {}
    picture = _picture(document, row, token, result)
    if row.status == Status.FAILED:
        return PageView(row.number, row.status, blank=f"This page could not be read. {row.error_detail}")
    if row.status != Status.SUCCEEDED:
        return PageView(row.number, row.status, blank=results.page_unread_reason(row), picture=picture)
    has_text = bool(row.text.strip())
    return PageView(
        row.number,
        row.status,
        row.revision,
        markup.render(row.text, marks, result) if has_text else "",
        present.sure(row.confidence, present.check([row.number], 1) if row.needs_review else "") if has_text else "",
        "" if has_text else "No text was found on this page.",
        present.problems(result.get("problems")),
        picture,
        row.doubts or 0,
        bool(result.get("tables")),
    )


def image(document: Document, number: int, token: str, width: int, **more: str) -> str:
    """Return the address of a page's picture."""
    query: dict[str, Any] = {"width": width, **more} | ({"token": token} if token else {})
    return f"{reverse('document-page-image', args=[document.uid, number])}?{urlencode(query)}"


def _picture(document: Document, row: Page, token: str, result: Mapping[str, Any]) -> Picture | None:
    """Return the picture; None if it would need the password of the PDF, or the page could not be read."""
    if document.run.protected or row.status == Status.FAILED:
        return None
    # A page may be turned, by its reading or by a person: then the new picture has another address.
    more = {"rotation": str(result.get("rotation", 0))} if row.status == Status.SUCCEEDED else {"format": "webp"}
    ways = {name: image(document, row.number, token, width, **more) for name, width in WIDTHS.items()}
    boxes = _paths(result)
    width, height = result.get("width"), result.get("height")
    if (width or 0) <= WIDTHS["large"]:
        ways["huge"] = ""
    return Picture(**ways, width=width, height=height, doubtful=boxes[1], very_doubtful=boxes[2])


def _paths(result: Mapping[str, Any]) -> dict[int, str]:
    """Return the boxes of the doubtful words as one path for each step of doubt."""
    found: dict[int, list[str]] = {1: [], 2: []}
    for word in markup.words_of(result):
        if step := markup.doubt(word):
            left, top, right, bottom = word["box"]
            found[step].append(f"M{left} {top}h{right - left}v{bottom - top}h{left - right}z")
    return {step: "".join(boxes) for step, boxes in found.items()}
