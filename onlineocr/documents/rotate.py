"""Turning a page: a worker reads it again as a person turned it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from onlineocr.ocr.errors import OriginalGone

from . import results
from .corrections import store
from .corrections.errors import NotRead
from .files import decoder
from .limits import quotas
from .models import Document, Page, Run
from .models.states import OPEN, Status
from .notify import doorbell
from .options import RunOptions
from .queue import claims, passwords
from .services import Made, StillReading

TURNS = (90, 180, 270)


def ask(
    document: Document,
    number: int,
    *,
    turn: int,
    password: str,
    by: Any,
    skip_quota: bool = False,
    in_transaction: Made = lambda *_: None,
) -> Run:
    """Queue the reading of page ``number``, turned clockwise by ``turn`` degrees from how it lies now.

    The run ends with a revision of the page. It counts as a page of the owner's quota. Raises :class:`StillReading`
    while the document, or a part of this page, is being read, :class:`~.corrections.errors.NotRead`, OriginalGone,
    :class:`AdmissionError`, or :class:`OcrError` for a missing password; then nothing has changed.
    """
    asked = _options(results.page(document, number), password)
    try:
        decoder.look(document.key, asked.options)
    except FileNotFoundError:
        raise OriginalGone from None
    with store.locked_page(document, number) as page:
        if not Status(document.status).ended or _is_read_again(document, number):
            raise StillReading
        before = page.value().rotation
        region = {"page": number, "turn": turn, "before": before, "run": page.run_id, "revision": None}
        quotas.enter(document.share_key, document.owner, pages=1, size=0, skip_quota=skip_quota)
        run = Run.objects.create(
            document=document,
            options=asked.options.to_dict(),
            priority=asked.priority,
            protected=bool(asked.options.password),
            region=region | {"by": by.pk if by is not None else None},
            total=1,
        )
        claims.enqueue(run, document.share_key, [number], {number: (before + turn) % 360})
        in_transaction((document, ""))
    passwords.keeper.tell(str(document.uid), asked.options.password)
    transaction.on_commit(lambda: doorbell.ring("work"))
    return run


def find(document: Document, number: int, key: int | None = None) -> Run | None:
    """Return the turn ``key`` of page ``number``, without a key the latest one; None if there is none."""
    rows = Run.objects.filter(document=document, region__page=number, region__has_key="turn")
    return (rows if key is None else rows.filter(pk=key)).order_by("-pk").first()


def to_dict(run: Run) -> dict[str, Any]:
    """Return the run's state as plain values."""
    assert run.region is not None  # noqa: S101 - a run of a turn has one
    page = run.pages.first()
    failed = page is not None and page.status == Status.FAILED
    return {
        "id": run.pk,
        "status": run.status,
        "turn": run.region["turn"],
        "rotation": (run.region["before"] + run.region["turn"]) % 360,
        "revision": run.region["revision"],
        "problem": {"code": page.error_code, "detail": page.error_detail} if page is not None and failed else None,
    }


def _options(page: Page | None, password: str) -> RunOptions:
    """Return the options with which the page was read."""
    if page is None or page.status != Status.SUCCEEDED:
        raise NotRead(results.page_unread_reason(page) if page else "The page is gone.")
    before = page.run.parsed_options().to_dict()
    return RunOptions.parse({name: value for name, value in before.items() if name != "pages"} | {"password": password})


def _is_read_again(document: Document, number: int) -> bool:
    return Run.objects.filter(document=document, region__page=number, status__in=OPEN).exists()
