"""Tables: which table a block is, which of its lines belong to which cell, and the grid that cells make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..geometry import Box, union
from ..page import Block, Cell, Line, Page, Table


def table_of(block: Block, page: Page) -> Table | None:
    """The table that a block of kind "table" shows; None where only its lines are known."""
    if block.kind != "table":
        return None
    return next((table for table in page.tables if table.box == block.box), None)


def cell_at(box: Box, cells: Sequence[Cell]) -> int | None:
    """The number of the cell that shares most with ``box``; None when none does."""
    shared = [cell.box.intersection(box) for cell in cells]
    most = max(shared, default=0)
    return shared.index(most) if most else None


@dataclass(frozen=True, slots=True)
class CellLines:
    """Lines that belong together; ``cell`` is None for those outside all cells."""

    cell: Cell | None
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        return self.cell.box if self.cell else union(line.box for line in self.lines)


def by_cell(table: Table, block: Block) -> list[CellLines]:
    """Every cell of ``table`` with the lines of ``block`` whose middle lies in it, then what lies in none."""
    found: list[list[Line]] = [[] for _ in table.cells]
    outside: list[Line] = []
    for line in block.lines:
        home = next(
            (lines for cell, lines in zip(table.cells, found, strict=True) if cell.box.holds(line.box.center)), outside
        )
        home.append(line)
    cells = [CellLines(cell, tuple(lines)) for cell, lines in zip(table.cells, found, strict=True)]
    return cells + ([CellLines(None, tuple(outside))] if outside else [])


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the grid. ``cell`` is None in a hole; ``is_start`` marks a cell's upper left place.

    ``rows`` and ``columns`` are those that the cell takes here, without overlap.
    """

    column: int
    cell: Cell | None = None
    is_start: bool = False
    rows: int = 1
    columns: int = 1


def grid(table: Table) -> Iterator[list[Slot]]:
    """The rows of ``table``, each with a slot for every column; a cell that overlaps an earlier one gives way."""
    starts: dict[tuple[int, int], Cell] = {(cell.row, cell.column): cell for cell in reversed(table.cells)}
    open_slots: dict[int, tuple[Slot, int]] = {}  # by column: what reaches down, and how many rows it still takes
    for row in range(table.rows):
        slots: list[Slot] = []
        while len(slots) < table.columns:
            column = len(slots)
            if column in open_slots:
                slot, left = open_slots.pop(column)
                slots.append(Slot(column, slot.cell))
                if left > 1:
                    open_slots[column] = slot, left - 1
            elif (cell := starts.get((row, column))) is not None:
                slots.extend(_begin(cell, table, slots, open_slots))
            else:
                slots.append(Slot(column))
        yield slots


def merged(slots: list[Slot]) -> Iterator[Slot]:
    """A slot for each cell and hole that a row of the grid shows; those of cells from above are no start.

    ``columns`` is how many of this row's places they take.
    """
    for _, group in groupby(slots, key=lambda slot: id(slot.cell or slot)):
        same = list(group)
        yield replace(same[0], columns=len(same))


def _begin(cell: Cell, table: Table, slots: list[Slot], open_slots: dict[int, tuple[Slot, int]]) -> Iterator[Slot]:
    column, rows = len(slots), min(cell.row_span, table.rows - cell.row)
    width = 1
    while width < cell.column_span and column + width < table.columns and column + width not in open_slots:
        width += 1
    first = Slot(column, cell, is_start=True, rows=max(1, rows), columns=width)
    for place in range(column, column + width):
        slot = first if place == column else Slot(place, cell)
        if rows > 1:
            open_slots[place] = slot, rows - 1
        yield slot
