"""The tables that bench/tables.py draws, and how it judges what was read of them."""

import pytest

from bench import tables
from bench.data import drawn_tables
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Cell, EngineInfo, Page, Table


def page(cells, size):
    own = tuple(
        Cell(cell.row, cell.column, cell.text, Box(0, 0, 1, 1), cell.row_span, cell.column_span) for cell in cells
    )
    return Page(1, 10, 10, EngineInfo("told", "1"), tables=(Table(Box(0, 0, 9, 9), *size, own),))


@pytest.mark.parametrize("look", drawn_tables.LOOKS, ids=lambda look: look.name)
def test_it_draws_the_same_table_again(look):
    one, other = drawn_tables.drawn(look, 1), drawn_tables.drawn(look, 1)
    assert one[1] == other[1]
    assert one[0].tobytes() == other[0].tobytes()


def test_it_judges_a_perfect_reading_as_one():
    _, true = drawn_tables.drawn(drawn_tables.LOOKS[5], 2)
    rows, columns = (max(getattr(cell, axis) for cell in true) + 1 for axis in ("row", "column"))
    size, right, both, found, wanted = tables.judged(page(true, (rows, columns)), true)
    assert (size, right, both) == (True, len(true), wanted)
    assert found == wanted


def test_it_counts_neighbours_past_empty_cells():
    cells = [drawn_tables.TrueCell(0, 0, "a"), drawn_tables.TrueCell(0, 2, "c"), drawn_tables.TrueCell(1, 0, "d")]
    assert tables.relations(cells) == {("a", "c", "right"): 1, ("a", "d", "below"): 1}


def test_it_judges_no_table_as_nothing_found():
    _, true = drawn_tables.drawn(drawn_tables.LOOKS[0], 1)
    nothing = Page(1, 10, 10, EngineInfo("told", "1"))
    assert tables.judged(nothing, true)[:3] == (False, 0, 0)
