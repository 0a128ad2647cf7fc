"""The rows of the history: one's documents in an order, a part at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Left

from onlineocr.accounts.models import User
from onlineocr.documents import results
from onlineocr.documents.models import Document, Page, Unindexed
from onlineocr.documents.models.states import Status
from onlineocr.documents.search.filters import Criterion
from onlineocr.documents.search.listing import Listing
from onlineocr.documents.search.parts import BadCursor, Part
from onlineocr.ocr.errors import LanguageNotInstalled
from onlineocr.ocr.wording import counted

from .. import present
from ..desk.page import THUMBNAIL, image
from ..present import Item
from .asked import Asked

PAGE_SIZE = 20
EXCERPT = 300
MOST_COUNTED = 1000
"""Documents that meet filters are counted up to here."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document with a picture of its first page. ``doubts`` and ``problems`` are sentences; "" where there is
    nothing to tell. ``searchable``: all of its text can be found."""

    item: Item
    image: str
    doubts: str
    problems: Sequence[str]
    searchable: bool


def documents_of(user: User, *criteria: Criterion, ordering: str = "") -> Listing:
    """Return the user's own documents, for staff too, who see the documents of others in the admin pages.

    Each has ``excerpt``: the beginning of its first page that has text.
    """
    first = Page.objects.filter(run=OuterRef("shown")).exclude(text="").order_by("number")
    excerpt = Subquery(first.annotate(start=Left("text", EXCERPT)).values("start")[:1])
    return results.listing(
        user,
        *criteria,
        ordering=ordering,
        created_by=user.username,
        rows=Document.objects.select_related("latest").annotate(excerpt=excerpt),
    )


def items(documents: Iterable[Document]) -> list[Item]:
    return [Item.of(document, getattr(document, "excerpt", None) or "") for document in documents]


def part(user: User, asked: Asked) -> dict[str, Any]:
    """Return the rows at the place that was asked for, the number of all, and the ways to the parts beside them."""
    listing = documents_of(user, *asked.criteria, ordering=asked.ordering)
    try:
        found = Part.of(listing, asked.cursor, PAGE_SIZE)
    except BadCursor:
        found = Part.of(listing, "", PAGE_SIZE)
    whole = found.next is None and found.previous is None  # a count would look for more once again
    count = len(found.rows) if whole else listing.count_up_to(MOST_COUNTED + 1)
    most = bool(asked.criteria) and count > MOST_COUNTED
    return {
        "rows": rows(found.rows),
        "found": f"More than {MOST_COUNTED:,} documents" if most else counted(count, "document"),
        "next": "" if found.next is None else asked.address(cursor="" if found.next.first else str(found.next)),
        "previous": "" if found.previous is None else asked.address(cursor=str(found.previous)),
    }


def rows(documents: Sequence[Document]) -> list[Row]:
    """Return the rows of ``documents`` by a number of queries that does not grow with them."""
    facts = _facts([document.shown_id for document in documents if document.shown_id])
    firsts = [
        facts[document.shown_id]["first"]
        for document in documents
        if document.needs_review and document.shown_id in facts
    ]
    lacking = _lacking([document.shown_id for document in documents if document.needs_review], firsts)
    noted = set(Unindexed.objects.filter(document__in=[one.pk for one in documents]).values_list("document", flat=True))
    return [
        _row(document, item, facts.get(document.shown_id or 0, {}), lacking.get(document.shown_id or 0, ""), noted)
        for document, item in zip(documents, items(documents), strict=True)
    ]


def _facts(runs: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return of each run the number of its first read page, of doubtful words and of pages that failed."""
    found = Page.objects.filter(run__in=runs).order_by().values("run")
    columns = found.annotate(
        first=Min("number", filter=Q(status=Status.SUCCEEDED)),
        doubts=Sum("doubts"),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
    )
    return {row["run"]: dict(row) for row in columns}


def _lacking(runs: Sequence[int | None], numbers: Sequence[int | None]) -> dict[int, str]:
    """Return of each run the data of the language that its first page lacks: one small part of one result each."""
    pages = Page.objects.filter(run__in=runs, number__in={one for one in numbers if one}, needs_review=True)
    found: dict[int, str] = {}
    for run, problems in pages.order_by("-number").values_list("run", "result__problems"):
        for problem in problems or ():
            if problem["code"] == LanguageNotInstalled.code:
                found[run] = LanguageNotInstalled.missing_data(problem["detail"]) or ""
    return found


def _row(document: Document, item: Item, facts: dict[str, Any], lacking: str, noted: set[int]) -> Row:
    first, doubts, failed = (facts.get(name) for name in ("first", "doubts", "failed"))
    pictured = first and document.latest is not None and not document.latest.protected
    problems = (
        [f"{present.pages(failed).capitalize()} could not be read"] if failed and item.status != Status.FAILED else []
    )
    if lacking:
        problems.append(f"This server lacks a language of it: {lacking}")
    return Row(
        item,
        image(document, first, "", THUMBNAIL) if pictured and first else "",
        counted(doubts, "doubtful word") if doubts else "",
        problems,
        document.pk not in noted,
    )
