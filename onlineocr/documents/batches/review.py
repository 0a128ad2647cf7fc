"""The doubtful words of all documents of a batch, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from onlineocr.ocr.page import REVIEW_BELOW

from ..corrections import review
from ..corrections.review import Doubt, Place
from ..models import Batch, Document, Page
from . import state

_TOGETHER = 20  # documents that are fetched at once


class Spot(NamedTuple):
    """A position in the batch: at ``place`` of the ``document``; without a place, the document as a whole."""

    document: UUID
    place: Place | None = None


class NoSuchDocument(Exception):
    """The document of a position is not in the batch."""


@dataclass(frozen=True, slots=True)
class BatchReview:
    """``doubts``: the words in their order, each with its document. ``count``: those of the whole batch.

    ``more``: further words follow in the direction of the walk.
    """

    count: int
    doubts: list[tuple[Document, Doubt]]
    more: bool


def in_reading_order(
    batch: Batch,
    *,
    below: float = REVIEW_BELOW,
    most: int = 100,
    after: Spot | None = None,
    before: Spot | None = None,
) -> BatchReview:
    """Return doubtful words like `corrections.review.in_reading_order`, over the documents in their order.

    Raises :class:`NoSuchDocument` for a position in another document.
    """
    found: list[tuple[Document, Doubt]] = []
    spot, back = before or after, before is not None
    for document in _walk(batch, below, spot, back=back):
        here = spot.place if spot is not None and document.uid == spot.document else None
        ways: dict[str, Any] = {"before": here or _END} if back else {"after": here}
        part = review.in_reading_order(document, below=below, most=most + 1 - len(found), **ways)
        found += [(document, doubt) for doubt in (reversed(part.doubts) if back else part.doubts)]
        if len(found) > most:
            break
    kept = found[:most]
    return BatchReview(state.of_doubts(batch), kept[::-1] if back else kept, more=len(found) > most)


_END = Place(10**9, 0, 0, 0)


def _walk(batch: Batch, below: float, spot: Spot | None, *, back: bool) -> Iterator[Document]:
    """Yield the documents with such words from the position on, the nearest first; that of the position only if it has
    a place."""
    pages = Page.objects.succeeded().filter(run=Coalesce(OuterRef("shown"), OuterRef("latest")), lowest__lt=below)
    rows = batch.documents.filter(Exists(pages)).select_related("shown", "latest")
    rows = rows.order_by("-created_at", "-pk") if back else rows.order_by("created_at", "pk")
    if spot is not None:
        start = batch.documents.filter(uid=spot.document).first()
        if start is None:
            raise NoSuchDocument
        rows = rows.filter(_beyond(start, back=back, itself=spot.place is not None))
    at = 0
    while some := list(rows[at : at + _TOGETHER]):
        yield from some
        at += len(some)


def _beyond(start: Document, *, back: bool, itself: bool) -> Q:
    side = "lt" if back else "gt"
    found = Q(**{f"created_at__{side}": start.created_at}) | Q(created_at=start.created_at, **{f"pk__{side}": start.pk})
    return found | Q(pk=start.pk) if itself else found
