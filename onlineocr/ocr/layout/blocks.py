"""Rows -> lines -> blocks -> the page's text, with each word's place in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..geometry import Box, union
from ..page import Block, Line
from .compose import compose
from .kinds import with_headings
from .margins import with_margins
from .order import columns
from .paragraphs import paragraphs
from .rows import rows
from .views import View, main_view, parted


def arrange(lines: Sequence[Line], tables: Sequence[Box] = ()) -> tuple[str, tuple[Block, ...]]:
    """Put an engine's lines into reading order.

    ``tables`` are places of tables, in pixels of the page: the lines whose middle lies in one (the first that holds it)
    become one block of kind "table", a line for each row, its cells parted by a tab, read where the table stands.
    Returns the page's text (lines ended by a newline, blocks parted by a blank line) and its blocks,
    whose words carry their ``span`` in that text.
    """
    # Sorted, so that no engine's own order shows where two lines stand in the same place.
    written = sorted((line for line in lines if line.text.strip()), key=lambda line: line.box)
    if not written:
        return "", ()
    inside, outside = _held(written, tables)
    view = main_view(written)
    parts = parted(outside, view)
    blocks = _seen(view, parts.pop(view), [(view.box(tables[place]), held) for place, held in inside.items()])
    for other, beside in parts.items():
        blocks = _with_beside(blocks, _seen(other, beside, ()))
    return compose(with_margins(blocks))


def _held(written: Sequence[Line], tables: Sequence[Box]) -> tuple[dict[int, list[Line]], list[Line]]:
    """The lines in each of ``tables``, by its place there, and those outside all of them."""
    inside: dict[int, list[Line]] = {}
    outside: list[Line] = []
    for line in written:
        place = next((index for index, box in enumerate(tables) if _holds(box, line.box)), None)
        (outside if place is None else inside.setdefault(place, [])).append(line)
    return inside, outside


def _seen(view: View, lines: Sequence[Line], tables: Sequence[tuple[Box, list[Line]]]) -> list[Block]:
    """Blocks, in the page's pixels, of lines that run as ``view`` says, with ``tables`` (where each is seen, and its
    lines) put in their places."""
    known: dict[int, Line] = {}
    kept: list[Line] = []  # so that the ids in ``known`` stay theirs

    def seen(own: Sequence[Line]) -> list[Line]:
        turned = [view.line(line) for line in own]
        known.update((id(line), before) for line, before in zip(turned, own, strict=True))
        kept.extend(turned)
        return turned

    blocks = _ordered(seen(lines))
    for box, held in tables:
        cells = tuple(_merge(row, "\t") for row in rows(seen(held)))
        table = Block("table", union(line.box for line in cells), cells)
        below = (place for place, block in enumerate(blocks) if _is_above(box, block.box))
        blocks.insert(next(below, len(blocks)), table)
    return [view.back(block, known) for block in with_headings(blocks)]


def _ordered(lines: Sequence[Line]) -> list[Block]:
    return [block for group in columns(lines) for block in paragraphs([_merge(row) for row in rows(group)])]


def _with_beside(blocks: list[Block], beside: list[Block]) -> list[Block]:
    """``beside``, which run in another direction, before ``blocks`` where they stand above all of them, else after."""
    top = min((block.box.top for block in blocks), default=0)
    above = [block for block in beside if block.box.bottom <= top]
    return [*above, *blocks, *(block for block in beside if block.box.bottom > top)]


def _holds(table: Box, box: Box) -> bool:
    x, y = box.center
    return table.left <= x < table.right and table.top <= y < table.bottom


def _is_above(table: Box, box: Box) -> bool:
    return table.center[1] < box.center[1] and table.left < box.right and box.left < table.right


def mean_confidence(lines: Iterable[Line]) -> float | None:
    """Mean of the lines' confidences, each line counted by its characters; None when nothing is known."""
    known = [(line.confidence, max(1, len(line.text))) for line in lines if line.confidence is not None]
    if not known:
        return None
    return round(sum(value * weight for value, weight in known) / sum(weight for _, weight in known), 4)


def _merge(row: Sequence[Line], between: str = " ") -> Line:
    if len(row) == 1:
        return row[0]
    first, last = row[0].polygon, row[-1].polygon
    return Line(
        text=between.join(line.text for line in row),
        confidence=mean_confidence(row),
        box=union(line.box for line in row),
        polygon=(first[0], last[1], last[2], first[3]),
        words=tuple(word for line in row for word in line.words),
    )
