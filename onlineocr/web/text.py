"""A page's text as its web page shows it: running text and tables, with marked matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onlineocr.ocr.export import located
from onlineocr.ocr.export.cells import Slot, grid
from onlineocr.ocr.export.located import Located
from onlineocr.ocr.page import Page

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the numbers of rows and columns that it spans."""

    pieces: Sequence[Piece] = ()
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Running text in ``pieces``, or the ``rows`` of a table. ``text`` is the part in the page's text, with the line
    breaks around a table: all parts together are the text."""

    text: str
    pieces: Sequence[Piece] = ()
    rows: Sequence[Sequence[Cell]] = ()


def pieces(text: str, marks: Sequence[Range]) -> list[Piece]:
    """Return ``text`` split at its marks, which are ordered and do not overlap."""
    return _pieces(text, (0, len(text)), marks)


def parts(text: str, marks: Sequence[Range], page: Page | None = None) -> Iterator[Part]:
    """Yield the parts of ``text``; tables are detected only with the result ``page``."""
    last = 0
    for table in located.tables(page) if page else ():
        start, end = len(text[: table.start].rstrip("\n")), table.end
        end += len(text[end:]) - len(text[end:].lstrip("\n"))
        if start > last:
            yield Part(text[last:start], _pieces(text, (last, start), marks))
        yield Part(
            text[max(last, start) : end], rows=[list(_row(row, table, text, marks)) for row in grid(table.table)]
        )
        last = end
    if last < len(text):
        yield Part(text[last:], _pieces(text, (last, len(text)), marks))


def _row(slots: Sequence[Slot], table: Located, text: str, marks: Sequence[Range]) -> Iterator[Cell]:
    for slot in slots:
        if slot.cell is None:
            yield Cell()
        elif slot.is_start:
            lines = [_pieces(text, place, marks) for place in table.ranges.get(slot.cell, ())]
            parted = [piece for line in lines for piece in (Piece("\n"), *line)][1:]
            yield Cell(parted, slot.rows, slot.columns)


def _pieces(text: str, place: Range, marks: Sequence[Range]) -> list[Piece]:
    found, last = [], place[0]
    for start, end in marks:
        first, until = max(start, last), min(end, place[1])
        if first < until:
            found += [Piece(text[last:first]), Piece(text[first:until], marked=True)]
            last = until
    return [piece for piece in (*found, Piece(text[last : place[1]])) if piece.text]
