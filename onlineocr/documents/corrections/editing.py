"""Edits of a person, made for a page as they saw it, merged with what others have changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from onlineocr.ocr import editing
from onlineocr.ocr.editing import Conflict, Edit
from onlineocr.ocr.errors import InvalidEdits
from onlineocr.ocr.geometry import union

from ..models import Document, Kind, Page, Revision
from . import store
from .errors import EditConflict, Met


def correct(document: Document, number: int, *, edits: Sequence[Edit], revision: int | None = None, by: Any) -> Page:
    """Change page ``number`` as ``edits`` say, and answer with its row as it is then.

    ``revision`` is the one that the edits were made for; None: the newest, whichever that is. Edits of lines that
    nobody has touched since are merged. What is done already, because the call is sent again or somebody else had the
    same thought, is no change. Raises :class:`EditConflict` (then nothing is changed), :class:`~.refusals.NotRead`,
    :class:`InvalidEdits`.
    """
    with store.held(document, number) as page:
        changes = since(document, page, revision)
        later = [change.value() for change in changes]
        now = before = page.value()
        for change in reversed(later):
            before = editing.undone(before, change)
        plan = editing.plan(before, edits)
        try:
            value, change = editing.merged(
                now, plan.splices, [change.splices for change in later], reviewed=plan.reviewed or None
            )
        except editing.Conflicts as error:
            raise conflict(page, error, plan.edits, changes) from None
        if change:
            store.write(document, page, value, change, kind=Kind.EDIT, by=by)
    return page


def since(document: Document, page: Page, revision: int | None) -> list[Revision]:
    """The revisions of the page after ``revision``, the oldest first.

    :class:`EditConflict` when the page was read again in between: no line of now is one of then.
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
    if len(found) != page.revision - revision or any(one.run_id != page.run_id for one in found):
        text = f"The page was read again since revision {revision}. Look at it anew, then correct it."
        raise EditConflict(text, page.revision)
    return found


def conflict(
    page: Page, error: editing.Conflicts, edits: Sequence[Sequence[int]], changes: Sequence[Revision]
) -> EditConflict:
    """What to tell of it: for each line, which of ``edits`` wanted it, and the last of ``changes`` that touched it."""
    met = [_met(one, number, changes) for one in error.found for number in edits[one.number] or (None,)]
    return EditConflict(_detail(met[0], len(error.found)), page.revision, met)


def _met(found: Conflict, edit: int | None, changes: Sequence[Revision]) -> Met:
    revision = changes[found.others[-1]] if found.others else None
    text = "\n".join(line.text for line in found.lines) if found.lines else None
    box = union(line.box for line in found.lines) if found.lines else None
    return Met(edit, found.block, found.line, text, box, revision)


def _detail(first: Met, lines: int) -> str:
    """For people: who has done what, of the first line that is in question."""
    who, when = "somebody", ""
    if first.revision is not None:
        who = first.revision.made_by.get_username() if first.revision.made_by else who
        when = f" {(timezone.now() - first.revision.created_at).total_seconds():.0f} s ago"
    stands = "is gone" if first.text is None else f'says "{first.text[:100]}"'
    more = f", and {lines - 1} more" if lines > 1 else ""
    return f"A line that is to be changed was changed by {who}{when} and {stands} now{more}. Nothing was changed."
