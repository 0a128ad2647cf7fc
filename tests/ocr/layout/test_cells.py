"""The cells of a grid as a table, and its rows as lines."""

from __future__ import annotations

import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.cells import table_of
from onlineocr.ocr.layout.tables import Grid, GridCell
from onlineocr.ocr.layout.views import LEVEL, MIRRORED
from tests.ocr.layout.lines import line

BOX = Box(0, 0, 400, 100)


def cell(row, column, *lines, rows=1, columns=1):
    return GridCell(
        row, column, rows, columns, Box(100 * column, 50 * row, 100 * (column + columns), 50 * (row + rows)), lines
    )


def shape(view, *cells, rows=2, columns=3):
    return [
        (one.row, one.column, one.row_span, one.column_span)
        for one in table_of(Grid(BOX, rows, columns, cells), view).cells
    ]


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (LEVEL, [(0, 0, 1, 2), (0, 2, 2, 1), (1, 0, 1, 1), (1, 1, 1, 1)]),
        (MIRRORED, [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]),
    ],
    ids=["from the left", "from the right"],
)
def test_it_counts_columns_in_reading_direction(view, found):
    cells = cell(0, 0, columns=2), cell(0, 2, rows=2), cell(1, 0), cell(1, 1)
    assert shape(view, *cells) == found


def test_it_gives_cells_row_by_row():
    assert shape(LEVEL, cell(1, 0), cell(0, 1), cell(0, 0)) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1)]


def test_it_keeps_the_boxes_and_the_size():
    made = table_of(Grid(BOX, 2, 3, (cell(1, 1, columns=2),)), LEVEL)
    assert (made.box, made.rows, made.columns, made.cells[0].box) == (BOX, 2, 3, Box(100, 50, 300, 100))


def text(view, *lines):
    return table_of(Grid(BOX, 1, 1, (cell(0, 0, *lines),)), view).cells[0].text


def test_it_joins_segments_of_a_row_by_a_space_and_rows_by_a_line_feed():
    assert text(LEVEL, line("tea", 60, 2), line("Green", 0, 0), line("from China", 0, 25)) == "Green tea\nfrom China"
    assert text(LEVEL) == ""


def test_it_joins_segments_from_the_right_in_a_mirrored_table():
    assert text(MIRRORED, line("עולם", 0, 0), line("שלום", 60, 2)) == "שלום עולם"
