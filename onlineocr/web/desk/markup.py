"""The text of a page as HTML: blocks, tables, words with their numbers, marked matches.

It is written without a template: a page of 4,000 words would take a template longer than all the rest of the desk.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from onlineocr.ocr.export import located
from onlineocr.ocr.export.cells import Slot, grid
from onlineocr.ocr.export.located import Located
from onlineocr.ocr.page import REVIEW_BELOW
from onlineocr.ocr.page import Page as PageValue

from ..text import Range, pieces_between

VERY_DOUBTFUL = 0.6
"""Confidence below which a word is more likely wrong than a person would guess: it gets the stronger sign."""

_GAP = "\n\n"  # between blocks, see `layout.compose`


class Word(NamedTuple):
    """A word at ``text[start:end]``. ``number`` counts the words of the page's lists from 0."""

    start: int
    end: int
    number: int
    doubt: int


def doubt(word: Mapping[str, Any]) -> int:
    """Return 0 for a word that needs no look, 1 for a doubtful one, 2 for a very doubtful one."""
    sure = word["confidence"]
    if sure is None or sure >= REVIEW_BELOW or word.get("corrected"):
        return 0
    return 1 if sure >= VERY_DOUBTFUL else 2


def words_of(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the words of a page's JSON in the order of its lists."""
    return [word for block in result.get("blocks", ()) for line in block["lines"] for word in line["words"]]


def render(text: str, marks: Sequence[Range], result: Mapping[str, Any]) -> SafeString:
    """Return the HTML of ``text``. Its text content is ``text``, where a table counts by its ``data-text``."""
    return mark_safe("".join(_Text(text, marks, result).parts()))  # noqa: S308 - every part of the text is escaped


class _Text:
    def __init__(self, text: str, marks: Sequence[Range], result: Mapping[str, Any]) -> None:
        self._text, self._marks = text, marks
        self._words = _placed(result)
        self._starts = [word.start for word in self._words]
        self._kinds = [block["kind"] for block in result.get("blocks", ()) if block["lines"]]
        self._page = PageValue.from_dict(dict(result)) if result.get("tables") else None

    def parts(self) -> Iterator[str]:
        text, last = self._text, 0
        kinds = self._kinds if len(self._kinds) == text.count(_GAP) + 1 else []
        for table in located.tables(self._page) if self._page else ():
            start, end = len(text[: table.start].rstrip("\n")), table.end
            end += len(text[end:]) - len(text[end:].lstrip("\n"))
            yield from self._blocks(last, start, kinds)
            yield self._table(table, max(last, start), end)
            last = end
        yield from self._blocks(last, len(text), kinds)

    def _blocks(self, start: int, end: int, kinds: Sequence[str]) -> Iterator[str]:
        number = self._text.count(_GAP, 0, start) if kinds else 0
        while start < end:
            gap = self._text.find(_GAP, start, end)
            stop = end if gap < 0 else gap
            if stop > start:
                kind = kinds[min(number, len(kinds) - 1)] if kinds else "text"
                yield f'<div class="block" data-kind="{kind}" dir="auto">{self._inline(start, stop)}</div>'
            if gap >= 0:
                yield _GAP
            start, number = stop + len(_GAP), number + 1

    def _inline(self, start: int, end: int) -> str:
        out: list[str] = []
        last = start
        for index in range(bisect_left(self._starts, start), len(self._words)):
            word = self._words[index]
            if word.start >= end:
                break
            first, until = max(word.start, last), min(word.end, end)
            sign = f' class="d{word.doubt}"' if word.doubt else ""
            out += (self._marked(last, first), f'<span data-w="{word.number}"{sign}>', self._marked(first, until))
            out.append("</span>")
            last = until
        return "".join((*out, self._marked(last, end)))

    def _marked(self, start: int, end: int) -> str:
        if not self._marks:
            return escape(self._text[start:end])
        return "".join(
            f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)
            for piece in pieces_between(self._text, (start, end), self._marks)
        )

    def _table(self, table: Located, start: int, end: int) -> str:
        rows = "".join(f"<tr>{''.join(self._cells(row, table))}</tr>" for row in grid(table.table))
        return f'<table dir="auto" data-text="{escape(self._text[start:end])}"><tbody>{rows}</tbody></table>'

    def _cells(self, slots: Sequence[Slot], table: Located) -> Iterator[str]:
        for slot in slots:
            if slot.cell is None:
                yield '<td dir="auto"></td>'
            elif slot.is_start:
                span = f' rowspan="{slot.rows}"' if slot.rows > 1 else ""
                span += f' colspan="{slot.columns}"' if slot.columns > 1 else ""
                lines = [self._inline(*place) for place in table.ranges.get(slot.cell, ())]
                yield f'<td dir="auto"{span}>{_NEW_LINE.join(lines)}</td>'


_NEW_LINE = "\n"


def _placed(result: Mapping[str, Any]) -> list[Word]:
    """Return the words that have a place in the text, in its order, without overlaps."""
    words = [
        Word(word["span"][0], word["span"][1], number, doubt(word))
        for number, word in enumerate(words_of(result))
        if word["span"][0] < word["span"][1]
    ]
    placed: list[Word] = []
    for word in sorted(words):
        if not placed or word.start >= placed[-1].end:
            placed.append(word)
    return placed
