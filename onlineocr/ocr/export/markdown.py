"""Markdown (CommonMark 0.31, and tables as GitHub writes them): headings, paragraphs, lists, tables.

Running titles and page numbers are left out. A line ends with a backslash only if its line break matters on the page.
Indented program text is a fenced code block. Pages are separated by the invisible comment ``<!-- page 2 -->``. The text
of a cell over several rows or columns is in the first one. Every special character of the text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..page import Page, Table
from .base import About, Format
from .cells import grid
from .flow import Item, Listing, Part, Passage, parts
from .levels import Levels
from .markup import clean

_INLINE = re.compile(r"[\\`*<]|\](?=[(:])|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)")
_SPACES = re.compile(r"\s+")
_FIRST = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+$|[-:|][-:|\s]*$")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def write(pages: Iterable[Page], _: About) -> Iterator[str]:
    """Write the text of ``pages``, page by page."""
    levels = Levels()
    for index, page in enumerate(pages):
        if index:
            yield f"<!-- page {page.number} -->\n\n"
        yield "".join(f"{text}\n\n" for part in parts(page, levels) if (text := _part(part)))


def _part(part: Part) -> str:
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Listing):
        return _list(part)
    if part.kind == "heading":
        return _heading(part)
    if part.kind == "code":
        return _code(part)
    return "\\\n".join(map(_line, part.lines)) if part.kind == "text" else ""


def _code(part: Passage) -> str:
    """Return a code block whose fence is longer than any row of backticks in it, so that no line closes it."""
    text = "\n".join(map(clean, part.lines))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _heading(part: Passage) -> str:
    text = _inline(part.lines[0])
    end = re.search(r"#+$", text)  # unescaped, it would close the heading
    return f"{'#' * part.level} " + (f"{text[: end.start()]}\\{end[0]}" if end else text)


def _list(part: Listing) -> str:
    counts = part.start is not None and part.items[0].style in {"1.", "1)"}
    return "\n".join(_item(item, counts=counts) for item in part.items)


def _item(item: Item, *, counts: bool) -> str:
    if counts:
        return f"{item.mark} {_line(item.text)}"
    return f"- {_line(item.text if item.is_plain else f'{item.mark} {item.text}')}"


def _table(table: Table) -> str:
    rows = [
        "| " + " | ".join(_cell(slot.cell.text) if slot.cell and slot.is_start else "" for slot in slots) + " |"
        for slots in grid(table)
        if slots
    ]
    return "\n".join([rows[0], "|" + " --- |" * table.columns, *rows[1:]]) if rows else ""


def _cell(text: str) -> str:
    return _inline(text).replace("|", "\\|")


def _line(text: str) -> str:
    """Return ``text`` escaped for the beginning of a line."""
    escaped = _inline(text)
    if _FIRST.match(escaped):
        return "\\" + escaped
    return _NUMBER.sub(r"\1\\\2", escaped, count=1) if _NUMBER.match(escaped) else escaped


def _inline(text: str) -> str:
    return _INLINE.sub(lambda found: "\\" + found[0], clean(_SPACES.sub(" ", text)).strip())


FORMAT = Format(
    "md",
    "text/markdown; charset=utf-8",
    ".md",
    "Headings, paragraphs, lists and tables",
    write,
    endings=(".markdown",),
    between=b"\n",
)
