"""Turning a page: a worker reads it again as a person turned it."""

from __future__ import annotations

from typing import Any

from . import page_runs, results, services
from .corrections import store
from .corrections.errors import NotRead
from .models import Document, Page, Run
from .models.states import OPEN, Status
from .options import RunOptions
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
    services.inspect(document, asked)
    with store.locked_page(document, number) as page:
        if not Status(document.status).ended or _is_read_again(document, number):
            raise StillReading
        before = page.value().rotation
        run = page_runs.start(
            document, number, asked, {"turn": turn, "before": before, "run": page.run_id},
            by=by, skip_quota=skip_quota, turned=(before + turn) % 360,
        )  # fmt: skip
        in_transaction((document, ""))
    return run


def find(document: Document, number: int, key: int | None = None) -> Run | None:
    """Return the turn ``key`` of page ``number``, without a key the latest one; None if there is none."""
    rows = page_runs.of(document, number, "turn")
    return (rows if key is None else rows.filter(pk=key)).order_by("-pk").first()


def to_dict(run: Run) -> dict[str, Any]:
    """Return the run's state as plain values."""
    assert run.region is not None  # noqa: S101 - a run of a turn has one
    return page_runs.to_dict(run, "turn") | {"rotation": (run.region["before"] + run.region["turn"]) % 360}


def _options(page: Page | None, password: str) -> RunOptions:
    """Return the options with which the page was read."""
    if page is None or page.status != Status.SUCCEEDED:
        raise NotRead(results.page_unread_reason(page) if page else "The page is gone.")
    before = page.run.parsed_options().to_dict()
    return RunOptions.parse({name: value for name, value in before.items() if name != "pages"} | {"password": password})


def _is_read_again(document: Document, number: int) -> bool:
    return Run.objects.filter(document=document, region__page=number, status__in=OPEN).exists()
