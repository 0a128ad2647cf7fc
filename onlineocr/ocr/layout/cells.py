"""Conversion of grids of cells with their lines to tables, and of their rows to lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..page import Cell, Line, Table
from .rows import rows
from .tables import Grid, GridCell
from .views import MIRRORED, View

Merge = Callable[[Sequence[Line], str], Line]


def table_of(grid: Grid, view: View) -> Table:
    """Return the table with columns in the reading direction of ``view``: from the right in Arabic."""
    cells = (_cell(grid, cell, view) for cell in grid.cells)
    return Table(grid.box, grid.rows, grid.columns, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _cell(grid: Grid, cell: GridCell, view: View) -> Cell:
    written = rows([view.line(line) for line in cell.lines])
    text = "\n".join(" ".join(line.text for line in row) for row in written)
    return Cell(cell.row, _column(grid, cell, view), text, cell.box, cell.row_span, cell.column_span)


def _column(grid: Grid, cell: GridCell, view: View) -> int:
    return grid.columns - cell.column - cell.column_span if view == MIRRORED else cell.column


def lines_of(grid: Grid, view: View, seen: Callable[[Sequence[Line]], list[Line]], merge: Merge) -> Iterator[Line]:
    """Yield the lines of a table's block: one for each row, with one tab per column before a cell; or, where several
    cells of a row have more than one line, the lines of one cell after the other."""
    ordered = sorted(grid.cells, key=lambda cell: (cell.row, _column(grid, cell, view)))
    for row in range(grid.rows):
        cells = [
            (_column(grid, cell, view), [merge(line, " ") for line in rows(seen(cell.lines))])
            for cell in ordered if cell.row == row and cell.lines
        ]  # fmt: skip
        if sum(len(lines) > 1 for _, lines in cells) > 1:
            yield from (line for _, lines in cells for line in lines)
        elif cells:
            yield _side_by_side([(column, lines[0]) for column, lines in cells], merge)
            yield from (line for _, lines in cells for line in lines[1:])


def _side_by_side(cells: Sequence[tuple[int, Line]], merge: Merge) -> Line:
    """Return one line of the cells' first lines, each after one tab per column, without tabs at the end."""
    parts: list[str] = []
    position = 0
    for column, line in cells:
        parts.append("\t" * (column - position) + line.text)
        position = column
    return replace(merge([line for _, line in cells], "\t"), text="".join(parts))
