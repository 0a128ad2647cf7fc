"""Workbooks, read back by openpyxl"""

import io
import zipfile

import openpyxl
from hypothesis import given

from onlineocr.ocr.export.cells import grid
from onlineocr.ocr.export.spreadsheet import tables
from onlineocr.ocr.page import Cell, Table
from tests.ocr.export.samples import FULL, OTHER, any_page, page, parsed, table, written


def book(*pages):
    return openpyxl.load_workbook(io.BytesIO(written("xlsx", *pages)))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.rows]


def of(*rows, **spans):
    one, block = table(*rows)
    cells = tuple(Cell(cell.row, cell.column, cell.text, cell.box, **spans) for cell in one.cells)
    return page(block, tables=(Table(one.box, one.rows, one.columns, cells if spans else one.cells),))


def test_it_writes_a_sheet_for_each_table():
    made = book(FULL, OTHER, of(("x",)))
    assert made.sheetnames == ["Page 1", "Page 1 (2)"]
    assert values(made["Page 1"]) == [["Item", "Price"], ["Tea", "=1+1"], ["Milk & more", 2.5]]


def test_a_formula_stays_text():
    cell = book(FULL)["Page 1"]["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)
    assert "<f>" not in zipfile.ZipFile(io.BytesIO(written("xlsx", FULL))).read("xl/worksheets/sheet1.xml").decode()


def test_numbers_keep_their_decimals():
    sheet = book(of(("2.50", "7", "007", "1.234,5")))["Page 1"]
    assert [(cell.value, cell.number_format) for cell in sheet[1]] == [
        (2.5, "0.00"), (7, "0"), ("007", "@"), (1234.5, "General"),
    ]  # fmt: skip


def test_cells_keep_their_spans():
    sheet = book(of(("wide", ""), column_span=2))["Page 1"]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:B1"]


def test_text_that_looks_like_an_escape_stays_as_it_is():
    text = "_x0041_ and _x000D_"
    assert (
        "_x005F_x0041_ and _x005F_x000D_"
        in zipfile.ZipFile(io.BytesIO(written("xlsx", of((text,))))).read("xl/worksheets/sheet1.xml").decode()
    )


def test_a_text_is_no_longer_than_a_cell_takes():
    assert book(of(("😀" * 20_000,)))["Page 1"]["A1"].value == "😀" * 16_383


def test_a_document_without_tables_says_so():
    made = book(OTHER)
    assert (made.sheetnames, made["No tables"]["A1"].value) == (["No tables"], "No tables were found on these pages.")


@given(any_page())
def test_every_part_is_well_formed_whatever_the_page_holds(page):
    data = written("xlsx", page)
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        parsed(archive.read(name))
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert len(made.sheetnames) == max(1, len(list(tables([page]))))
    for (_, one), sheet in zip(tables([page]), made, strict=False):
        starts = sum(slot.is_start and bool(slot.cell.text) for slots in grid(one) for slot in slots)
        assert sum(cell.value is not None for row in sheet.rows for cell in row) == starts
