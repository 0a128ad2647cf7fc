"""The end of a run that read a region of a page again, or all of it after a turn."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from onlineocr.ocr import editing
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.region import Region

from ..models import Kind, Page, Run
from ..models.states import Status
from . import rotating, store
from .errors import NotRead, TooManyRevisions

_GONE = "The page was read again meanwhile and lies otherwise now, or is gone. Draw the box anew."


def merge(run: Run) -> None:
    """Write what ``run`` read into the shown page: the lines in its region, as a revision, or the turned page.

    Called in the transaction that ends the run. The run's own page keeps no text. The run fails if the page has changed
    so much that its box or its turn has no meaning any more.
    """
    read = run.pages.get()
    if read.status != Status.SUCCEEDED or run.region is None:
        return
    value = read.value()
    Page.objects.filter(pk=read.pk).update(result=None, text="", fingerprint="")
    by = get_user_model().objects.filter(pk=run.region["by"]).first()
    try:
        with store.locked_page(run.document, read.number) as page:
            fits = _merge_region(run, page, value, by) if "box" in run.region else rotating.merge(run, page, read, by)
            if not fits:
                _fail(run, _GONE)
            if run.status == Status.SUCCEEDED:
                Run.objects.filter(pk=run.pk).update(region=run.region | {"revision": page.revision})
    except (NotRead, TooManyRevisions) as error:
        _fail(run, _GONE if isinstance(error, NotRead) else str(error))


def _merge_region(run: Run, page: Page, value: PageValue, by: Any) -> bool:
    """Replace the lines in the region of ``run``; return False if its box has no meaning on this page any more."""
    assert run.region is not None  # noqa: S101 - a region run has one
    now, region = page.value(), Region.from_dict(run.region)
    splices = editing.reread(now, region.box, value, keep=not run.region["replace"])
    new, change = editing.apply(now, splices, reviewed=now.reviewed and not splices)
    fits = region.fits(now)
    if fits and change:
        store.write(run.document, page, new, change, kind=Kind.REREAD, by=by)
    return fits


def _fail(run: Run, why: str) -> None:
    run.status = Status.FAILED
    run.pages.update(status=Status.FAILED, error_code="conflict", error_detail=why)
