"""Cells of tables: their lines, and the grid that they make up."""

from hypothesis import given

from onlineocr.ocr.export.cells import by_cell, grid, table_of
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Block, Cell, Table
from tests.ocr.export.samples import FULL, GRID, GRID_BLOCK, any_page, line

BOX = Box(0, 0, 10, 10)


def shape(*cells, rows=2, columns=2):
    """A letter for each place: a cell's text, or a dot in a hole."""
    made = (Cell(row, column, text, BOX, down, across) for row, column, text, down, across in cells)
    found = grid(Table(BOX, rows, columns, tuple(made)))
    return ["".join(slot.cell.text if slot.cell else "." for slot in slots) for slots in found]


def test_a_block_of_a_table_is_found_by_its_box():
    assert table_of(GRID_BLOCK, FULL) == GRID
    assert table_of(Block("table", BOX), FULL) is None
    assert table_of(Block("text", GRID.box), FULL) is None


def test_each_cell_has_the_lines_that_lie_in_it():
    parts = by_cell(GRID, GRID_BLOCK)
    assert [[one.text for one in part.lines] for part in parts] == [
        ["Item"], ["Price"], ["Tea"], ["=1+1"], ["Milk & more"], ["2.50"],
    ]  # fmt: skip
    far = line("far away", 9000)
    assert by_cell(GRID, Block("table", GRID.box, (far,)))[-1].lines == (far,)


def test_cells_take_their_spans():
    assert shape((0, 0, "a", 1, 2), (1, 0, "b", 1, 1), (1, 1, "c", 1, 1)) == ["aa", "bc"]
    assert shape((0, 0, "a", 2, 1), (0, 1, "b", 1, 1), (1, 1, "c", 1, 1)) == ["ab", "ac"]


def test_holes_and_spans_over_the_edge_are_no_trouble():
    assert shape((1, 1, "a", 9, 9)) == ["..", ".a"]
    assert shape((0, 0, "a", 2, 2), (1, 1, "b", 1, 1)) == ["aa", "aa"]
    assert shape((0, 1, "a", 2, 1), (1, 0, "b", 1, 2)) == [".a", "ba"]
    assert shape(rows=0) == []


@given(any_page())
def test_every_row_has_a_slot_for_every_column(page):
    for table in page.tables:
        rows = list(grid(table))
        assert len(rows) == table.rows
        assert all([slot.column for slot in slots] == list(range(table.columns)) for slots in rows)
