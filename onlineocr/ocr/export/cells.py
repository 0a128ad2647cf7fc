"""Tables: the table of a block, the lines of each cell, and the grid of the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..geometry import Box, union
from ..page import Block, Cell, Line, Page, Table


def table_of(block: Block, page: Page) -> Table | None:
    """Return the table that a block of kind "table" shows, or None if only its lines are known."""
    if block.kind != "table":
        return None
    return next((table for table in page.tables if table.box == block.box), None)


def cell_at(box: Box, cells: Sequence[Cell]) -> int | None:
    """Return the index of the cell that overlaps ``box`` most, or None if no cell overlaps it."""
    shared = [cell.box.intersection(box) for cell in cells]
    most = max(shared, default=0)
    return shared.index(most) if most else None


@dataclass(frozen=True, slots=True)
class CellLines:
    """The lines of one cell. ``cell`` is None for the lines outside all cells."""

    cell: Cell | None
    lines: tuple[Line, ...]

    @property
    def box(self) -> Box:
        return self.cell.box if self.cell else union(line.box for line in self.lines)


def by_cell(table: Table, block: Block) -> list[CellLines]:
    """Return every cell of ``table`` with the lines of ``block`` whose center lies in it, then the lines outside."""
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
    """One place of the grid. ``cell`` is None in a hole. ``is_start`` marks the upper left place of a cell.

    ``rows`` and ``columns`` are the cell's extent here, without overlap.
    """

    column: int
    cell: Cell | None = None
    is_start: bool = False
    rows: int = 1
    columns: int = 1


def grid(table: Table) -> Iterator[list[Slot]]:
    """Return the rows of ``table``, each with a slot for every column. Where cells overlap, the earlier one wins."""
    starts: dict[tuple[int, int], Cell] = {(cell.row, cell.column): cell for cell in reversed(table.cells)}
    open_slots: dict[int, tuple[Slot, int]] = {}  # by column: a cell that spans further rows, and how many
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
    """Return a slot for each cell and hole in a row of the grid. Cells that begin in a row above are no start.

    ``columns`` is the number of the row's places that the cell or hole fills.
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
