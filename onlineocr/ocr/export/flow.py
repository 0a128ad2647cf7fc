"""A page as running text: headings, paragraphs, lists and tables, without the ends of lines where those mean nothing.

What the formats for reading and editing are made of. Words that a line's end broke are whole, as in the page's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from ..bullets import Marker, marker
from ..languages import unspaced
from ..page import Block, Line, Page, Table
from . import program
from .cells import table_of
from .shapes import is_level, reads_from_right

_LARGE, _LARGER = 1.3, 2.0  # a heading's type, in heights of the page's usual line, for the second and the first level
_FULL = 0.8  # of its block's width, which most lines of running text fill
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that stands together. ``lines`` are several where each stands for itself, as in an address.

    ``level`` is that of a heading, 1 to 3, and 0 for everything else. Lines of ``code`` keep the spaces at their
    beginning.
    """

    kind: Literal["heading", "text", "code", "header", "footer"]
    lines: tuple[str, ...]
    from_right: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """``mark`` is how the page marks it, such as "•" or "(3)", ``number`` what it counts."""

    mark: str
    text: str
    style: str = ""
    number: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the mark says nothing but that this is an item."""
        return len(self.style) <= 1 or self.style == "bullet"


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    from_right: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether no item's mark needs to be kept."""
        return all(item.is_plain for item in self.items)

    @property
    def start(self) -> int | None:
        """Where it begins to count, if it counts up by one and in one style; None for any other list."""
        first = self.items[0].number
        if first is None or any(item.style != self.items[0].style for item in self.items):
            return None
        counts = [item.number for item in self.items]
        return first if counts == list(range(first, first + len(counts))) else None


Part = Passage | Listing | Table


def parts(page: Page) -> Iterator[Part]:
    """What stands on ``page``, in reading order; figures have nothing to read."""
    usual = _usual_height(page)
    read = list(_read(page))
    codes = {place: piece for piece in program.pieces([block for block, _, _ in read]) for place in piece}
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
        yield table or _passage(block, lines, usual)


def _read(page: Page) -> Iterator[tuple[Block, Table | None, list[str]]]:
    """Each block that has text, its table or its lines."""
    end = 0
    for block in page.blocks:
        if table := table_of(block, page):
            yield block, table, []
            continue
        lines, end = _text_of(block, page, end)
        if lines:
            yield block, None, lines


def _passage(block: Block, lines: Sequence[str], usual: float) -> Part:
    lines = [line.strip() for line in lines]
    right = reads_from_right(" ".join(lines))
    if block.kind == "list":
        return Listing(tuple(_items(lines)), right)
    if block.kind == "heading":
        return Passage("heading", (joined(lines),), right, _level(block, usual))
    kind = block.kind if block.kind in ("header", "footer") else "text"
    runs_on = block.kind != "table" and _runs_on(block.lines)
    return Passage(kind, (joined(lines),) if runs_on else tuple(lines), right)


def joined(lines: Sequence[str]) -> str:
    """``lines`` as one, with a space between them where the script has spaces."""
    text = ""
    for line in lines:
        close = not text or (unspaced(text[-1]) and unspaced(line[:1]))
        text += line if close else f" {line}"
    return text


def _text_of(block: Block, page: Page, before: int) -> tuple[list[str], int]:
    """The lines of ``block`` as the page's text has them, and where in it they end.

    A word that another block began, which ends at ``before``, is written there. Where the spans do not tell, the lines
    are taken as they are.
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
        last += 1  # what goes on in the next block
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


def _runs_on(lines: Sequence[Line]) -> bool:
    """Whether the lines, all but the last, end where the block ends, as running text does."""
    if len(lines) < 2 or not all(map(is_level, lines)):
        return True
    left, right = min(line.box.left for line in lines), max(line.box.right for line in lines)
    full = sum(line.box.width >= _FULL * (right - left) for line in lines[:-1])
    return full >= _MOSTLY * (len(lines) - 1)


def _usual_height(page: Page) -> float:
    heights = [line.box.height for block in page.blocks if block.kind != "heading" for line in block.lines]
    return median(heights) if heights else 0.0


def _level(block: Block, usual: float) -> int:
    height = median(line.box.height for line in block.lines)
    return 1 if height >= _LARGER * usual else 2 if height >= _LARGE * usual else 3
