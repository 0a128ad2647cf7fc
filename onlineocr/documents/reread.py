"""Reading a region of a page again, by a worker like any other page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.options import Options
from onlineocr.ocr.region import Region

from . import page_runs, services
from .corrections import store
from .models import Document, Run
from .options import RunOptions, specs

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
    services.inspect(document, asked)
    with transaction.atomic():
        return page_runs.start(
            document, number, asked, region.to_dict() | {"replace": replace}, by=by, skip_quota=skip_quota
        )


def find(document: Document, number: int, key: int) -> Run | None:
    """Return the region run ``key`` of page ``number``, or None."""
    return page_runs.of(document, number, "box").filter(pk=key).first()


def to_dict(run: Run) -> dict[str, Any]:
    """Return the run's state as plain values."""
    shown = Options.parse(run.options).to_dict()
    return page_runs.to_dict(run, "box", "replace") | {"options": {name: shown[name] for name in _KEPT}}
