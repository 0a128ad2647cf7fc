"""Positions of a page's tables, and of the text of each cell, in the page's text.

With them a view of the text can show its tables as tables and still mark search results in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..geometry import Box
from ..page import Block, Cell, Page, Table
from .cells import cell_at, grid, table_of

Range = tuple[int, int]
"""[start, end) in the page's text, in code points."""


@dataclass(frozen=True, slots=True)
class Located:
    """A table whose lines are ``text[start:end]``. ``ranges`` holds one range for each line of each cell."""

    table: Table
    start: int
    end: int
    ranges: dict[Cell, list[Range]]


def tables(page: Page) -> Iterator[Located]:
    """Return the tables of ``page`` in the order of the text, without tables whose grid lacks a word."""
    last = 0
    for block in page.blocks:
        table = table_of(block, page)
        if table is None or (ranges := _ranges(table, block)) is None:
            continue
        places = [place for own in ranges.values() for place in own]
        if not places:
            continue
        start, end = _whole_lines(page.text, min(places)[0], max(end for _, end in places))
        if last <= start < end <= len(page.text):
            yield Located(table, start, end, ranges)
            last = end


def _ranges(table: Table, block: Block) -> dict[Cell, list[Range]] | None:
    found: dict[Cell, list[Range]] = {}
    for line in block.lines:
        own: dict[Cell, Range] = {}
        for word in line.words:
            cell = _home(word.box, table)
            start, end = word.span
            if cell is None or start >= end:
                return None
            first, last = own.get(cell, (start, end))
            own[cell] = min(first, start), max(last, end)
        if not own and line.text.strip():
            return None
        for cell, place in own.items():
            found.setdefault(cell, []).append(place)
    shown = {slot.cell for slots in grid(table) for slot in slots if slot.is_start}
    return found if found.keys() <= shown else None


def _home(box: Box, table: Table) -> Cell | None:
    number = cell_at(box, table.cells)
    return None if number is None else table.cells[number]


def _whole_lines(text: str, start: int, end: int) -> Range:
    """Return the range extended to whole lines: tabs may precede its first word and follow its last one."""
    after = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if after < 0 else after
