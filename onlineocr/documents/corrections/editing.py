"""A person's edits of the page that they saw, merged with changes made by others since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from onlineocr.ocr import editing
from onlineocr.ocr.editing import Conflict, Edit, Splice
from onlineocr.ocr.errors import InvalidEdits
from onlineocr.ocr.geometry import union

from ..models import Document, Kind, Page, Revision
from . import store
from .errors import EditConflict, Met


def correct(document: Document, number: int, *, edits: Sequence[Edit], revision: int | None = None, by: Any) -> Page:
    """Apply ``edits`` to page ``number`` and return the changed row.

    ``revision`` is the revision that the edits refer to; None means the newest one. Edits of lines that nobody has
    changed since are merged. An edit that is in the page already, because the call was sent again or somebody else made
    the same change, is no change. Raises :class:`EditConflict` (then nothing is changed), :class:`~.errors.NotRead`,
    :class:`InvalidEdits`.
    """
    with store.locked_page(document, number) as page:
        changes = since(document, page, revision)
        later = [change.value() for change in changes]
        now = page.value()
        plan = editing.plan(editing.undone(now, *later), edits)
        try:
            value, change = editing.merged(
                now,
                plan.splices,
                [change.splices for change in later],
                earlier=earlier(page, revision + 1, revision) if revision else (),
                reviewed=plan.reviewed or None,
            )
        except editing.Conflicts as error:
            raise conflict(page, error, plan.edits, changes) from None
        if change:
            store.write(document, page, value, change, kind=Kind.EDIT, by=by)
    return page


def since(document: Document, page: Page, revision: int | None) -> list[Revision]:
    """Return the revisions of the page after ``revision``, the oldest first.

    Raises :class:`EditConflict` if the page was read again since: its lines are new ones.
    """
    if revision is None or revision == page.revision:
        return []
    if not 1 <= revision < page.revision:
        raise InvalidEdits({"revision": f"is {revision}; the page is at revision {page.revision}"})
    found = list(
        Revision.objects.filter(document=document, page=page.number, number__gt=revision)
        .select_related("made_by")
        .order_by("number")
    )
    anew = any(one.run_id != page.run_id or one.kind == Kind.ROTATE for one in found)
    if anew or len(found) != page.revision - revision:
        text = f"The page was read again since revision {revision}. Look at it anew, then correct it."
        raise EditConflict(text, page.revision)
    return found


def earlier(page: Page, first: int, last: int) -> list[Sequence[Splice]]:
    """Return the changes from revision ``first`` to ``last``, and those before that revisions from ``first`` on undid:
    they show where restored lines belong."""
    rows = Revision.objects.filter(document=page.run.document_id, page=page.number, run=page.run_id)
    for number, target in rows.filter(kind=Kind.UNDO).order_by("-number").values_list("number", "target"):
        if number < first:
            break
        first = min(first, target or first)
    found = rows.filter(number__gte=first, number__lte=last).order_by("number") if first <= last else ()
    return [one.value().splices for one in found]


def conflict(
    page: Page, error: editing.Conflicts, edits: Sequence[Sequence[int]], changes: Sequence[Revision]
) -> EditConflict:
    """Return the error with, for each line, the entry of ``edits`` that changes it and the latest of ``changes`` to
    it."""
    met = [_met(one, number, changes) for one in error.found for number in edits[one.number] or (None,)]
    return EditConflict(_detail(met[0], len(error.found)), page.revision, met)


def _met(found: Conflict, edit: int | None, changes: Sequence[Revision]) -> Met:
    revision = changes[found.others[-1]] if found.others else None
    text = "\n".join(line.text for line in found.lines) if found.lines else None
    box = union(line.box for line in found.lines) if found.lines else None
    return Met(edit, found.block, found.line, text, box, revision)


def _detail(first: Met, lines: int) -> str:
    """Return the error text for the first conflicting line: who changed it, and when."""
    who, when = "somebody", ""
    if first.revision is not None:
        who = first.revision.made_by.get_username() if first.revision.made_by else who
        when = f" {(timezone.now() - first.revision.created_at).total_seconds():.0f} s ago"
    stands = "is gone" if first.text is None else f'says "{first.text[:100]}"'
    more = f", and {lines - 1} more" if lines > 1 else ""
    return f"A line that is to be changed was changed by {who}{when} and {stands} now{more}. Nothing was changed."
