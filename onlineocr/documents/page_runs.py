"""Runs that read one page of a document again, whose reading is merged into the shown result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from . import services
from .limits import quotas
from .models import Document, Run
from .models.querysets import RunQuerySet
from .models.states import Status
from .options import RunOptions
from .queue import claims


def start(
    document: Document,
    number: int,
    asked: RunOptions,
    region: Mapping[str, Any],
    *,
    by: Any,
    skip_quota: bool,
    turned: int | None = None,
) -> Run:
    """Queue the reading of page ``number``, in the caller's transaction; ``region`` describes its part or its turn.

    It counts as a page of the owner's quota. Raises :class:`AdmissionError`.
    """
    quotas.enter(document.share_key, document.owner, pages=1, size=0, skip_quota=skip_quota)
    run = Run.objects.create(
        document=document,
        options=asked.options.to_dict(),
        priority=asked.priority,
        protected=bool(asked.options.password),
        region={"page": number, "by": by.pk if by is not None else None, "revision": None, **region},
        total=1,
    )
    claims.enqueue(run, document.share_key, [number], {number: turned} if turned is not None else {})
    transaction.on_commit(lambda: services.announce(document, asked))
    return run


def of(document: Document, number: int, kind: str) -> RunQuerySet:
    """Return the runs of page ``number`` whose region has the key ``kind``."""
    return Run.objects.filter(document=document, region__page=number, region__has_key=kind)


def wait(run: Run, *, seconds: float) -> bool:
    """Wait until the run has ended, like `services.wait`. Refreshes ``run``."""

    def done() -> bool:
        run.refresh_from_db()
        return Status(run.status).ended

    return services.wait_until(run.document, done, seconds)


def to_dict(run: Run, *shown: str) -> dict[str, Any]:
    """Return the run's state as plain values, with the fields ``shown`` of its region."""
    assert run.region is not None  # noqa: S101 - each of these runs has one
    page = run.pages.first()
    failed = page is not None and page.status == Status.FAILED
    return {
        "id": run.pk,
        "status": run.status,
        **{name: run.region[name] for name in shown},
        "revision": run.region["revision"],
        "problem": {"code": page.error_code, "detail": page.error_detail} if page is not None and failed else None,
    }
