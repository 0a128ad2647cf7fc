"""Corrections applied again to a new reading of the document, where their lines are found in it."""

from __future__ import annotations

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from onlineocr.ocr import editing
from onlineocr.ocr.page import Page as PageValue

from ..models import Kind, Page, Revision, Run, Standing
from ..models.states import Status
from . import store

_BY_PEOPLE = (Kind.EDIT, Kind.CARRY)


def carry(run: Run) -> None:
    """Copy the corrections of the result that is shown to that of ``run``, which replaces it.

    Called in the transaction that ends the run, before its pages are summed up. Each correction whose line was found
    becomes a revision of the new page by the same author. The others stay in the list and are tried again after the
    next rerun.
    """
    document = run.document
    shown = document.shown_id
    if shown is None or shown == run.pk or not run.pages.succeeded().exists():
        return
    Run.objects.select_for_update().get(pk=shown)  # locked against corrections
    _count_on(run)
    revisions = Revision.objects.filter(document=document)
    for number in revisions.order_by("page").values_list("page", flat=True).distinct():
        _carry_page(run, number, shown)
    old = revisions.filter(run_id=shown, standing=Standing.APPLIED)
    old.update(standing=Standing.REPLACED)


def _count_on(run: Run) -> None:
    """Number revisions after those of earlier readings, so that edits of an earlier reading do not match this one."""
    earlier = Page.objects.filter(run__document=run.document_id, number=OuterRef("number")).exclude(run=run.pk)
    last = earlier.order_by().values("number").annotate(last=Max("revision")).values("last")
    run.pages.update(revision=Coalesce(Subquery(last), 0) + 1)


def _carry_page(run: Run, number: int, shown: int) -> None:
    rows = Revision.objects.filter(document=run.document_id, page=number, kind__in=_BY_PEOPLE)
    live = rows.filter(run_id=shown, standing=Standing.APPLIED)
    old = list((live | rows.filter(standing=Standing.LOST)).order_by("number"))
    page = run.pages.filter(number=number, status=Status.SUCCEEDED).first()
    value = _onto(run, page, page.value() if page else None, old)
    if page is not None and value is not None and page.revised_at:
        store.save(page, value)


def carry_turned(page: Page, old: list[Revision]) -> None:
    """Apply corrections of a page's earlier readings to the reading after a turn, which ``page`` has now.

    A correction of a reading that lay otherwise finds no place, and becomes lost; it is tried again after the next
    reading, so turning the page back restores it.
    """
    before = page.revision
    value = _onto(page.run, page, page.value(), old)
    if value is not None and page.revision != before:
        store.replace(page.run.document, page, value)


def live(page: Page) -> list[Revision]:
    """Return the corrections of ``page`` that people made and that are part of its result, or lost."""
    rows = Revision.objects.filter(document=page.run.document_id, page=page.number, kind__in=_BY_PEOPLE)
    applied = rows.filter(run_id=page.run_id, standing=Standing.APPLIED)
    return list((applied | rows.filter(standing=Standing.LOST)).order_by("number"))


def _onto(run: Run, page: Page | None, value: PageValue | None, old: list[Revision]) -> PageValue | None:
    """Apply ``old`` to ``value``, the result of ``page``, write their new revisions, and return the new result."""
    for revision in old:
        change = revision.value()
        only = revision.lost if revision.standing == Standing.LOST else None
        if page is None or value is None:
            lost = list(range(len(change.splices))) if only is None else only
        else:
            value, done, lost = editing.carried(value, change, only)
            if done:
                _add(run, page, revision, done)
        revision.standing, revision.lost = Standing.LOST if lost else Standing.CARRIED, lost
        revision.save(update_fields=["standing", "lost"])
    return value


def _add(run: Run, page: Page, old: Revision, change: editing.Change) -> None:
    page.revision += 1
    page.revised_at = timezone.now()
    Revision.objects.create(
        document_id=run.document_id,
        page=page.number,
        number=page.revision,
        run=run,
        kind=Kind.CARRY,
        made_by_id=old.made_by_id,
        created_at=page.revised_at,
        target=old.number,
        change=change.to_dict(),
    )
