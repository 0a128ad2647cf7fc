"""Two short blocks beside each other, as in a letterhead: the sender on the left, dates on the right.

They are no table: a wide white strip is between them, and their lines are not level, or are sentences that continue
from line to line. Columns of prose of four lines and more are found earlier (:mod:`.order`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ..geometry import Box, union
from ..page import Line
from . import order, prose
from .rows import middle, rows

_WIDE = 2.0  # line heights: least white between two blocks
_BREAK = 1.2  # line heights: white across both blocks that ends them
_LINES, _MORE = 2, 3  # least lines of the shorter block and of the longer one; two are enough for prose
_SENTENCE = 25  # average number of characters in a line of prose
_CLOSE = 1.2  # line heights: greatest white between two lines of a block
_LEVEL, _ROWS = 0.25, 0.5  # line heights by which lines of one row differ, and the share of such lines that makes rows
_SHARED = 0.5  # of the lower block's height: least part beside the other block
_EDGE, _EVEN = 1.0, 0.7  # line heights by which an edge of a block may vary, and the share of its lines that keep it
_LABEL = (":", "：")
_LETTERS = 3  # letters in most lines of a block: a column of numbers belongs to the text beside it


def parted(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield ``lines`` of one column as groups in reading order; one group where no blocks are beside each other."""
    if len(lines) < 2 * _LINES:
        yield list(lines)
        return
    height = median(line.box.height for line in lines)
    whole: list[Line] = []
    for part in order.cut(lines, _BREAK * height):
        strip = _strip(part, height)
        for band in order.bands(part, strip) if strip else [part]:
            pair = (strip.left(band), strip.right(band)) if strip else ([], [])
            if not _are_blocks(*pair, height):
                whole += band
                continue
            if whole:
                yield whole
            yield from pair
            whole = []
    if whole:
        yield whole


def _strip(part: Sequence[Line], height: float) -> order.Gutter | None:
    """Return the widest strip of white with blocks on both sides."""
    if len(part) < 2 * _LINES:
        return None
    strips = order.strips([line.box for line in part], least=round(_WIDE * height))
    return next((strip for strip in sorted(strips, key=lambda strip: -strip.width)
                 if any(_are_blocks(strip.left(band), strip.right(band), height)
                        for band in order.bands(part, strip))), None)  # fmt: skip


def _are_blocks(left: Sequence[Line], right: Sequence[Line], height: float) -> bool:
    sides = [[union(line.box for line in row) for row in rows(side)] for side in (left, right)]
    fewest, most = sorted(sides, key=len)
    flows = _is_prose(left) and _is_prose(right)
    if len(fewest) < _LINES or len(most) < (_LINES if flows else _MORE):
        return False
    top, bottom = max(side[0].top for side in sides), min(side[-1].bottom for side in sides)
    if bottom - top < _SHARED * min(side[-1].bottom - side[0].top for side in sides):
        return False
    labels = sum(line.text.rstrip().endswith(_LABEL) for line in left)
    if labels * 2 > len(left) or not (_is_text(left) and _is_text(right)):
        return False
    middles = [middle(line) for line in (left if most is sides[0] else right)]
    level = sum(min(abs(box.center[1] - other) for other in middles) <= _LEVEL * height for box in fewest)
    return (flows or level <= _ROWS * len(fewest)) and all(_is_block(side, height) for side in sides)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Return whether long lines continue from one to the next."""
    letters = sum(len(line.text) for line in lines)
    return letters >= _SENTENCE * len(lines) and any(prose.goes_on(line.text) for line in lines)


def _is_text(lines: Sequence[Line]) -> bool:
    letters = [sum(character.isalpha() for character in line.text[:100]) for line in lines]
    return sum(count >= _LETTERS for count in letters) > _EVEN * len(lines)


def _is_block(boxes: Sequence[Box], height: float) -> bool:
    """Return whether rows follow each other closely and keep their left or right edge."""
    if any(below.top - above.bottom > _CLOSE * height for above, below in pairwise(boxes)):
        return False
    for edges in ([box.left for box in boxes], [box.right for box in boxes]):
        usual = median(edges)
        if sum(abs(edge - usual) <= _EDGE * height for edge in edges) >= _EVEN * len(edges):
            return True
    return False
