"""The end of a run that read a page again after a person turned it."""

from __future__ import annotations

from typing import Any

from onlineocr.ocr.editing import Change

from ..models import Document, Kind, Page, Revision, Run, Standing
from . import reapplying, store


def merge(run: Run, page: Page, read: Page, by: Any) -> bool:
    """Make the reading in ``read``, the page of ``run``, the result of the locked ``page``; return False if the page
    was read again or turned meanwhile.

    The turn is a revision without splices, and the earlier ones belong to a reading that is not stored any more.
    """
    assert run.region is not None  # noqa: S101 - a run of a turn has one
    now, value = page.value(), read.value()
    if (page.run_id, now.rotation) != (run.region["run"], run.region["before"]):
        return False
    old = reapplying.live(page)
    rows = Revision.objects.filter(document=run.document, page=page.number, run_id=page.run_id)
    rows.filter(standing=Standing.APPLIED).exclude(pk__in=[one.pk for one in old]).update(standing=Standing.REPLACED)
    rows.update(run=None)
    page.turned, page.languages = read.turned, read.languages
    page.fingerprint, page.duration_ms = read.fingerprint, read.duration_ms
    page.save(update_fields=["turned", "languages", "fingerprint", "duration_ms"])
    turn = Change((), (False, False), value.width, value.height, value.rotation)
    store.write(run.document, page, value, turn, kind=Kind.ROTATE, by=by)
    reapplying.carry_turned(page, old)
    _name_languages(run.document, page)
    return True


def _name_languages(document: Document, page: Page) -> None:
    rows = Page.objects.succeeded().filter(run_id=page.run_id).order_by("number")
    tags = (tag for some in rows.values_list("languages", flat=True) for tag in some)
    document.name_languages(list(dict.fromkeys(tags)))
    document.save(update_fields=["languages"])
