"""Undo a revision. Undoing an undo applies the revision again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from onlineocr.ocr import editing
from onlineocr.ocr.editing import Change
from onlineocr.ocr.errors import InvalidEdits
from onlineocr.ocr.page import Page as PageValue

from ..models import Document, Kind, Page, Revision, Standing
from . import store
from .editing import conflict, earlier, since
from .errors import EditConflict, NoRevision


def take_back(document: Document, number: int, *, revision: int, by: Any) -> Page:
    """Undo revision ``revision`` of page ``number`` and return the changed row.

    Later changes of other lines are kept. Does nothing if the revision is undone already. Raises :class:`EditConflict`
    if its lines were changed or deleted since or the page was read again, :class:`NoRevision`,
    :class:`~.errors.NotRead`.
    """
    with store.locked_page(document, number) as page:
        rows = Revision.objects.filter(document=document, page=number)
        found = rows.filter(number=revision).first()
        if found is None:
            raise NoRevision
        if found.standing == Standing.UNDONE:
            return page
        if found.kind == Kind.ROTATE:
            raise EditConflict("A turn of the page is not undone here. Turn the page back.", page.revision)
        if found.run_id != page.run_id:
            text = f"Revision {revision} changed an earlier reading of the page, which is not shown any more."
            raise EditConflict(text, page.revision)
        value, change = _undone(page, found, since(document, page, revision))
        store.write(document, page, value, change, kind=Kind.UNDO, by=by, target=revision)
        _note(found, undone=True)
    return page


def _undone(page: Page, found: Revision, later: Sequence[Revision]) -> tuple[PageValue, Change]:
    """Return the page without the change of revision ``found``, and with the changes ``later``."""
    back = found.value().inverse
    try:
        return editing.merged(
            page.value(),
            back.splices,
            [one.value().splices for one in later],
            earlier=earlier(page, found.number, found.number),
            undo=True,
            reviewed=_is_reviewed(page, found) if back.reviewed[0] != back.reviewed[1] else None,
        )
    except editing.Conflicts as error:
        met = conflict(page, error, [()] * len(back.splices), later)
        blocking = next((one.revision.number for one in met.met if one.revision), None)
        hint = f" Undo revision {blocking} first." if blocking else ""
        raise EditConflict(met.detail + hint, met.revision, met.met) from None
    except InvalidEdits:
        text = f"With the lines of revision {found.number} the page would be too large. Delete other lines first."
        raise EditConflict(text, page.revision) from None


def _is_reviewed(page: Page, found: Revision) -> bool:
    """Return whether the page is confirmed after the undo of ``found``: by the last change that counts then."""
    changed = {one.number: undone for one, undone in _chain(found, undone=True)}
    rows = Revision.objects.filter(document=found.document_id, page=found.page, run=page.run_id).order_by("number")
    values = list(rows.values_list("number", "kind", "standing", "change__reviewed"))
    reviewed: bool = values[0][3][0]
    for number, kind, standing, (before, after) in values:
        counts = not changed.get(number, standing != Standing.APPLIED)
        if kind != Kind.UNDO and counts and before != after:
            reviewed = after
    return reviewed


def _note(revision: Revision, *, undone: bool) -> None:
    """Mark the revision as undone or applied, and the revision that it undid as the opposite."""
    for one, is_undone in _chain(revision, undone=undone):
        one.standing = Standing.UNDONE if is_undone else Standing.APPLIED
        one.save(update_fields=["standing"])


def _chain(revision: Revision, *, undone: bool) -> Iterator[tuple[Revision, bool]]:
    """Yield the revision, the one that it undid, the one that this undid and so on, each with whether it is undone when
    the first one is ``undone``."""
    while True:
        yield revision, undone
        if revision.kind != Kind.UNDO or revision.target is None:
            return
        revision = Revision.objects.get(document_id=revision.document_id, page=revision.page, number=revision.target)
        undone = not undone
