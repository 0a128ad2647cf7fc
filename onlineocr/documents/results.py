"""Queries about documents and their results, answered as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum

from onlineocr.accounts.models import User
from onlineocr.ocr import wording
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.export.base import About
from onlineocr.ocr.export.summary import Summary
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.page import Problem
from onlineocr.ocr.pages import PageSelection

from .models import Document, Page, QueueEntry
from .models.querysets import DocumentQuerySet, PageQuerySet
from .models.states import OPEN, Status
from .search.filters import Criterion, Matching
from .search.listing import Listing, Order
from .search.terms import Term, check

_TOGETHER = 20  # pages that are fetched at once


class ResultGone(Exception):
    """The document was deleted during the transfer of its result."""


def listing(
    user: Any,
    *criteria: Criterion,
    search: str = "",
    ordering: str = "",
    created_by: str = "",
    rows: DocumentQuerySet | None = None,
) -> Listing:
    """Return the documents that ``user`` may list: the user's own; for staff everybody's, or those of ``created_by``.

    :class:`InvalidOptions` for an unknown ordering and for a search that can find nothing.
    """
    wrong: dict[str, str] = {}
    order = Order()
    terms: tuple[Term, ...] = ()
    try:
        order = Order.parse(ordering or str(order))
    except ValueError as error:
        wrong["ordering"] = str(error)
    try:
        terms = check(search) if search.strip() else ()
    except ValueError as error:
        wrong["search"] = str(error)
    if wrong:
        raise InvalidOptions(wrong)
    found = [Matching(terms)] if terms else []
    return Listing(searched(user, created_by), *found, *criteria, order=order, rows=rows)


def searched(user: Any, created_by: str = "") -> int | None:
    """Return the owner whose documents ``user`` may list and search: the user; for staff ``created_by``, or None for
    everybody's documents."""
    if not user.is_staff:
        key: int = user.pk
        return key
    if not created_by:
        return None
    named = User.objects.named(created_by)
    return named.pk if named is not None else -1  # no user has this key


def pages(document: Document, chosen: PageSelection | None = None) -> Iterator[PageValue]:
    """Yield the results of the document's pages, or of the chosen ones, a few in memory at a time.

    No query stays open between two pages, however slow the consumer is. :class:`ResultGone` if the document is deleted
    meanwhile: half a result must not look complete.
    """
    rows = _read(document, chosen)
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), _TOGETHER):
        some = list(Page.objects.filter(pk__in=keys[start : start + _TOGETHER]).order_by("number"))
        if len(some) != len(keys[start : start + _TOGETHER]):
            raise ResultGone
        for row in some:
            yield row.value()


@dataclass(frozen=True, slots=True)
class ResultState:
    """A version of the result: ``name`` changes whenever the result does; ``changed`` is the time of its last
    change."""

    name: str
    changed: datetime


def state(document: Document, chosen: PageSelection | None = None) -> ResultState | None:
    """Return the version of the result, or of its chosen pages; None before a page has been read."""
    run = document.shown or document.run
    if not _read(document, chosen).exists():
        return None
    found = run.pages.exclude(finished_at=None).aggregate(
        count=Count("pk"), last=Max("finished_at"), revisions=Sum("revision"), revised=Max("revised_at")
    )
    changed = max(filter(None, (found["last"], found["revised"])))
    return ResultState(f"{document.uid}-{run.pk}-{found['count']}-{found['revisions']}-{changed.isoformat()}", changed)


def about(document: Document, chosen: PageSelection | None = None) -> About:
    """Return the result's data besides its pages, including the reasons for which chosen pages were not read."""
    return About(
        id=str(document.uid),
        title=document.file_name,
        created_at=document.created_at,
        languages=tuple(document.languages),
        problems=tuple(_unread(document, chosen)),
        sha256=document.sha256,
    )


def _unread(document: Document, chosen: PageSelection | None) -> list[Problem]:
    run = document.shown or document.run
    rows = Page.objects.filter(run=run, status=Status.FAILED).order_by("number")
    rows = rows if chosen is None else rows.chosen(chosen)
    return [Problem(row.error_code, f"Page {row.number}: {row.error_detail}") for row in rows.defer("result", "text")]


def page(document: Document, number: int) -> Page | None:
    """Return page ``number`` of the run that is shown, else of the latest run; None if there is no such page."""
    runs = [run for run in (document.shown_id, document.run.pk) if run is not None]
    rows = {row.run_id: row for row in Page.objects.filter(run_id__in=runs, number=number)}
    return next((rows[run] for run in runs if run in rows), None)


def detail(document: Document) -> str:
    """Return the level of detail of a JSON answer, by the options of the run that is shown."""
    found: str = (document.shown or document.run).parsed_options().detail
    return found


def recognized(document: Document) -> dict[str, Any]:
    """Return the finished result in the form of the first endpoint."""
    values, summary = list(pages(document)), Summary()
    for value in values:
        summary.add(value)
    content = "\n\n".join(value.text for value in values)
    letters = wording.letters(content)
    told, numbers = problems(document), {value.number for value in values}
    return {
        "id": str(document.uid),
        "content": content,
        "letters": letters,
        "count": len(letters),
        "confidence": document.confidence,
        "languages": document.languages,
        "engine": summary.engine.to_dict(),
        "status": document.status,
        "needs_review": summary.needs_review or any(problem["page"] not in numbers for problem in told),
        "pages": [value.reduced(detail(document)).to_dict() for value in values],
        "problems": told,
    }


def _read(document: Document, chosen: PageSelection | None) -> PageQuerySet:
    """Return the read pages of the run that is shown, or else of the run under way."""
    rows = Page.objects.succeeded().filter(run=document.shown or document.run).order_by("number")
    return rows if chosen is None else rows.chosen(chosen)


def problems(document: Document) -> list[dict[str, Any]]:
    """Return the failed pages of the latest run with their errors, then the problems of the pages in the result.

    The database extracts the problems from the results, and only of pages that may have some: those that need a review,
    or were changed since they were read.
    """
    if document.status == Status.QUEUED and document.shown_id is None:
        return []
    failed = document.run.pages.filter(status=Status.FAILED).order_by("number")
    said = [
        {"page": number, "code": code, "detail": detail}
        for number, code, detail in failed.values_list("number", "error_code", "error_detail")
    ]
    read = _read(document, None).filter(Q(needs_review=True) | Q(revision__gt=1))
    for number, found in read.values_list("number", "result__problems"):
        said += [{"page": number, **problem} for problem in found or ()]
    return said


def texts(documents: list[Document]) -> dict[int, str]:
    """Return the text of each of ``documents`` by its primary key, in one query."""
    shown = {document.shown_id: document.pk for document in documents if document.shown_id}
    found: dict[int, list[str]] = {document.pk: [] for document in documents}
    rows = Page.objects.succeeded().filter(run_id__in=shown).order_by("run_id", "number")
    for run_id, text in rows.values_list("run_id", "text"):
        found[shown[run_id]].append(text)
    return {pk: "\n\n".join(parts) for pk, parts in found.items()}


_PAGE_REASONS = {
    Status.QUEUED: "The page waits to be read.",
    Status.RUNNING: "The page is being read.",
    Status.CANCELED: "The page was not read: the document was canceled. Run the document again to read it.",
    Status.FAILED: "The page could not be read; its 'problems' say why.",
}


def page_unread_reason(page: Page) -> str:
    """Return the reason for which ``page`` has no result."""
    under_way = page.status == Status.QUEUED and QueueEntry.objects.leased().filter(pk=page.pk).exists()
    return _PAGE_REASONS[Status.RUNNING if under_way else Status(page.status)]


def unread_reason(document: Document, chosen: PageSelection | None = None) -> str:
    """Return the reason for which none of the document's pages, or of the chosen ones, has a result."""
    rows = (document.shown or document.run).pages.all()
    rows = rows if chosen is None else rows.chosen(chosen)
    return _unread_reason(set(rows.order_by().values_list("status", flat=True).distinct()))


def _unread_reason(statuses: Collection[str]) -> str:
    if not statuses:
        return "These pages were not among those to be read."
    if any(status in OPEN for status in statuses):
        return "None of these pages has been read yet. Ask again when one has."
    if Status.FAILED not in statuses:
        return "None of these pages was read: the document was canceled. Run the document again to read them."
    if Status.CANCELED in statuses:
        return "Some of these pages could not be read, as the document's 'problems' say; the others were canceled."
    return "None of these pages could be read; the document's 'problems' say why."
