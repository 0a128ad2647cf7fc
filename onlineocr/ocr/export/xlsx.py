"""A workbook (Office Open XML, ISO/IEC 29500) with a sheet for each table, named by its page.

Cells keep their spans. An unambiguous number becomes a number cell with its decimals. Everything else is a text cell,
even if it looks like a formula. A document without tables gives a sheet with a note about that.
"""

# Sheets are written one by one. Memory holds one table and the names of the sheets.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from ..page import Page, Table
from . import zipstream
from .base import About, Format
from .cells import Slot, grid
from .markup import content
from .office import OFFICE, XML, content_types, relationships
from .spreadsheet import is_formula, number, tables
from .zipstream import Member

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would decode it as a character number (ST_Xstring)
_LONGEST = 32_767  # UTF-16 units in a cell
_ROWS, _COLUMNS = 1_048_576, 16_384
_TEXT, _GUARDED, _INTEGER, _CENTS = 1, 2, 3, 4  # indices in the list of formats
_STYLES = (
    f'{XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(pages: Iterable[Page], about: About) -> Iterator[bytes]:
    """Write the workbook, sheet by sheet."""
    return zipstream.stream(_members(pages, about.created_at or datetime.now(UTC)), large=False)


def _members(pages: Iterable[Page], changed: datetime) -> Iterator[Member]:
    for part, text in _FIRST_PARTS:
        yield Member(part, changed, [text.encode()])
    names: list[str] = []
    last, count = 0, 0
    for page, table in tables(pages):
        last, count = page.number, count + 1 if page.number == last else 1
        names.append(f"Page {page.number}" + (f" ({count})" if count > 1 else ""))
        yield Member(f"xl/worksheets/sheet{len(names)}.xml", changed, _sheet(table))
    if not names:
        names.append("No tables")
        yield Member("xl/worksheets/sheet1.xml", changed, _nothing())
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    book = f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    relations = [*(("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(names))), ("styles", "styles.xml")]
    yield Member("xl/workbook.xml", changed, [book.encode()])
    yield Member("xl/_rels/workbook.xml.rels", changed, [relationships(relations).encode()])


# The default type is that of a sheet, so the list of contents can be written before the sheets are counted.
_TYPES = {"/xl/workbook.xml": f"{_KIND}.sheet.main+xml", "/xl/styles.xml": f"{_KIND}.styles+xml"}
_FIRST_PARTS = (
    ("[Content_Types].xml", content_types(_TYPES, f"{_KIND}.worksheet+xml")),
    ("_rels/.rels", relationships([("officeDocument", "xl/workbook.xml")])),
    ("xl/styles.xml", _STYLES),
)


def _sheet(table: Table) -> Iterator[bytes]:
    yield f'{XML}<worksheet xmlns="{_MAIN}">{_widths(table)}<sheetData>'.encode()
    spans: list[str] = []
    for row, slots in enumerate(grid(table), 1):
        if row > _ROWS:
            break
        cells = "".join(_cell(slot, row) for slot in slots[:_COLUMNS] if slot.cell and slot.is_start)
        spans += [
            _span(slot, row) for slot in slots[:_COLUMNS] if slot.is_start and (slot.rows, slot.columns) != (1, 1)
        ]
        yield f'<row r="{row}">{cells}</row>'.encode()
    yield b"</sheetData>"
    if spans:
        yield f'<mergeCells count="{len(spans)}">{"".join(spans)}</mergeCells>'.encode()
    yield b"</worksheet>"


def _nothing() -> Iterator[bytes]:
    cell = _text("No tables were found on these pages.", 1, 0, _TEXT)
    yield f'{XML}<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'.encode()


def _widths(table: Table) -> str:
    """Return the width of each column by its longest line, from 8 to 60 characters."""
    widths: dict[int, int] = {}
    for cell in table.cells:
        if cell.column_span == 1 and 0 <= cell.column < min(table.columns, _COLUMNS):
            longest = max(map(len, cell.text.split("\n")))
            widths[cell.column] = max(widths.get(cell.column, 8), min(longest + 2, 60))
    columns = "".join(
        f'<col min="{column + 1}" max="{column + 1}" width="{width}" customWidth="1"/>'
        for column, width in sorted(widths.items())
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _cell(slot: Slot, row: int) -> str:
    text = slot.cell.text if slot.cell else ""
    if found := number(text):
        style = {0: _INTEGER, 2: _CENTS}.get(found.decimals, 0)
        return f'<c r="{_name(slot.column, row)}" s="{style}"><v>{found.value}</v></c>'
    return _text(text, row, slot.column, _GUARDED if is_formula(text) else _TEXT) if text else ""


def _text(text: str, row: int, column: int, style: int) -> str:
    shown = content(_ESCAPED.sub("_x005F_", _shortened(text)))
    return f'<c r="{_name(column, row)}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST // 2:
        return text
    return text.encode("utf-16-le", "replace")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def _span(slot: Slot, row: int) -> str:
    last = _name(slot.column + slot.columns - 1, row + slot.rows - 1)
    return f'<mergeCell ref="{_name(slot.column, row)}:{last}"/>'


def _name(column: int, row: int) -> str:
    """Return the name of a cell, such as ``A1`` for column 0 and row 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


FORMAT = Format(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsx",
    "The tables, a sheet for each",
    write,
    binary=True,
    costly=True,
    only_tables=True,
)
