"""What a person should look at: the doubtful words of a document, the most doubtful first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onlineocr.ocr.page import REVIEW_BELOW

from ..models import Document, Page

MOST_WORDS = 1_000
_TOGETHER = 20  # pages in memory at once


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """A word that may be wrong, and its place: `page` counts from 1, the others from 0, as in the result's lists."""

    confidence: float
    page: int
    block: int
    line: int
    word: int
    text: str
    box: tuple[int, ...]
    line_text: str


@dataclass(frozen=True, slots=True)
class Review:
    """``doubts``: the words below the bound, the most doubtful first; ``count`` of them there are in all. ``pages``:
    number, revision, confidence of those that need review."""

    count: int
    doubts: list[Doubt]
    pages: list[dict[str, Any]]


def of(document: Document, *, below: float = REVIEW_BELOW, most: int = 100) -> Review:
    """The words that are right with less than ``below`` probability and that no person has seen, at most ``most``."""
    counted = 0

    def doubts() -> Iterator[Doubt]:
        nonlocal counted
        for row in _pages(document):
            for doubt in _doubts(row, below):
                counted += 1
                yield doubt

    first = heapq.nsmallest(most, doubts())
    rows = Page.objects.succeeded().filter(run=document.shown or document.run, needs_review=True).order_by("number")
    return Review(counted, first, [dict(row) for row in rows.values("number", "revision", "confidence")])


def _pages(document: Document) -> Iterator[Page]:
    """Those with words that may be in doubt, a few at a time, so that a slow answer holds no query open."""
    rows = Page.objects.succeeded().filter(run=document.shown or document.run).exclude(confidence=None)
    keys = list(rows.exclude(confidence=1.0).order_by("number").values_list("pk", flat=True))
    for start in range(0, len(keys), _TOGETHER):
        some = Page.objects.filter(pk__in=keys[start : start + _TOGETHER]).order_by("number")
        yield from some.only("number", "result")


def _doubts(row: Page, below: float) -> Iterator[Doubt]:
    """From the row's JSON as it is: to build values of all pages would take several times as long."""
    for block_number, block in enumerate((row.result or {}).get("blocks", ())):
        for line_number, line in enumerate(block["lines"]):
            for number, word in enumerate(line["words"]):
                sure = word["confidence"]
                if sure is not None and sure < below and not word.get("corrected"):
                    place = row.number, block_number, line_number, number
                    yield Doubt(sure, *place, word["text"], tuple(word["box"]), line["text"])
