"""Undo a revision. Undoing an undo applies the revision again."""

from __future__ import annotations

from typing import Any

from onlineocr.ocr import editing

from ..models import Document, Kind, Page, Revision, Standing
from . import store
from .editing import conflict, since
from .errors import EditConflict, NoRevision


def take_back(document: Document, number: int, *, revision: int, by: Any) -> Page:
    """Undo revision ``revision`` of page ``number`` and return the changed row.

    Later changes of other lines are kept. Does nothing if the revision is undone already. Raises :class:`EditConflict`
    if its lines were changed since or the page was read again, :class:`NoRevision`, :class:`~.errors.NotRead`.
    """
    with store.held(document, number) as page:
        rows = Revision.objects.filter(document=document, page=number)
        found = rows.filter(number=revision).first()
        if found is None:
            raise NoRevision
        if found.standing == Standing.UNDONE:
            return page
        if found.run_id != page.run_id:
            text = f"Revision {revision} changed an earlier reading of the page, which is not shown any more."
            raise EditConflict(text, page.revision)
        changes = since(document, page, revision)
        later = [change.value() for change in changes]
        back = found.value().inverse
        reviewed = back.reviewed[1] if back.reviewed[0] != back.reviewed[1] else None
        try:
            value, change = editing.merged(
                page.value(), back.splices, [change.splices for change in later], reviewed=reviewed
            )
        except editing.Conflicts as error:
            raise conflict(page, error, [()] * len(back.splices), changes) from None
        if change:
            store.write(document, page, value, change, kind=Kind.UNDO, by=by, target=revision)
        _note(found, undone=True)
    return page


def _note(revision: Revision, *, undone: bool) -> None:
    """Mark the revision as undone or applied, and the revision that it undid as the opposite."""
    while True:
        revision.standing = Standing.UNDONE if undone else Standing.APPLIED
        revision.save(update_fields=["standing"])
        if revision.kind != Kind.UNDO or revision.target is None:
            return
        revision = Revision.objects.get(document_id=revision.document_id, page=revision.page, number=revision.target)
        undone = not undone
