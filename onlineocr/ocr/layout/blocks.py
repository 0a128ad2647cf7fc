"""Rows -> lines -> blocks -> the page's text, with each word's place in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..geometry import Box, union
from ..page import Block, Line
from .compose import compose
from .kinds import with_headings
from .order import columns
from .paragraphs import paragraphs
from .rows import rows


def arrange(lines: Sequence[Line], tables: Sequence[Box] = ()) -> tuple[str, tuple[Block, ...]]:
    """Put an engine's lines into reading order.

    ``tables`` are places of tables, in pixels of the page: the lines whose middle lies in one (the first that holds it)
    become one block of kind "table", a line for each row, its cells parted by a tab, read where the table stands.
    Returns the page's text (lines ended by a newline, blocks parted by a blank line) and its blocks,
    whose words carry their ``span`` in that text.
    """
    written = [line for line in lines if line.text.strip()]
    if tables:
        return compose(with_headings(_with_tables(written, tables)))
    return compose(with_headings(_ordered(written)))


def _ordered(written: Sequence[Line]) -> list[Block]:
    beside = [line for line in written if _is_sideways(line)]
    level = [line for line in written if not _is_sideways(line)]
    if not level:  # the page lies on a side: its lines are each other's neighbours after all
        level, beside = list(written), []
    blocks = [block for group in columns(level) for block in paragraphs([_merge(row) for row in rows(group)])]
    blocks += [Block("text", line.box, (line,)) for line in beside]
    return blocks


def _with_tables(written: Sequence[Line], tables: Sequence[Box]) -> list[Block]:
    inside: dict[int, list[Line]] = {}
    outside: list[Line] = []
    for line in written:
        place = next((index for index, box in enumerate(tables) if _holds(box, line.box)), None)
        (outside if place is None else inside.setdefault(place, [])).append(line)
    blocks = _ordered(outside)
    for index, held in inside.items():
        cells = tuple(_merge(row, "\t") for row in rows(held))
        table = Block("table", union(line.box for line in cells), cells)
        below = (place for place, block in enumerate(blocks) if _is_above(tables[index], block.box))
        blocks.insert(next(below, len(blocks)), table)
    return blocks


def _holds(table: Box, box: Box) -> bool:
    x, y = box.center
    return table.left <= x < table.right and table.top <= y < table.bottom


def _is_above(table: Box, box: Box) -> bool:
    return table.center[1] < box.center[1] and table.left < box.right and box.left < table.right


def _is_sideways(line: Line) -> bool:
    """Whether the text runs up or down the page, as in a margin or along an axis: it belongs to no row."""
    (left, top), (right, bottom) = line.polygon[:2]
    return abs(bottom - top) > abs(right - left) and len(line.text) > 1


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
