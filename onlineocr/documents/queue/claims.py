"""The queue: claim, renew, finish, fail and sweep pages. The database row decides.

A claim is one short transaction that writes a fresh token into the page's `QueueEntry`; every later write has the
condition ``WHERE token = mine``. So a page may be read twice (its worker was thought dead), but is stored once.

An attempt is counted before the page is read, so an attempt that kills its worker counts too. A page that was only
claimed ahead when its worker died loses no attempt.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType, ModuleType
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from onlineocr.dbclock import DatabaseNow
from onlineocr.ocr import editing
from onlineocr.ocr.errors import LanguageNotInstalled, OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.region import Region

from ..models import Page, QueueEntry, Run, Worker
from ..models.states import Status
from ..notify import doorbell
from . import closing, counts, postgres, sqlite
from .durability import brief, light
from .rows import ENQUEUE, Taken, Wanted

LEASE = timedelta(seconds=20)
_ABANDONED = datetime(2000, 1, 1, tzinfo=UTC)  # lease end written for pages of a worker known to be dead
MAX_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A page held by this worker until the lease ends, with the data needed to read it.

    ``begun``: its attempt was counted by the claim, and not by :func:`begin`. ``turned``: the clockwise turn that a
    person chose for the page.
    """

    page_id: int
    token: str
    number: int
    attempt: int
    key: str
    options: Options
    run_id: int
    document: str
    caller: str
    priority: int
    protected: bool
    region: Region | None = None
    turned: int | None = None
    begun: bool = False


class _Scan:
    """The caller after which the next claim of this process continues the comparison, when there are many callers."""

    after = ""


def enqueue(run: Run, caller: str, numbers: Iterable[int], turned: Mapping[int, int] = MappingProxyType({})) -> None:
    """Store the pages ``numbers`` of a new run, and put them into the queue. ``turned``: turns that a person chose.

    Each page's turn is one higher than that of the page before. The first page gets the turn being served now, or the
    one after the caller's last waiting page.
    """
    Page.objects.insert(run, {number: turned.get(number) for number in numbers})
    with connection.cursor() as cursor:
        cursor.execute(ENQUEUE, [run.priority, caller, run.priority, run.priority, caller, run.pk])


def claim(worker: str, *, begun: bool = False) -> Claim | None:
    """Claim the next page like :func:`claim_pages`; None if none waits."""
    return next(iter(claim_pages(worker, 1, begun=int(begun))), None)


def claim_pages(worker: str, count: int, *, begun: int = 0) -> list[Claim]:
    """Claim up to ``count`` pages: interactive before bulk, then by fewest pages of the caller under way, then by turn.

    ``begun`` of them are read at once, so their attempts are counted here and not by :func:`begin`.
    """
    wanted = Wanted(worker, secrets.token_hex(12), LEASE, count, begun, _Scan.after)
    taken: list[Taken] = _statements().take(wanted)
    if taken:
        _Scan.after = taken[0].last or ""
    return [_claim(row, begun=row.place <= begun) for row in taken]


def begin(claim: Claim) -> bool:
    """Count the attempt that is about to start; return False if the page is no longer held."""
    with light():
        return bool(_entry(claim).update(attempts=claim.attempt))


def renew(claims: Collection[Claim]) -> None:
    """Renew the leases of ``claims``."""
    if claims:
        with light():
            _held(claims).update(lease_until=_lease())


def canceled(claims: Collection[Claim]) -> set[str]:
    """Return the tokens of those ``claims`` whose run is canceled or deleted."""
    kept = _held(claims).filter(run__cancel_requested=False)
    return {claim.token for claim in claims} - set(kept.values_list("token", flat=True))


def finish(claim: Claim, value: PageValue, *, spent_ms: int = 0, fingerprint: str = "") -> bool:
    """Store a page's result; return False, storing nothing, if the page is no longer held.

    ``spent_ms`` is the recogniser's time for it; ``fingerprint`` identifies the same page, see `reuse`.
    """
    doubts, lowest = editing.doubts(value)
    stored = _end(
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
    )
    if stored:
        for data in {LanguageNotInstalled.missing_data(problem.detail) for problem in value.problems} - {""}:
            counts.count(counts.LANGUAGE, data)
    return stored


def fail(claim: Claim, error: OcrError, *, spent_ms: int = 0) -> bool:
    """Record a failed attempt: queue the page again if that may help and attempts are left, else fail it for good."""
    if not error.permanent and claim.attempt < MAX_ATTEMPTS:
        return release(claim, spent_ms=spent_ms)
    begin(claim)  # it may have failed before its recogniser got it
    return _end(claim, spent_ms, status=Status.FAILED, error_code=error.code, error_detail=error.detail)


def release(claim: Claim, *, forget: bool = False, spent_ms: int = 0) -> bool:
    """Put a page back into the queue; with ``forget`` the attempt is not counted (a worker that ends in good order)."""
    attempts = claim.attempt - 1 if forget else claim.attempt
    with transaction.atomic():
        freed = _put_back(_entry(claim), attempts=attempts)
        if freed and spent_ms:
            Run.objects.filter(pk=claim.run_id).update(spent_ms=F("spent_ms") + spent_ms)
    _finish_canceled()
    doorbell.ring("work")
    return bool(freed)


def stop(claim: Claim) -> bool:
    """End a page that was given up because its run is canceled."""
    return _end(claim, 0, status=Status.CANCELED)


def cancel(run: Run) -> None:
    """Stop a run: waiting pages at once, pages under way once their worker notices. Finished pages are kept."""
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(cancel_requested=True)
        closing.cancel_waiting(run.pk)
    doorbell.ring("change", str(run.document.uid))
    doorbell.ring("work")


def sweep(*, only_abandoned: bool = False) -> int:
    """Put pages of dead workers back into the queue, or fail them after their last attempt; return their number.

    ``only_abandoned``: only pages of workers named to :func:`abandon`, not those with an expired lease.
    """
    over = _ABANDONED if only_abandoned else DatabaseNow()
    swept = _put_back(QueueEntry.objects.lease_over(over).filter(attempts__lt=MAX_ATTEMPTS))
    for entry in QueueEntry.objects.lease_over(over).select_related("page", "run__document"):
        detail = f"The page ended its reader {entry.attempts} times. The file is damaged, hostile, or too large."
        swept += _end(_claim_of(entry), 0, status=Status.FAILED, error_code="engine_crashed", error_detail=detail)
    _finish_canceled()
    if swept:
        doorbell.ring("work")
    return swept


def abandon(worker: str) -> int:
    """End the leases of a worker known to be dead, so that the next sweep takes its pages."""
    Worker.objects.filter(name=worker).delete()
    return QueueEntry.objects.leased().filter(worker=worker).update(lease_until=_ABANDONED)


def _statements() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite


def _entry(claim: Claim) -> Any:
    """Return the queue entry of a page that is still held: one row or none."""
    return QueueEntry.objects.leased().filter(pk=claim.page_id, token=claim.token)


def _held(claims: Collection[Claim]) -> Any:
    keys, tokens = zip(*((claim.page_id, claim.token) for claim in claims), strict=True) if claims else ((), ())
    return QueueEntry.objects.leased().filter(pk__in=keys, token__in=tokens)


def _put_back(entries: Any, **values: object) -> int:
    """Make pages wait again, with the turn that is served now."""
    waiting = QueueEntry.objects.waiting().filter(priority=OuterRef("priority")).order_by("turn", "pk")
    turn = Coalesce(Subquery(waiting.values("turn")[:1]), 0)
    freed: int = entries.update(token="", worker="", lease_until=None, turn=turn, **values)
    return freed


def _lease() -> Combinable:
    """Return the end of a lease that begins now, by the database's clock: the machines' clocks may differ."""
    return DatabaseNow() + LEASE


def _finish_canceled() -> None:
    """End pages that came back from a dead worker after their run was canceled, so that they are not read again."""
    for pk, uid in Run.objects.to_be_canceled().values_list("pk", "document__uid"):
        with transaction.atomic():
            closing.cancel_waiting(pk)
        doorbell.ring("change", str(uid))


def _claim(row: Taken, *, begun: bool) -> Claim:
    options, region = _parsed(row.options), _parsed(row.region)
    return Claim(
        page_id=row.page,
        token=row.token,
        number=row.number,
        attempt=row.attempts + 1,
        key=row.key,
        options=Options.parse(options),
        run_id=row.run,
        document=str(row.uid if isinstance(row.uid, UUID) else UUID(row.uid)),
        caller=row.caller,
        priority=row.priority,
        protected=bool(row.protected),
        region=Region.from_dict(region) if region and "box" in region else None,
        turned=row.turned,
        begun=begun,
    )


def _parsed(value: Any) -> Any:
    """Decode a JSON column returned by a raw statement."""
    return json.loads(value) if isinstance(value, str) else value


def _claim_of(entry: QueueEntry) -> Claim:
    """Return the claim of a page that a worker holds."""
    return Claim(
        page_id=entry.pk, token=entry.token, number=entry.page.number, attempt=entry.attempts,
        key=entry.run.document.key, options=entry.run.parsed_options(), run_id=entry.run_id,
        document=str(entry.run.document.uid), caller=entry.caller, priority=entry.priority,
        protected=entry.run.protected, turned=entry.page.turned,
    )  # fmt: skip


def _end(claim: Claim, spent_ms: int, **values: object) -> bool:
    columns = _columns({**values, "finished_at": timezone.now()})
    with brief():
        ended = _statements().end(claim.page_id, claim.token, spent_ms, columns)
        if ended and (ended.done >= ended.total or closing.is_over_budget(ended.total, ended.spent_ms)):
            closing.settle(ended.run)
    doorbell.ring("change", claim.document)
    if ended is None:
        return False
    counts.count(counts.ENDED, str(values.get("error_code") or values["status"]), spent_ms=spent_ms)
    return True


def _columns(values: Mapping[str, object]) -> dict[str, Any]:
    """Convert values of a page's fields for the database."""
    fields: dict[str, Any] = {field.name: field for field in Page._meta.concrete_fields}  # noqa: SLF001 - Django's word
    return {fields[name].column: fields[name].get_db_prep_save(value, connection) for name, value in values.items()}
