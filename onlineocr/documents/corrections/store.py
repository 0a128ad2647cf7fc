"""Lock a page's row for a change, and write the change.

The run's row is locked first, as the queue does when a page ends, and as a deletion does. So edits of one document are
made one after the other, and no edit is lost between the end of a rerun and the replacement of its result.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from onlineocr.ocr import editing
from onlineocr.ocr.editing import Change
from onlineocr.ocr.page import Page as PageValue

from .. import results
from ..models import Document, Kind, Page, Revision, Run
from ..models.states import Status
from ..notify import doorbell
from ..search import backlog
from .errors import NotRead, TooManyRevisions

MOST_REVISIONS = 10_000
"""Maximum revisions of one page: more than a person makes, and a bound for a program in an endless loop."""
_TRIES = 5


@contextmanager
def locked_page(document: Document, number: int) -> Iterator[Page]:
    """Lock page ``number`` of the shown result for a change, in a transaction.

    Raises :class:`~.errors.NotRead` if there is no result to change.
    """
    with transaction.atomic():
        yield _lock(document, number)


def _lock(document: Document, number: int) -> Page:
    for _ in range(_TRIES):
        page = results.page(document, number)
        if page is None:
            break
        run = Run.objects.select_for_update(of=("self",)).filter(pk=page.run_id).first()
        before = (document.shown_id, document.latest_id)
        try:
            document.refresh_from_db()
        except Document.DoesNotExist:
            break
        if run is None or before != (document.shown_id, document.latest_id):
            continue  # a rerun has just ended: another page is shown now
        page = Page.objects.get(pk=page.pk)
        if page.status != Status.SUCCEEDED or page.result is None:
            raise NotRead(results.page_unread_reason(page))
        page.run = run
        return page
    raise NotRead("The page is gone.")


def write(
    document: Document, page: Page, value: PageValue, change: Change, *, kind: Kind, by: Any, target: int | None = None
) -> Revision:
    """Store ``value`` as the page's result, with the revision ``change``, and update the document's totals.

    Call it while the page is `held`. ``by`` is a user, or None for a caller with the document's token.
    """
    if page.revision >= MOST_REVISIONS:
        raise TooManyRevisions(f"The page has {MOST_REVISIONS:,} revisions, and may not have more")
    now = timezone.now()
    revision = Revision.objects.create(
        document=document,
        page=page.number,
        number=page.revision + 1,
        run_id=page.run_id,
        kind=kind,
        made_by=by,
        created_at=now,
        target=target,
        change=change.to_dict(),
    )
    page.revision, page.revised_at = revision.number, now
    replace(document, page, value)
    transaction.on_commit(lambda: doorbell.ring("change", str(document.uid)))
    return revision


def replace(document: Document, page: Page, value: PageValue) -> None:
    """Store ``value`` as the page's result, and update the document's totals."""
    before = page.text
    save(page, value)
    if document.shown_id == page.run_id:
        _sum_up(document, page, before)


def save(page: Page, value: PageValue) -> None:
    """Store ``value`` as the page's result, with its revision and the columns used by lists."""
    page.result, page.text = value.to_dict(), value.text
    page.confidence, page.needs_review = value.confidence, value.needs_review
    page.doubts, page.lowest = editing.doubts(value)
    page.save(
        update_fields=[
            "revision", "revised_at", "result", "text", "confidence", "needs_review", "doubts", "lowest",
        ]
    )  # fmt: skip


def _sum_up(document: Document, page: Page, before: str) -> None:
    """Update the document's totals. A run under way does this itself when it ends."""
    read = Page.objects.succeeded().filter(run_id=page.run_id)
    Document.objects.filter(pk=document.pk).update(
        count=F("count") + _letters(page.text) - _letters(before),
        confidence=read.mean_confidence(),
        needs_review=read.filter(needs_review=True).exists(),
        updated_at=page.revised_at,
    )
    document.refresh_from_db()
    backlog.index_page(page, before)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
