"""The revisions of a page, for the list of revisions and for the account export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onlineocr.ocr import editing
from onlineocr.ocr.editing import Splice
from onlineocr.ocr.geometry import union
from onlineocr.ocr.page import Line
from onlineocr.ocr.page import Page as PageValue

from ..models import Document, Kind, Page, Revision, Standing


def listed(document: Document, number: int, *, before: int | None, most: int) -> list[Revision]:
    """Return at most ``most`` revisions of page ``number`` older than revision ``before``, the newest first."""
    rows = Revision.objects.filter(document=document, page=number).select_related("made_by")
    rows = rows if before is None else rows.filter(number__lt=before)
    return list(rows.order_by("-number")[:most])


def every(document: Document) -> Iterator[Revision]:
    """Return all revisions of the document by page, the oldest first."""
    rows = Revision.objects.filter(document=document).select_related("made_by")
    return rows.order_by("page", "number").iterator(100)


def splices(document: Document, page: Page, since: int) -> list[Splice]:
    """Return the changes of ``page`` after revision ``since``, each made for the page after those before it."""
    rows = Revision.objects.filter(document=document, page=page.number, number__gt=since, number__lte=page.revision)
    return [splice for revision in rows.order_by("number") for splice in revision.value().splices]


def undid(document: Document, page: Page, revision: int) -> bool:
    """Return whether the newest revision of ``page`` took ``revision`` back."""
    rows = Revision.objects.filter(document=document, page=page.number, number=page.revision)
    return rows.filter(kind=Kind.UNDO, target=revision).exists()


def as_read(page: Page) -> PageValue:
    """Return the page's result before anybody changed it."""
    value = page.value()
    if page.revision == 1:
        return value
    rows = Revision.objects.filter(document=page.run.document_id, page=page.number, run=page.run_id)
    return editing.undone(value, *(revision.value() for revision in rows.order_by("number")))


def to_dict(revision: Revision) -> dict[str, Any]:
    """Return a revision as plain values: author, time, and each changed line before and after."""
    change = revision.value()
    counts = revision.standing in {Standing.APPLIED, Standing.CARRIED}
    lost = set(revision.lost)
    return {
        "page": revision.page,
        "number": revision.number,
        "kind": revision.kind,
        "standing": revision.standing,
        "made_by": revision.made_by.get_username() if revision.made_by else None,
        "created_at": revision.created_at,
        "undoes": revision.target if revision.kind == Kind.UNDO else None,
        "carries": revision.target if revision.kind == Kind.CARRY else None,
        "reviewed": change.reviewed[1],
        "changes": [
            _place(splice) | {"applied": counts or (bool(lost) and number not in lost)}
            for number, splice in enumerate(change.splices)
        ],
    }


def _place(splice: Splice) -> dict[str, Any]:
    box = union(line.box for line in (*splice.before, *splice.after))
    return {
        "block": splice.block,
        "line": splice.line,
        "box": list(box),
        "before": _text(splice.before),
        "after": _text(splice.after),
    }


def _text(lines: tuple[Line, ...]) -> str | None:
    return "\n".join(line.text for line in lines) if lines else None
