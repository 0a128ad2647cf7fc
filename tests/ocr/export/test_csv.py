"""Comma-separated values of the tables"""

import csv
import io

from hypothesis import given

from onlineocr.ocr.export.cells import grid
from onlineocr.ocr.export.spreadsheet import tables
from tests.ocr.export.samples import FULL, OTHER, any_page, page, table, written


def rows(*pages):
    return list(csv.reader(io.StringIO(written("csv", *pages).decode(), newline="")))


def test_it_writes_the_rows_of_a_table():
    assert rows(FULL) == [["Item", "Price"], ["Tea", "'=1+1"], ["Milk & more", "2.50"]]


def test_tables_are_parted_by_an_empty_line():
    one, block = table(("a", 'say "b", c'))
    assert written("csv", page(block, tables=(one,)), page(block, tables=(one,))).decode() == (
        'a,"say ""b"", c"\r\n\r\na,"say ""b"", c"\r\n'
    )


def test_a_document_without_tables_is_an_empty_file():
    assert written("csv", OTHER) == b""


@given(any_page())
def test_every_row_has_a_field_for_each_column(page):
    expected = [len(slots) for _, table in tables([page]) for slots in grid(table) if slots]
    assert [len(row) for row in rows(page) if row] == expected


@given(any_page())
def test_no_field_is_a_formula(page):
    for row in rows(page):
        assert not any(field.startswith(("=", "@")) for field in row)
