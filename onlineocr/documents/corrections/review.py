"""Words with low confidence that a person should review, the least certain first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, Sum

from onlineocr.ocr.page import REVIEW_BELOW

from ..models import Document, Page

MOST_WORDS = 1_000
_TOGETHER = 5  # pages that are fetched at once


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A word that may be wrong, and its position: `page` counts from 1, the others from 0, as in the result's lists."""

    confidence: float
    page: int
    block: int
    line: int
    word: int
    text: str
    box: tuple[int, ...]
    line_text: str
    key: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Review:
    """``doubts``: the least certain words, in this order. ``count``: the document's words below `REVIEW_BELOW`.

    ``pages``: number, revision and confidence of the pages that need review.
    """

    count: int
    doubts: list[Doubt]
    pages: list[dict[str, Any]]


def of(document: Document, *, below: float = REVIEW_BELOW, most: int = 100) -> Review:
    """Return up to ``most`` words with a confidence below ``below`` that no person has reviewed.

    Pages are read in the order of their least certain word, until no further page can contribute a word to the list. So
    a long document costs only as much as its worst pages.
    """
    rows = Page.objects.succeeded().filter(run=document.shown or document.run)
    counted = rows.aggregate(sum=Sum("doubts"))["sum"] or 0
    uncounted = Q(doubts=None)  # read by an earlier version
    in_order = rows.filter(Q(lowest__lt=below) | uncounted).order_by(F("lowest").asc(nulls_first=True), "number")
    keys = list(in_order.values_list("pk", "lowest", "doubts"))
    first: list[Doubt] = []
    for start in range(0, len(keys), _TOGETHER):
        some = keys[start : start + _TOGETHER]
        _, lowest, known = some[0]
        if known is not None and len(first) == most and first[-1].confidence < (lowest or 0):
            break
        found = [doubt for row in _rows(some) for doubt in _doubts(row, max(below, REVIEW_BELOW))]
        unknown = {pk for pk, _, known in some if known is None}
        counted += sum(doubt.confidence < REVIEW_BELOW for doubt in found if doubt.key in unknown)
        first = heapq.nsmallest(most, (doubt for doubt in (*first, *found) if doubt.confidence < below))
    pages = rows.filter(needs_review=True).order_by("number").values("number", "revision", "confidence")
    return Review(counted, first, [dict(row) for row in pages])


def _rows(keys: Sequence[tuple[Any, ...]]) -> list[Page]:
    return list(Page.objects.filter(pk__in=[pk for pk, *_ in keys]).only("number", "result"))


def _doubts(row: Page, below: float) -> Iterator[Doubt]:
    """Yield doubtful words from the row's JSON: building values of all pages would take several times as long."""
    for block_number, block in enumerate((row.result or {}).get("blocks", ())):
        for line_number, line in enumerate(block["lines"]):
            for number, word in enumerate(line["words"]):
                sure = word["confidence"]
                if sure is not None and sure < below and not word.get("corrected"):
                    place = row.number, block_number, line_number, number
                    yield Doubt(sure, *place, word["text"], tuple(word["box"]), line["text"], row.pk)
