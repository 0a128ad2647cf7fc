"""Comma-separated values (RFC 4180, UTF-8) of the tables, one after the other, with an empty line between them.

The text of a cell over several rows or columns is in the first one. A text that a spreadsheet could run as a formula
has an apostrophe in front. A document without tables gives an empty file.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from csv import writer

from ..page import Page, Table
from .base import About, Format
from .cells import grid
from .spreadsheet import is_formula, tables


def write(pages: Iterable[Page], _: About) -> Iterator[str]:
    """Write the tables of ``pages``, one by one."""
    for index, (_page, table) in enumerate(tables(pages)):
        yield ("\r\n" if index else "") + _table(table)


def _table(table: Table) -> str:
    file = io.StringIO(newline="")
    rows = writer(file)
    for slots in grid(table):
        rows.writerow([_defused(slot.cell.text) if slot.cell and slot.is_start else "" for slot in slots])
    return file.getvalue()


def _defused(text: str) -> str:
    return f"'{text}" if is_formula(text) else text


FORMAT = Format("csv", "text/csv; charset=utf-8", ".csv", "The tables", write, only_tables=True)
