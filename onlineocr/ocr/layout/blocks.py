"""Conversion of rows to lines, blocks and the page's text with each word's place in it."""

from __future__ import annotations

from collections.abc import Sequence

from .. import confidence
from ..geometry import Box, union
from ..page import Block, Line, Table
from . import beside, leaning
from .cells import lines_of, table_of
from .code import indented
from .compose import compose
from .initials import joined
from .kinds import with_headings
from .margins import with_margins
from .order import columns
from .paragraphs import paragraphs
from .rows import rows
from .tables import Grid
from .views import View, main_view, parted


def arrange(lines: Sequence[Line], grids: Sequence[Grid] = ()) -> tuple[str, tuple[Block, ...]]:
    """Return an engine's lines in reading order.

    ``grids`` are tables with their lines, which are not among ``lines``; each with text becomes a block of kind "table"
    with its box, read at its place. A row is one line, its cells separated by tabs; where several of its cells have
    more than one line, cells are read one after the other.
    Returns the page's text (lines end with a newline, a blank line separates blocks) and its blocks, whose words have
    their ``span`` in that text.
    """
    # Sorted, so that the result does not depend on the engine's order where two lines are at the same place.
    written = sorted((line for line in lines if line.text.strip()), key=lambda line: line.box)
    held = [grid for grid in grids if any(cell.lines for cell in grid.cells)]
    every = [*written, *(line for grid in held for cell in grid.cells for line in cell.lines)]
    if not every:
        return "", ()
    angle = leaning.lean(every)
    if not angle:
        return compose(_arranged(written, held))
    page = leaning.Levelled(angle)
    level = _arranged([page.line(line) for line in written], [grid.moved(page.line, page.box) for grid in held])
    return compose([page.back(block) for block in level])


def _arranged(written: Sequence[Line], held: Sequence[Grid]) -> list[Block]:
    every = [*written, *(line for grid in held for cell in grid.cells for line in cell.lines)]
    view = main_view(every)
    parts = parted(written, view)
    blocks = _seen(view, parts.pop(view), held)
    for other, aside in parts.items():
        blocks = _with_aside(blocks, _seen(other, aside, ()))
    return with_margins(blocks)


def tables_of(blocks: Sequence[Block], grids: Sequence[Grid]) -> tuple[Table, ...]:
    """Return the tables of ``grids`` that :func:`arrange` made ``blocks`` of, in the order of the blocks."""
    view = main_view([line for block in blocks for line in block.lines])
    known = {grid.box: grid for grid in grids}
    return tuple(table_of(known[block.box], view) for block in blocks if block.kind == "table")


def _seen(view: View, lines: Sequence[Line], grids: Sequence[Grid]) -> list[Block]:
    """Return the blocks, in the page's pixels, of lines with the direction of ``view``, and ``grids`` among them."""
    known: dict[int, Line] = {}
    kept: list[Line] = []  # keeps the lines alive, so that the ids in ``known`` stay valid

    def seen(own: Sequence[Line]) -> list[Line]:
        turned = [view.line(line) for line in own]
        known.update((id(line), before) for line, before in zip(turned, own, strict=True))
        kept.extend(turned)
        return turned

    blocks = _ordered(seen(lines))
    for grid in grids:
        table = Block("table", view.box(grid.box), tuple(lines_of(grid, view, seen, _merge)))
        below = (place for place, block in enumerate(blocks) if _is_above(table.box, block.box))
        blocks.insert(next(below, len(blocks)), table)
    return [view.back(block, known) for block in with_headings(blocks)]


def _ordered(lines: Sequence[Line]) -> list[Block]:
    parts = (part for column in columns(joined(lines)) for part in beside.parted(column))
    groups = ([_merge(row) for row in rows(part)] for part in parts)
    return [block for group in groups for block in paragraphs(indented(group))]


def _with_aside(blocks: list[Block], aside: list[Block]) -> list[Block]:
    """Return ``aside`` (another direction) before ``blocks`` where they are above all of them, else after them."""
    top = min((block.box.top for block in blocks), default=0)
    above = [block for block in aside if block.box.bottom <= top]
    return [*above, *blocks, *(block for block in aside if block.box.bottom > top)]


def _is_above(table: Box, box: Box) -> bool:
    return table.center[1] < box.center[1] and table.left < box.right and box.left < table.right


def _merge(row: Sequence[Line], between: str = " ") -> Line:
    if len(row) == 1:
        return row[0]
    first, last = row[0].polygon, row[-1].polygon
    return Line(
        text=between.join(line.text for line in row),
        confidence=confidence.mean(row),
        box=union(line.box for line in row),
        polygon=(first[0], last[1], last[2], first[3]),
        words=tuple(word for line in row for word in line.words),
    )
