"""Grids of cells with their lines -> tables, and their rows as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..page import Cell, Line, Table
from .rows import rows
from .tables import Grid, GridCell
from .views import MIRRORED, View

Merge = Callable[[Sequence[Line], str], Line]


def table_of(grid: Grid, view: View) -> Table:
    """The table, columns in the direction in which ``view`` reads: from the right in Arabic."""
    cells = (_cell(grid, cell, view) for cell in grid.cells)
    return Table(grid.box, grid.rows, grid.columns, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _cell(grid: Grid, cell: GridCell, view: View) -> Cell:
    written = rows([view.line(line) for line in cell.lines])
    text = "\n".join(" ".join(line.text for line in row) for row in written)
    return Cell(cell.row, _column(grid, cell, view), text, cell.box, cell.row_span, cell.column_span)


def _column(grid: Grid, cell: GridCell, view: View) -> int:
    return grid.columns - cell.column - cell.column_span if view == MIRRORED else cell.column


def lines_of(grid: Grid, view: View, seen: Callable[[Sequence[Line]], list[Line]], merge: Merge) -> Iterator[Line]:
    """The lines of a table's block: one for each row, its cells parted by a tab; or, where several cells of a row have
    more than one line, those of one cell after the other."""
    ordered = sorted(grid.cells, key=lambda cell: (cell.row, _column(grid, cell, view)))
    for row in range(grid.rows):
        cells = [[merge(line, " ") for line in rows(seen(cell.lines))] for cell in ordered if cell.row == row]
        if sum(len(cell) > 1 for cell in cells) > 1:
            yield from (line for cell in cells for line in cell)
        else:
            yield from _side_by_side([cell for cell in cells if cell], merge)


def _side_by_side(cells: Iterable[list[Line]], merge: Merge) -> Iterator[Line]:
    """The first lines of all cells as one, and the rest of the cell that has more."""
    own = list(cells)
    if own:
        yield merge([cell[0] for cell in own], "\t")
        yield from (line for cell in own for line in cell[1:])
