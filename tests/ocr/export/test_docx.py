"""Word documents, read back by python-docx"""

import io
import zipfile
from dataclasses import replace

import docx
from docx.oxml.ns import qn
from hypothesis import given

from onlineocr.ocr.export.base import About
from onlineocr.ocr.page import Cell, Table
from tests.ocr.export.samples import FULL, OTHER, any_page, block, line, page, parsed, table, written


def word(*pages, **more):
    return docx.Document(io.BytesIO(written("docx", *pages, **more)))


def shown(document):
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.text]


def test_it_writes_headings_paragraphs_lists_and_tables():
    document = word(FULL, OTHER)
    assert shown(document) == [
        ("Heading 2", "1 Results"),
        ("Normal", "The quick brown fox jumps over the example of a lazy dog <b>&amp;</b>."),
        ("List Paragraph", "first"), ("List Paragraph", "second one goes on"),
        ("Normal", "שלום עולם טוב"),
        ("Normal", "今天天气很好我们在北京"),
    ]  # fmt: skip
    (made,) = document.tables
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        ["Item", "Price"], ["Tea", "=1+1"], ["Milk & more", "2.50"],
    ]  # fmt: skip


def test_each_page_begins_a_new_one():
    made, grid = table(("a", "b"))
    document = word(OTHER, replace(OTHER, number=3), page(grid, tables=(made,)), page())
    breaks = [paragraph.paragraph_format.page_break_before for paragraph in document.paragraphs]
    assert breaks == [None, True, True, None, True]


def test_a_page_is_as_large_as_it_was():
    section = word(FULL).sections[0]
    assert (round(section.page_width.inches, 2), round(section.page_height.inches, 2)) == (6.67, 9.33)
    assert round(word(OTHER).sections[0].page_width.cm, 1) == 21.0


def test_lists_count_from_where_they_begin():
    document = word(
        page(block("list", line("4) four"), line("5) five", 25)), block("list", line("• x"), line("• y", 99)))
    )
    numberings = [one._p.pPr.numPr.numId.val for one in document.paragraphs]
    assert numberings == [2, 2, 1, 1]
    nums = document.part.numbering_part.element.findall(qn("w:num"))
    start = nums[1].find(f".//{qn('w:startOverride')}")
    assert start.get(qn("w:val")) == "4"


def test_a_list_that_does_not_count_keeps_its_marks():
    document = word(page(block("list", line("a) one"), line("b) two", 25))))
    assert [one.text for one in document.paragraphs] == ["a)\tone", "b)\ttwo"]


def test_language_and_direction_are_told():
    document = word(FULL, OTHER)
    hebrew = next(one for one in document.paragraphs if one.text.startswith("שלום"))
    assert hebrew._p.pPr.find(qn("w:bidi")) is not None
    assert hebrew.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    chinese = document.paragraphs[-1].runs[0]._r.rPr.find(qn("w:lang"))
    assert chinese.get(qn("w:eastAsia")) == "zh-Hans"


def test_cells_keep_their_spans():
    made, grid = table(("a", "b"), ("c", "d"))
    cells = (Cell(0, 0, "side", made.cells[0].box, 2, 1), made.cells[1], made.cells[3])
    (high,) = word(page(grid, tables=(Table(made.box, 2, 2, cells),))).tables
    assert high.cell(0, 0)._tc is high.cell(1, 0)._tc
    cells = (Cell(0, 0, "top", made.cells[0].box, 1, 2), *made.cells[2:])
    (wide,) = word(page(grid, tables=(Table(made.box, 2, 2, cells),))).tables
    assert wide.cell(0, 0)._tc is wide.cell(0, 1)._tc


def test_lines_that_stand_for_themselves_are_kept():
    address = block("text", line("Alice", width=60), line("12 Long Street", 25))
    assert word(page(address)).paragraphs[0].text == "Alice\n12 Long Street"


def test_a_table_wider_than_word_takes_becomes_lines():
    made, grid = table(tuple(str(n) for n in range(64)))
    document = word(page(grid, tables=(made,)))
    assert (len(document.tables), document.paragraphs[0].text.count("\t")) == (0, 63)


def test_it_carries_title_and_language():
    properties = word(FULL).core_properties
    assert (properties.title, properties.language, properties.author) == ("scan <1>.png", "en", "onlineocr")
    assert word(FULL, about=About()).core_properties.title == ""


def test_programs_tell_its_type_by_its_first_parts():
    names = zipfile.ZipFile(io.BytesIO(written("docx", FULL))).namelist()
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]


@given(any_page())
def test_every_part_is_well_formed_whatever_the_page_holds(page):
    data = written("docx", page, page)
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        parsed(archive.read(name))
    for made in docx.Document(io.BytesIO(data)).tables:
        assert all(row.cells is not None for row in made.rows)
