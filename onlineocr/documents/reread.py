"""Reading a region of a page again, by a worker like any other page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from onlineocr.ocr.errors import InvalidOptions, OriginalGone
from onlineocr.ocr.options import Options
from onlineocr.ocr.region import Region

from . import services
from .corrections import store
from .files import decoder
from .limits import quotas
from .models import Document, Run
from .models.states import Status
from .notify import doorbell
from .options import RunOptions, specs
from .queue import claims, passwords

OPTIONS = tuple(spec.name for spec in specs() if spec.for_regions)
"""Options that apply to a region of a page that has been read: it is upright, and given by its box."""
_KEPT = tuple(spec.name for spec in Options.specs() if spec.for_regions and not spec.secret)
_ALWAYS = {"orient": False, "text_layer": "ignore"}


def ask(
    document: Document,
    number: int,
    *,
    box: Any,
    options: Mapping[str, Any],
    replace: bool,
    by: Any,
    skip_quota: bool = False,
) -> Run:
    """Queue the reading of ``box`` on page ``number``; the run ends with a revision of the page.

    Options not given are those with which the page was read. It counts as a page of the owner's quota. Raises
    :class:`InvalidOptions`, :class:`~.corrections.errors.NotRead`, OriginalGone, :class:`AdmissionError`, or
    :class:`OcrError` for a missing password; then nothing has changed.
    """
    wrong = {name: f"cannot be chosen here; there are: {', '.join(OPTIONS)}" for name in options if name not in OPTIONS}
    if wrong:
        raise InvalidOptions(wrong)
    with store.locked_page(document, number) as page:
        try:
            region = Region.of(page.value(), box)
        except ValueError as error:
            raise InvalidOptions({"box": str(error)}) from None
        before = {name: value for name, value in page.run.options.items() if name in _KEPT}
    asked = RunOptions.parse(before | dict(options) | _ALWAYS)
    try:
        decoder.look(document.key, asked.options)
    except FileNotFoundError:
        raise OriginalGone from None
    more = {"page": number, "replace": replace, "by": by.pk if by is not None else None, "revision": None}
    with transaction.atomic():
        quotas.enter(document.share_key, document.owner, pages=1, size=0, skip_quota=skip_quota)
        run = Run.objects.create(
            document=document,
            options=asked.options.to_dict(),
            priority=asked.priority,
            protected=bool(asked.options.password),
            region=region.to_dict() | more,
            total=1,
        )
        claims.enqueue(run, document.share_key, [number])
    passwords.keeper.tell(str(document.uid), asked.options.password)
    doorbell.ring("work")
    return run


def find(document: Document, number: int, key: int) -> Run | None:
    """Return the region run ``key`` of page ``number``, or None."""
    run = Run.objects.filter(document=document, pk=key, region__isnull=False).first()
    return run if run is not None and run.region and run.region["page"] == number and "box" in run.region else None


def wait(run: Run, *, seconds: float) -> bool:
    """Wait until the run has ended, like `services.wait`. Refreshes ``run``."""

    def done() -> bool:
        run.refresh_from_db()
        return Status(run.status).ended

    return services.wait_until(run.document, done, seconds)


def to_dict(run: Run) -> dict[str, Any]:
    """Return the run's state as plain values."""
    assert run.region is not None  # noqa: S101 - a region run has one
    page = run.pages.first()
    failed = page is not None and page.status == Status.FAILED
    shown = Options.parse(run.options).to_dict()
    return {
        "id": run.pk,
        "status": run.status,
        "box": run.region["box"],
        "replace": run.region["replace"],
        "options": {name: shown[name] for name in _KEPT},
        "revision": run.region["revision"],
        "problem": {"code": page.error_code, "detail": page.error_detail} if page is not None and failed else None,
    }
