"""Effects of a page's end on its run: its counters, its time budget, and its own end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from onlineocr.ocr.errors import DocumentTimeout
from onlineocr.ocr.wording import letters

from ..corrections import merging, reapplying
from ..models import Page, QueueEntry, Run
from ..models.states import OPEN, Status, closing
from ..notify import webhooks
from ..search import backlog
from . import counts

_SUMMED_UP = ("status", "text", "confidence", "languages", "needs_review", "pk")


def locked(run_id: int) -> Run | None:
    """Return the run with its row locked, if it is still open."""
    rows = Run.objects.select_for_update(of=("self",)).select_related("document")
    return rows.filter(pk=run_id, status__in=OPEN).first()


def cancel_waiting(run_id: int) -> None:
    """End the waiting pages of a run as canceled."""
    run = locked(run_id)
    if run is not None:
        run.done += _end_waiting(run, status=Status.CANCELED)
        _save(run)


def is_over_budget(pages: int, spent_ms: int) -> bool:
    """Return whether a document of ``pages`` pages has used up its reading time."""
    return spent_ms > 1000 * budget(pages)


def budget(pages: int) -> float:
    """Return the seconds of reading allowed for a document of ``pages`` pages, without its waiting."""
    longest: float = max(settings.DOCUMENT_SECONDS, pages * settings.LIMITS.page_seconds / 2)
    return longest


def settle(run_id: int) -> None:
    """Fail the waiting pages of a run over its budget, and end the run if its last page has ended.

    Call it in the transaction that ended one of its pages.
    """
    run = locked(run_id)
    if run is None:
        return
    if run.done < run.total and is_over_budget(run.total, run.spent_ms):
        detail = f"The document took {run.spent_ms / 1000:.0f} s of reading before this page's turn came"
        ended = _end_waiting(
            run, status=Status.FAILED, seq=run.done + 1,
            error_code=DocumentTimeout.code, error_detail=f"{detail}. {DocumentTimeout.remedy}",
        )  # fmt: skip
        counts.count(counts.ENDED, DocumentTimeout.code, ended)
        run.done += ended
    _save(run)


def _end_waiting(run: Run, **values: object) -> int:
    """End the waiting pages of a locked run, and return their number.

    A page that is being claimed at this moment is skipped: its claimer may wait for this run's row. Its worker will
    notice that the run is canceled.
    """
    waiting = QueueEntry.objects.waiting().filter(run=run)
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    keys = list(waiting.values_list("page", flat=True))
    QueueEntry.objects.filter(page__in=keys).delete()
    return Page.objects.filter(pk__in=keys).update(**values, finished_at=timezone.now())


def _save(run: Run) -> None:
    """Store the run's progress; after its last page, end it and sum it up in the document. The caller wakes
    listeners."""
    changed = ["done"]
    if run.done >= run.total:
        changed += ["status", "finished_at"]
        run.finished_at = timezone.now()
        if run.region is None:
            _close(run)
        else:
            run.status = closing(list(run.pages.values_list("status", flat=True)), canceled=run.cancel_requested)
            merging.merge(run)
    run.save(update_fields=changed)


def _close(run: Run) -> None:
    reapplying.carry(run)
    pages = list(run.pages.order_by("number").values_list(*_SUMMED_UP))
    run.status = closing([page_status for page_status, *_ in pages], canceled=run.cancel_requested)
    _sum_up(run, [page for page_status, *page in pages if page_status == Status.SUCCEEDED])
    webhooks.run_ended(run)


def _sum_up(run: Run, read: Sequence[Sequence[Any]]) -> None:
    """Sum the run up in its document. ``read``: the columns in `_SUMMED_UP` after the status, for each page with a
    result."""
    document = run.document
    document.status, document.updated_at = run.status, timezone.now()
    changed = ["status", "updated_at"]
    if read or document.shown_id is None:  # a new run that read nothing does not hide the old result
        text = "\n\n".join(page_text for page_text, *_ in read)
        document.shown, document.pages = run, run.total
        document.count = len(letters(text))
        document.confidence = _mean([(confidence, len(page_text)) for page_text, confidence, *_ in read])
        document.name_languages(list(dict.fromkeys(tag for _, _, tags, *_ in read for tag in tags)))
        document.needs_review = any(unsure for *_, unsure, _ in read)
        changed += ["shown", "pages", "count", "confidence", "languages", "needs_review"]
        backlog.index(document, [(pk, page_text) for page_text, *_, pk in read])
    document.save(update_fields=changed)


def _mean(values: list[tuple[float | None, int]]) -> float | None:
    """Return the mean confidence, weighted by characters."""
    known = [(confidence, size) for confidence, size in values if confidence is not None and size]
    total = sum(size for _, size in known)
    return round(sum(confidence * size for confidence, size in known) / total, 4) if total else None
