"""Words with low confidence that a person should review: the least certain first, or in reading order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from onlineocr.ocr.page import REVIEW_BELOW

from ..models import Document, Page
from ..models.querysets import PageQuerySet

MOST_WORDS = 1_000
_TOGETHER = 5  # pages that are fetched at once


class Place(NamedTuple):
    """A word's position: ``page`` counts from 1, the others from 0, as in the result's lists."""

    page: int
    block: int
    line: int
    word: int

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read ``3.0.12.4``."""
        return cls(*map(int, text.split(".")))

    def __str__(self) -> str:
        return ".".join(map(str, self))


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A word that may be wrong, and its position: `page` counts from 1, the others from 0, as in the result's lists."""

    confidence: float
    page: int
    block: int
    line: int
    word: int
    text: str = field(compare=False)
    box: tuple[int, ...] = field(compare=False)
    line_text: str = field(compare=False)

    @property
    def place(self) -> Place:
        return Place(self.page, self.block, self.line, self.word)


@dataclass(frozen=True, slots=True)
class Review:
    """``doubts``: the words in their order. ``count``: the document's words below `REVIEW_BELOW`.

    ``pages``: number, revision, confidence and doubtful words of pages. ``more``: further words follow in the direction
    of a walk in reading order.
    """

    count: int
    doubts: list[Doubt]
    pages: list[dict[str, Any]]
    more: bool = False


def of(document: Document, *, below: float = REVIEW_BELOW, most: int = 100) -> Review:
    """Return up to ``most`` words with a confidence below ``below`` that no person has reviewed, and all pages that
    have doubtful words or need review.

    Pages are read in the order of their least certain word, until no further page can contribute a word to the list. So
    a long document costs only as much as its worst pages.
    """
    rows = _counted_pages(document)
    keys = list(rows.filter(lowest__lt=below).order_by("lowest", "number").values_list("pk", "lowest"))
    first: list[Doubt] = []
    for start in range(0, len(keys), _TOGETHER):
        some = keys[start : start + _TOGETHER]
        if len(first) == most and first[-1].confidence < (some[0][1] or 0):
            break
        found = (doubt for row in _rows([pk for pk, _ in some]) for doubt in _doubts(row, below))
        first = heapq.nsmallest(most, (*first, *found))
    return Review(_count(rows), first, _summaries(rows.filter(Q(needs_review=True) | Q(doubts__gt=0))))


def in_reading_order(
    document: Document,
    *,
    below: float = REVIEW_BELOW,
    most: int = 100,
    after: Place | None = None,
    before: Place | None = None,
) -> Review:
    """Return the same words in reading order: the first ones, or those next to a position on one side of it.

    Only pages with such words are read, from the position on, until the list is full. The position need not be that of
    a doubtful word. ``pages`` are those of the words.
    """
    rows = _counted_pages(document)
    walked = rows.filter(lowest__lt=below)
    if before is not None:
        keys = walked.filter(number__lte=before.page).order_by("-number").values_list("pk", flat=True)
    else:
        keys = walked.filter(number__gte=after.page if after else 1).order_by("number").values_list("pk", flat=True)
    found: list[Doubt] = []
    for doubt in _walk(list(keys), below, back=before is not None):
        if (after is None or doubt.place > after) and (before is None or doubt.place < before):
            found.append(doubt)
            if len(found) > most:
                break
    doubts = sorted(found[:most], key=lambda doubt: doubt.place)
    pages = _summaries(rows.filter(number__in={doubt.page for doubt in doubts}))
    return Review(_count(rows), doubts, pages, more=len(found) > most)


def count(document: Document) -> int:
    """Return the number of the document's doubtful words that no person has reviewed."""
    return _count(_counted_pages(document))


def _walk(keys: Sequence[int], below: float, *, back: bool) -> Iterator[Doubt]:
    """Yield the doubtful words of the pages ``keys``, which are in the order of the walk; the first page alone, because
    most walks end on it."""
    start, together = 0, 1
    while start < len(keys):
        rows = sorted(_rows(keys[start : start + together]), key=lambda row: row.number, reverse=back)
        for row in rows:
            doubts = list(_doubts(row, below))
            yield from reversed(doubts) if back else doubts
        start, together = start + together, _TOGETHER


def _counted_pages(document: Document) -> PageQuerySet:
    """Return the pages of the shown result, each with the number of its doubtful words.

    Pages that an earlier version read are counted now, once.
    """
    rows = Page.objects.succeeded().filter(run=document.shown or document.run)
    uncounted = list(rows.filter(doubts=None).values_list("pk", flat=True))
    for start in range(0, len(uncounted), _TOGETHER):
        for row in _rows(uncounted[start : start + _TOGETHER]):
            sure = [doubt.confidence for doubt in _doubts(row, 2.0)]
            counts = {"doubts": sum(one < REVIEW_BELOW for one in sure), "lowest": min(sure, default=None)}
            Page.objects.filter(pk=row.pk, doubts=None).update(**counts)
    return rows


def _count(rows: PageQuerySet) -> int:
    count: int = rows.aggregate(sum=Sum("doubts"))["sum"] or 0
    return count


def _summaries(rows: PageQuerySet) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.order_by("number").values("number", "revision", "confidence", "doubts")]


def _rows(keys: Sequence[int]) -> list[Page]:
    return list(Page.objects.filter(pk__in=keys).only("number", "result"))


def _doubts(row: Page, below: float) -> Iterator[Doubt]:
    """Yield doubtful words from the row's JSON: building values of all pages would take several times as long."""
    for block_number, block in enumerate((row.result or {}).get("blocks", ())):
        for line_number, line in enumerate(block["lines"]):
            for number, word in enumerate(line["words"]):
                sure = word["confidence"]
                if sure is not None and sure < below and not word.get("corrected"):
                    place = row.number, block_number, line_number, number
                    yield Doubt(sure, *place, word["text"], tuple(word["box"]), line["text"])
