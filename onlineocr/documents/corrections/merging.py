"""The end of a run that read a region of a page again."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from onlineocr.ocr import editing
from onlineocr.ocr.region import Region

from ..models import Kind, Page, Run
from ..models.states import Status
from . import store
from .errors import NotRead, TooManyRevisions

_GONE = "The page was read again meanwhile and lies otherwise now, or is gone. Draw the box anew."


def merge(run: Run) -> None:
    """Insert the lines that ``run`` read in its region into the shown page, as a revision.

    Called in the transaction that ends the run. The run's own page keeps no text. The run fails if the page has changed
    so much that its box has no meaning any more.
    """
    read = run.pages.get()
    if read.status != Status.SUCCEEDED or run.region is None:
        return
    value = read.value()
    Page.objects.filter(pk=read.pk).update(result=None, text="")
    try:
        with store.locked_page(run.document, read.number) as page:
            now, region = page.value(), Region.from_dict(run.region)
            splices = editing.reread(now, region.box, value, keep=not run.region["replace"])
            new, change = editing.apply(now, splices, reviewed=now.reviewed and not splices)
            if not region.fits(now):
                _fail(run, _GONE)
            elif change:
                by = get_user_model().objects.filter(pk=run.region["by"]).first()
                store.write(run.document, page, new, change, kind=Kind.REREAD, by=by)
            if run.status == Status.SUCCEEDED:
                Run.objects.filter(pk=run.pk).update(region=run.region | {"revision": page.revision})
    except (NotRead, TooManyRevisions) as error:
        _fail(run, _GONE if isinstance(error, NotRead) else str(error))


def _fail(run: Run, why: str) -> None:
    run.status = Status.FAILED
    run.pages.update(status=Status.FAILED, error_code="conflict", error_detail=why)
