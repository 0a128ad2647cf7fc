"""Tables in a page's result: as cells, and as a block of the text."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from onlineocr.ocr import Options, recognize
from onlineocr.ocr.engines import registry
from onlineocr.ocr.layout import find_tables
from onlineocr.ocr.page import Page, PageImage
from onlineocr.ocr.pipeline import read_page
from tests.support.drawing import draw_text, encode
from tests.support.pdfs import new_page
from tests.support.tables import ROWS, draw_table

CELLS = [(row, column, text) for row, texts in enumerate(ROWS) for column, text in enumerate(texts)]
TEXT = "\n".join("\t".join(row) for row in ROWS)


PPOCR = Options(engine="ppocr")


def read(picture, options=PPOCR, **image):
    return read_page(PageImage(1, np.array(picture), **image), options, registry.get("ppocr"))


def cells(page):
    [table] = page.tables
    return [(cell.row, cell.column, cell.text) for cell in table.cells]


@pytest.mark.engine
@pytest.mark.parametrize(("across", "down"), [(True, True), (True, False), (False, True), (False, False)])
def test_it_reads_the_cells_of_a_table_with_and_without_lines(across, down):
    page = read(draw_table(across=across, down=down))
    assert cells(page) == CELLS
    assert page.text == f"What was sold in the last week:\n\n{TEXT}\n\nAll prices are in euro."


@pytest.mark.engine
def test_each_table_has_a_block_with_its_box():
    page = read(draw_table())
    assert [block.kind for block in page.blocks] == ["text", "table", "text"]
    assert page.blocks[1].box == page.tables[0].box
    assert Page.from_dict(page.to_dict()) == page


@pytest.mark.engine
def test_it_reads_a_table_that_is_askew():
    page = read(draw_table().rotate(-3, expand=True, fillcolor="white"))
    assert cells(page) == CELLS
    assert page.blocks[1].box == page.tables[0].box


@pytest.mark.engine
def test_it_reads_a_table_on_a_page_that_lies_on_its_side():
    page = read(draw_table([*ROWS, *ROWS[1:], *ROWS[1:]]).rotate(90, expand=True))
    assert (page.rotation, page.tables[0].rows, page.tables[0].columns) == (90, 10, 3)


@pytest.mark.engine
def test_it_gives_boxes_in_pixels_of_the_whole_page():
    picture = draw_table()
    whole, small = read(picture), read(picture, full_width=2 * picture.width, full_height=2 * picture.height)
    assert small.tables[0].box == tuple(2 * side for side in whole.tables[0].box)


@pytest.mark.engine
def test_it_looks_for_none_when_told_not_to():
    page = read(draw_table(), Options(engine="ppocr", tables=False))
    assert page.tables == ()
    assert "table" not in [block.kind for block in page.blocks]


@pytest.mark.engine
def test_it_sees_no_table_in_prose():
    assert read(draw_text().image).tables == ()


@pytest.mark.engine
@pytest.mark.parametrize("layer", ["auto", "only", "ignore"])
def test_it_reads_the_tables_of_a_pdf_page_with_its_own_text(layer):
    document = new_page(size=12)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            document.text(60 + 150 * column, 120 + 30 * row, text)
    for row in range(len(ROWS) + 1):
        document.line(50, 100 + 30 * row, 500, 100 + 30 * row)
    for column in range(len(ROWS[0]) + 1):
        document.line(50 + 150 * column, 100, 50 + 150 * column, 100 + 30 * len(ROWS))
    [page] = recognize(bytes(document.output()), Options(engine="ppocr", text_layer=layer))
    assert page.source == ("ocr" if layer == "ignore" else "text_layer")
    assert cells(page) == CELLS


@pytest.mark.engine
def test_the_library_gives_them():
    [page] = recognize(encode(draw_table(), "PNG"), Options(engine="ppocr"))
    assert cells(page) == CELLS


@pytest.mark.engine
def test_it_says_when_a_table_has_too_many_cells(monkeypatch):
    monkeypatch.setattr(sys.modules[find_tables.__module__], "MOST_CELLS", 4)
    page = read(draw_table())
    assert [problem.code for problem in page.problems] == ["tables_cut"]
    assert page.tables == ()


NARROW = (("Day", "Open", "Note"), ("Monday", "9-17", "lunch at noon"), ("Tuesday", "9-19", "late opening"),
          ("Wednesday", "closed", "holiday"), ("Friday", "8-12", "short day"))  # fmt: skip


@pytest.mark.engine
@pytest.mark.parametrize("count", [3, 4, 5])
def test_it_reads_the_cells_of_a_ruled_table_with_narrow_margins(count):
    rows = (NARROW[0], *NARROW[-count + 1 :])
    document = new_page(size=15)
    document.c_margin = 1.5
    document.set_y(60)
    widths = [max(document.get_string_width(text) for text in column) + 3 for column in zip(*rows, strict=True)]
    for row in rows:
        for text, width in zip(row, widths, strict=True):
            document.cell(width, 20, text, border=1)
        document.ln()
    [page] = recognize(bytes(document.output()), Options(engine="ppocr"))
    assert cells(page) == [(at, column, text) for at, row in enumerate(rows) for column, text in enumerate(row)]
