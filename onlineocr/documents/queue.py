"""The queue: pages are claimed, renewed, finished, failed and swept. The row is the truth.

A claim is one short transaction that writes a fresh token into the row; every later write says
``WHERE token = mine``. So a page may run twice (its worker was thought dead), its effect happens once.
An attempt is counted before the page is read, so one that kills its worker is counted too; a page that was only
claimed ahead when its worker died is not to blame.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Min
from django.db.models.expressions import Combinable
from django.utils import timezone

from onlineocr.dbclock import DatabaseNow
from onlineocr.ocr import revise
from onlineocr.ocr.errors import DocumentTimeout, OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.region import Region
from onlineocr.ocr.wording import letters

from . import doorbell, outbox
from .commits import light
from .corrections import carrying, merging
from .models import Document, Page, Run, Worker
from .search import backlog
from .states import OPEN, Status, closing

LEASE = timedelta(seconds=20)
_ABANDONED = datetime(2000, 1, 1, tzinfo=UTC)  # the end of a lease whose worker is known to be dead
MAX_ATTEMPTS = 3
_SUMMED_UP = ("status", "text", "confidence", "languages", "needs_review", "pk")


_NEEDED = (
    "number", "attempts", "priority", "lane", "run__status", "run__options", "run__protected", "run__region",
    "run__document__uid", "run__document__key",
)  # fmt: skip
"""What is to be known of a page that is claimed: rows are wide."""


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
    lane: str
    priority: int
    protected: bool
    region: Region | None = None


def claim(worker: str, *, begun: bool = False) -> Claim | None:
    """Take the next page: interactive before bulk, then the lane with the fewest pages under way, then the oldest.

    ``begun``: it will be read at once, so its attempt is counted here and not by :func:`begin`.
    """
    turns = _turns()
    if not turns:
        return None  # no write lock for an idle look
    with light():
        page = _first(turns)
        if page is None:
            return None
        claim = _claim(page)
        Page.objects.filter(pk=page.pk).update(
            status=Status.RUNNING, worker=worker, token=claim.token, lease_until=_lease(),
            attempts=page.attempts + begun,
        )  # fmt: skip
        _mark_started(page.run)
    return claim


def begin(claim: Claim) -> bool:
    """Count the try that is about to be made; False when the page is no longer ours."""
    with light():
        return bool(Page.objects.held_by(claim.token).update(attempts=claim.attempt))


def renew(tokens: Collection[str]) -> None:
    """Heartbeat: the leases behind ``tokens`` start again."""
    if tokens:
        with light():
            Page.objects.running().filter(token__in=tokens).update(lease_until=_lease())


def canceled(tokens: Collection[str]) -> set[str]:
    """Those of ``tokens`` whose run is to be stopped, or is gone."""
    kept = Page.objects.running().filter(token__in=tokens, run__cancel_requested=False)
    return set(tokens) - set(kept.values_list("token", flat=True))


def finish(claim: Claim, value: PageValue, *, spent_ms: int = 0, fingerprint: str = "") -> bool:
    """Store a page's result; False when the page is no longer ours (and nothing was stored).

    ``spent_ms`` is the time that a recogniser was busy with it; ``fingerprint`` finds it again, see `duplicates`.
    """
    doubts, lowest = revise.doubts(value)
    return _end(
        claim,
        spent_ms,
        status=Status.SUCCEEDED,
        result=value.to_dict(),
        text=value.text,
        languages=list(value.languages),
        confidence=value.confidence,
        needs_review=value.needs_review,
        doubts=doubts,
        lowest=lowest,
        duration_ms=value.duration_ms,
        fingerprint=fingerprint,
        error_code="",
        error_detail="",
    )


def fail(claim: Claim, error: OcrError, *, spent_ms: int = 0) -> bool:
    """A try failed: again later if that may help and tries are left, else the page has failed for good."""
    if not error.permanent and claim.attempt < MAX_ATTEMPTS:
        return release(claim, spent_ms=spent_ms)
    reason = {"error_code": error.code, "error_detail": error.detail, "attempts": claim.attempt}
    return _end(claim, spent_ms, status=Status.FAILED, **reason)


def release(claim: Claim, *, forget: bool = False, spent_ms: int = 0) -> bool:
    """Put a page back; ``forget`` does not count the try (a worker that ends in good order)."""
    attempts = claim.attempt - 1 if forget else claim.attempt
    with transaction.atomic():
        freed = Page.objects.held_by(claim.token).update(
            status=Status.QUEUED, token="", worker="", lease_until=None, attempts=attempts
        )
        if freed and spent_ms:
            Run.objects.filter(pk=claim.run_id).update(spent_ms=F("spent_ms") + spent_ms)
    _finish_canceled()
    doorbell.ring("work")
    return bool(freed)


def stop(claim: Claim) -> bool:
    """The page was given up because its run is canceled."""
    return _end(claim, 0, status=Status.CANCELED)


def cancel(run: Run) -> None:
    """Stop a run: waiting pages at once, those under way as soon as their worker sees it. Finished ones stay."""
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(cancel_requested=True)
        _cancel_waiting(run.pk)
    doorbell.ring("change", str(run.document.uid))
    doorbell.ring("work")


def sweep(*, only_abandoned: bool = False) -> int:
    """Put pages of dead workers back into the queue, or fail them after their last try; how many there were.

    ``only_abandoned``: pages of workers that :func:`abandon` named, not those whose lease ran out.
    """
    swept, over = 0, _ABANDONED if only_abandoned else DatabaseNow()
    lost = Page.objects.lease_over(over).filter(attempts__lt=MAX_ATTEMPTS)
    swept += lost.update(status=Status.QUEUED, token="", worker="", lease_until=None)
    for page in Page.objects.lease_over(over).select_related("run__document"):
        detail = f"The page ended its reader {page.attempts} times. The file is damaged, hostile, or too large."
        swept += _end(
            _claim(page, page.token), 0, status=Status.FAILED, error_code="engine_crashed", error_detail=detail
        )
    _finish_canceled()
    if swept:
        doorbell.ring("work")
    return swept


def abandon(worker: str) -> int:
    """End the leases of a worker that is known to be dead, so that the next sweep takes its pages."""
    Worker.objects.filter(name=worker).delete()
    return Page.objects.running().filter(worker=worker).update(lease_until=_ABANDONED)


def _lease() -> Combinable:
    """When a lease that begins now ends, by the database's clock: those of the machines may differ."""
    return DatabaseNow() + LEASE


def _finish_canceled() -> None:
    """Pages that came back from a dead worker after their run was canceled are not read again."""
    for pk, uid in Run.objects.to_be_canceled().values_list("pk", "document__uid"):
        with transaction.atomic():
            _cancel_waiting(pk)
        doorbell.ring("change", str(uid))


def _cancel_waiting(run_id: int) -> None:
    run = _locked(run_id)
    if run is not None and run.status in OPEN:
        run.done += run.pages.queued().update(status=Status.CANCELED, finished_at=timezone.now())
        _close_if_done(run)


def _turns() -> list[str]:
    """The lanes with pages of the first priority that waits, the next one to be served first."""
    groups = list(Page.objects.queued().values_list("priority", "lane").annotate(Min("id")).order_by("priority"))
    waiting = {lane: oldest for priority, lane, oldest in groups if priority == groups[0][0]}
    if len(waiting) < 2:
        return list(waiting)
    busy = dict(Page.objects.running().values_list("lane").annotate(Count("id")).order_by())
    return sorted(waiting, key=lambda lane: (busy.get(lane, 0), waiting[lane]))


def _first(lanes: Sequence[str]) -> Page | None:
    # One lane after the other, in the order of fairness: on PostgreSQL all the first one's rows may be locked.
    for lane in lanes:
        rows = Page.objects.queued().filter(lane=lane).only(*_NEEDED).select_related("run__document")
        rows = rows.order_by("priority", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        if page := rows.first():
            return page
    return None


def _claim(page: Page, token: str = "") -> Claim:
    """The claim of ``page``, by a new token unless it has one."""
    document = page.run.document
    return Claim(
        page_id=page.pk,
        token=token or secrets.token_hex(16),
        number=page.number,
        attempt=page.attempts + 1,
        key=document.key,
        options=page.run.parsed_options(),
        run_id=page.run_id,
        document=str(document.uid),
        lane=page.lane,
        priority=page.priority,
        protected=page.run.protected,
        region=Region.from_dict(page.run.region) if page.run.region else None,
    )


def _mark_started(run: Run) -> None:
    if run.status == Status.QUEUED:
        now = timezone.now()
        Run.objects.filter(pk=run.pk, status=Status.QUEUED).update(status=Status.RUNNING, started_at=now)
        if run.region is None:
            Document.objects.filter(pk=run.document_id).update(status=Status.RUNNING, updated_at=now)


def _locked(run_id: int) -> Run | None:
    """The run, its row locked: two pages that end together on PostgreSQL must see one another."""
    return Run.objects.select_for_update(of=("self",)).select_related("document").filter(pk=run_id).first()


def _end(claim: Claim, spent_ms: int, **values: object) -> bool:
    with transaction.atomic():
        run = _locked(claim.run_id)
        ended = run is not None and Page.objects.held_by(claim.token).update(
            **values, seq=run.done + 1, token="", worker="", lease_until=None, finished_at=timezone.now()
        )
        if run is not None and ended:
            run.done += 1
            run.spent_ms += spent_ms
            _stop_over_budget(run)
            _close_if_done(run)
    doorbell.ring("change", claim.document)
    return bool(ended)


def budget(pages: int) -> float:
    """Seconds of reading that a document of so many pages may take, not counting its waiting."""
    longest: float = max(settings.DOCUMENT_SECONDS, pages * settings.LIMITS.page_seconds / 2)
    return longest


def _stop_over_budget(run: Run) -> None:
    """A document that takes too long keeps what has been read; the pages that still wait fail."""
    if run.done < run.total and run.spent_ms > 1000 * budget(run.total):
        detail = f"The document took {run.spent_ms / 1000:.0f} s of reading before this page's turn came"
        run.done += run.pages.queued().update(
            status=Status.FAILED, finished_at=timezone.now(), seq=run.done + 1,
            error_code=DocumentTimeout.code, error_detail=f"{detail}. {DocumentTimeout.remedy}",
        )  # fmt: skip


def _close_if_done(run: Run) -> None:
    """Store how far the run is; after its last page, end it and sum it up in the document. Who calls rings the bell."""
    changed = ["done", "spent_ms"]
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
    carrying.carry(run)
    pages = list(run.pages.order_by("number").values_list(*_SUMMED_UP))
    run.status = closing([page_status for page_status, *_ in pages], canceled=run.cancel_requested)
    _sum_up(run, [page for page_status, *page in pages if page_status == Status.SUCCEEDED])
    outbox.run_ended(run)


def _sum_up(run: Run, read: Sequence[Sequence[Any]]) -> None:
    """``read``: what `_SUMMED_UP` names after the status, of each page that has a result."""
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
    """Mean confidence, each page counted by its characters."""
    known = [(confidence, size) for confidence, size in values if confidence is not None and size]
    total = sum(size for _, size in known)
    return round(sum(confidence * size for confidence, size in known) / total, 4) if total else None
