"""The queue: pages are claimed, renewed, finished, failed and swept. The row is the truth.

A claim is one short transaction that writes a fresh token into the row; every later write says
``WHERE token = mine``. So a page may run twice (its worker was thought dead), its effect happens once.
Attempts are counted before the run, so a page that kills its worker is counted too.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min
from django.utils import timezone

from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page as PageValue

from . import doorbell, search
from .models import Document, Page, Run, Worker
from .states import OPEN, Status, closing

LEASE = timedelta(seconds=20)
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A page that is ours until the lease ends, and what is needed to read it."""

    page_id: int
    token: str
    number: int
    attempt: int
    key: str
    options: Options
    run_id: int
    document: str


def claim(worker: str) -> Claim | None:
    """Take the next page: interactive before bulk, then the owner with the fewest pages under way, then the oldest."""
    if not Page.objects.queued().exists():
        return None  # no write lock for an idle look
    with transaction.atomic():
        page = _next()
        if page is None:
            return None
        page.status, page.attempts, page.worker = Status.RUNNING, page.attempts + 1, worker
        page.token, page.lease_until = secrets.token_hex(16), timezone.now() + LEASE
        page.save(update_fields=["status", "attempts", "worker", "token", "lease_until"])
        _mark_started(page.run)
    return _claim(page)


def renew(tokens: Collection[str]) -> None:
    """Heartbeat: the leases behind ``tokens`` start again."""
    if tokens:
        Page.objects.running().filter(token__in=tokens).update(lease_until=timezone.now() + LEASE)


def canceled(tokens: Collection[str]) -> set[str]:
    """Those of ``tokens`` whose run is to be stopped, or is gone."""
    kept = Page.objects.running().filter(token__in=tokens, run__cancel_requested=False)
    return set(tokens) - set(kept.values_list("token", flat=True))


def finish(claim: Claim, value: PageValue) -> bool:
    """Store a page's result; False when the page is no longer ours (and nothing was stored)."""
    return _end(
        claim,
        status=Status.SUCCEEDED,
        result=value.to_dict(),
        text=value.text,
        languages=list(value.languages),
        confidence=value.confidence,
        duration_ms=value.duration_ms,
        error_code="",
        error_detail="",
    )


def fail(claim: Claim, error: OcrError) -> bool:
    """A try failed: again later if that may help and tries are left, else the page has failed for good."""
    if not error.permanent and claim.attempt < MAX_ATTEMPTS:
        return release(claim)
    return _end(claim, status=Status.FAILED, error_code=error.code, error_detail=error.detail)


def release(claim: Claim, *, forget: bool = False) -> bool:
    """Put a page back; ``forget`` does not count the try (a worker that ends in good order)."""
    attempts = claim.attempt - 1 if forget else claim.attempt
    freed = Page.objects.held_by(claim.token).update(
        status=Status.QUEUED, token="", worker="", lease_until=None, attempts=attempts
    )
    _finish_canceled()
    doorbell.ring("work")
    return bool(freed)


def stop(claim: Claim) -> bool:
    """The page was given up because its run is canceled."""
    return _end(claim, status=Status.CANCELED)


def cancel(run: Run) -> None:
    """Stop a run: waiting pages at once, those under way as soon as their worker sees it. Finished ones stay."""
    with transaction.atomic():
        run.cancel_requested = True
        run.save(update_fields=["cancel_requested"])
        _cancel_waiting(run)
    doorbell.ring("work")


def sweep() -> int:
    """Put pages of dead workers back into the queue, or fail them after their last try; how many there were."""
    now, swept = timezone.now(), 0
    lost = Page.objects.abandoned(now).filter(attempts__lt=MAX_ATTEMPTS)
    swept += lost.update(status=Status.QUEUED, token="", worker="", lease_until=None)
    for page in Page.objects.abandoned(now).select_related("run__document"):
        detail = f"The page ended its reader {page.attempts} times. The file is damaged, hostile, or too large."
        swept += _end(_claim(page), status=Status.FAILED, error_code="engine_crashed", error_detail=detail)
    _finish_canceled()
    if swept:
        doorbell.ring("work")
    return swept


def abandon(worker: str) -> int:
    """End the leases of a worker that is known to be dead, so that the next sweep takes its pages."""
    Worker.objects.filter(name=worker).delete()
    return Page.objects.running().filter(worker=worker).update(lease_until=timezone.now() - LEASE)


def _finish_canceled() -> None:
    """Pages that came back from a dead worker after their run was canceled are not read again."""
    for run in Run.objects.filter(status__in=OPEN, cancel_requested=True).select_related("document"):
        with transaction.atomic():
            _cancel_waiting(run)


def _cancel_waiting(run: Run) -> None:
    run.pages.queued().update(status=Status.CANCELED, finished_at=timezone.now())
    _close(run)
    doorbell.ring("change", str(run.document.uid))


def _next() -> Page | None:
    queued = Page.objects.queued()
    groups = list(queued.values_list("priority", "owner_id").annotate(Min("id")).order_by("priority"))
    if not groups:
        return None
    first = groups[0][0]
    waiting = {owner: oldest for priority, owner, oldest in groups if priority == first}
    busy: dict[int | None, int] = {}
    if len(waiting) > 1:
        busy = dict(Page.objects.running().values_list("owner_id").annotate(Count("id")).order_by())
    # One owner after the other, in the order of fairness: on PostgreSQL all the first one's rows may be locked.
    for owner in sorted(waiting, key=lambda owner: (busy.get(owner, 0), waiting[owner])):
        rows = queued.filter(priority=first, owner_id=owner).select_related("run__document").order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        if page := rows.first():
            return page
    return None


def _claim(page: Page) -> Claim:
    document = page.run.document
    return Claim(
        page_id=page.pk,
        token=page.token,
        number=page.number,
        attempt=page.attempts,
        key=document.key,
        options=page.run.parsed_options(),
        run_id=page.run_id,
        document=str(document.uid),
    )


def _mark_started(run: Run) -> None:
    if run.status == Status.QUEUED:
        now = timezone.now()
        Run.objects.filter(pk=run.pk, status=Status.QUEUED).update(status=Status.RUNNING, started_at=now)
        Document.objects.filter(pk=run.document_id).update(status=Status.RUNNING, updated_at=now)


def _end(claim: Claim, **values: object) -> bool:
    with transaction.atomic():
        # The run's row is locked first: two last pages that end together on PostgreSQL must see one another.
        run = Run.objects.select_for_update(of=("self",)).select_related("document").filter(pk=claim.run_id).first()
        ended = Page.objects.held_by(claim.token).update(
            **values, token="", worker="", lease_until=None, finished_at=timezone.now()
        )
        if ended and run is not None:
            _close(run)
    doorbell.ring("change", claim.document)
    return bool(ended)


def _close(run: Run) -> None:
    """End the run if its last page has ended, and sum it up in the document. Who calls rings the bell."""
    if run.pages.open().exists():
        return
    pages = list(run.pages.order_by("number").values_list("status", "text", "confidence", "languages"))
    status = closing([page_status for page_status, *_ in pages], canceled=run.cancel_requested)
    Run.objects.filter(pk=run.pk).update(status=status, finished_at=timezone.now())
    _sum_up(run, status, [page for page_status, *page in pages if page_status == Status.SUCCEEDED])


def _sum_up(run: Run, status: Status, read: Sequence[Sequence[Any]]) -> None:
    """``read``: text, confidence and languages of each page that has a result."""
    document = run.document
    document.status, document.updated_at = status, timezone.now()
    changed = ["status", "updated_at"]
    if read or document.shown_id is None:  # a new run that read nothing does not hide the old result
        text = "\n\n".join(page_text for page_text, _, _ in read)
        document.shown, document.pages = run, run.pages.count()
        document.count = sum(char.isalpha() for char in text)
        document.confidence = _mean([(confidence, len(page_text)) for page_text, confidence, _ in read])
        document.languages = list(dict.fromkeys(tag for _, _, tags in read for tag in tags))
        changed += ["shown", "pages", "count", "confidence", "languages"]
        search.index(document.pk, document.file_name, text)
    document.save(update_fields=changed)


def _mean(values: list[tuple[float | None, int]]) -> float | None:
    """Mean confidence, each page counted by its characters."""
    known = [(confidence, size) for confidence, size in values if confidence is not None and size]
    total = sum(size for _, size in known)
    return round(sum(confidence * size for confidence, size in known) / total, 4) if total else None
