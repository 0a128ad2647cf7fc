"""A page as running text: headings, paragraphs, lists and tables, without meaningless line breaks.

The formats for reading and editing are made from it. Words that were broken at a line's end are joined, as in the
page's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..bidirectional import reads_from_right
from ..bullets import Marker, marker
from ..languages import adjoin
from ..page import Block, Page, Table
from . import program, wrapped
from .cells import table_of
from .columns import Columns
from .levels import Levels


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph or other passage. It has several ``lines`` if its line breaks matter, as in an address.

    ``level`` is 1 to 3 for a heading and 0 for everything else. Lines of ``code`` keep their leading spaces.
    """

    kind: Literal["heading", "text", "code", "header", "footer"]
    lines: tuple[str, ...]
    from_right: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list. ``mark`` is its mark on the page, such as "•" or "(3)", ``number`` the number in it."""

    mark: str
    text: str
    style: str = ""
    number: int | None = None

    @property
    def is_plain(self) -> bool:
        """True if the mark is a mere bullet."""
        return len(self.style) <= 1 or self.style == "bullet"


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    from_right: bool = False

    @property
    def is_plain(self) -> bool:
        """True if no item's mark needs to be kept."""
        return all(item.is_plain for item in self.items)

    @property
    def start(self) -> int | None:
        """The first number, if the items are numbered upwards by one in one style; None for any other list."""
        first = self.items[0].number
        if first is None or any(item.style != self.items[0].style for item in self.items):
            return None
        counts = [item.number for item in self.items]
        return first if counts == list(range(first, first + len(counts))) else None


Part = Passage | Listing | Table


def parts(page: Page, levels: Levels | None = None) -> Iterator[Part]:
    """Return the content of ``page`` in reading order, without figures. ``levels`` are the document's headings."""
    levels = levels or Levels()
    read = list(_read(page))
    codes = {place: piece for piece in program.pieces([block for block, _, _ in read]) for place in piece}
    columns = Columns.of(page)
    code: list[str] = []
    for place, (block, table, lines) in enumerate(read):
        if place in codes and not reads_from_right(" ".join(lines)):
            code += [*([""] if code else []), *(line.rstrip() for line in lines)]
            if place + 1 not in codes[place]:
                yield Passage("code", tuple(code))
                code = []
            continue
        if code:
            yield Passage("code", tuple(code))
            code = []
        if table:
            yield table
        elif block.kind == "heading":
            text = joined([line.strip() for line in lines])
            yield Passage("heading", (text,), reads_from_right(text), levels.of(block, page))
        else:
            yield from _passages(block, [line.strip() for line in lines], columns)


def _read(page: Page) -> Iterator[tuple[Block, Table | None, list[str]]]:
    """Return each block that has text, with its table or its lines."""
    end = 0
    for block in page.blocks:
        if table := table_of(block, page):
            yield block, table, []
            continue
        lines, end = _text_of(block, page, end)
        if lines:
            yield block, None, lines


def _passages(block: Block, lines: Sequence[str], columns: Columns) -> Iterator[Part]:
    """Return the list, the paragraphs, or the passages of lines whose breaks matter."""
    right = reads_from_right(" ".join(lines))
    if block.kind == "list":
        yield Listing(tuple(_items(lines)), right)
        return
    kind = block.kind if block.kind in ("header", "footer") else "text"
    whole = wrapped.Piece(0, len(lines), flows=block.kind != "table")
    pieces = [whole]
    if block.kind != "table":
        found = wrapped.pieces(block, columns, from_right=right)
        if len(found) == 1:
            pieces = [replace(whole, flows=found[0].flows)]
        elif kind == "text" and len(lines) == len(block.lines):
            pieces = found
    for piece in pieces:
        own = lines[piece.start : piece.end]
        yield Passage(kind, (joined(own),) if piece.flows else tuple(own), right)


def joined(lines: Sequence[str]) -> str:
    """Return ``lines`` joined to one, with a space between them if the script uses spaces."""
    text = ""
    for line in lines:
        close = not text or adjoin(text[-1], line[:1])
        text += line if close else f" {line}"
    return text


def _text_of(block: Block, page: Page, before: int) -> tuple[list[str], int]:
    """Return the lines of ``block`` from the page's text, and the position in that text where they end.

    A broken word that began in an earlier block, which ends at ``before``, belongs to that block. If the words have no
    usable spans, the block's own lines are returned.
    """
    own = [line.text for line in block.lines if line.text.strip()]
    if not own or not all(line.words for line in block.lines):
        return own, 0
    start, end = block.lines[0].words[0].span[0], block.lines[-1].words[-1].span[1]
    if before and start == before:
        start = block.lines[0].words[0].span[1]
        start += len(page.text[start:end]) - len(page.text[start:end].lstrip())
    if not 0 <= start <= end <= len(page.text):
        return own, 0
    start = len(page.text[:start].rstrip(" "))
    last = end
    while last < len(page.text) and not page.text[last].isspace():
        last += 1  # a broken word that continues in the next block
    return [line for line in page.text[start:last].split("\n") if line.strip()], end


def _items(lines: Sequence[str]) -> Iterator[Item]:
    found: list[tuple[Marker | None, list[str]]] = []
    for line in lines:
        mark = marker(line)
        if mark or not found:
            found.append((mark, [line]))
        else:
            found[-1][1].append(line)
    for mark, texts in found:
        length = mark.length if mark else 0
        first = texts[0]
        text = joined([first[length:], *texts[1:]])
        yield Item(first[:length].strip(), text, mark.style if mark else "", mark.number if mark else None)
