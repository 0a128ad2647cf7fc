"""Update of the texts of a table's cells from the lines of its block."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..export.cells import cell_at
from ..geometry import Box
from ..page import Block, Cell, Line, Table
from .words import places


def with_texts(tables: Sequence[Table], blocks: Sequence[Block], touched: Collection[Box]) -> tuple[Table, ...]:
    """Return ``tables`` with the current texts of their blocks; only tables whose box is in ``touched`` are updated."""
    own = {block.box: block for block in blocks if block.kind == "table"}
    return tuple(_table(table, own.get(table.box)) if table.box in touched else table for table in tables)


def _table(table: Table, block: Block | None) -> Table:
    lines = block.lines if block else ()
    texts: dict[int, list[str]] = {}
    for line in lines:
        for number, text in _parted(line, table.cells):
            texts.setdefault(number, []).append(text)
    cells = [replace(cell, text="\n".join(texts.get(number, ()))) for number, cell in enumerate(table.cells)]
    return replace(table, cells=tuple(cells))


def _parted(line: Line, cells: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """Split the line's text by the cells of its words: a line may cross several cells."""
    if not line.words:
        number = cell_at(line.box, cells)
        if number is not None:
            yield number, line.text
        return
    ranges: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(line.words, places(line), strict=True):
        number = cell_at(word.box, cells)
        if number is not None:
            first, last = ranges.get(number, (start, end))
            ranges[number] = min(first, start), max(last, end)
    for number, (start, end) in ranges.items():
        yield number, line.text[start:end].strip()
