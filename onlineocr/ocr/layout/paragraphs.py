"""Conversion of the lines of one column to paragraphs and lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ..geometry import union
from ..page import Block, BlockKind, Line
from . import lists

_GAP = 0.9  # line heights: white that starts a paragraph where the usual white is not known
_MORE_GAP = 0.5  # line heights: excess over the usual white that starts a paragraph
_MORE_STEP = 0.5  # line heights: the same for the distance of the lines' middles
_WIDEST_USUAL = 1.6  # line heights: text with a wider spacing is no running text
_SIZE = 1.35  # least ratio of the sizes of two different types
_INDENT = 0.6  # line heights
_KNOWN = 4  # least lines to find the usual white
_PROSE = 25  # least characters in the median line of prose

TypeSize = tuple[float, float]


def paragraphs(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield blocks of kind "text" and "list" from the ``lines`` of one column, from top to bottom."""
    breaks = _breaks(lines)
    place = 0
    for start, end in [*lists.runs(lines, breaks), (len(lines), len(lines))]:
        yield from _texts(lines[place:start], breaks[place:start])
        if end > start:
            yield _block("list", lines[start:end])
        place = end


def is_capitals(text: str) -> bool:
    """Return whether all letters of ``text``, at least four, are capitals."""
    return sum(character.isalpha() for character in text[:100]) >= 4 and text.isupper()


def _texts(lines: Sequence[Line], breaks: Sequence[bool]) -> Iterator[Block]:
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or breaks[index]:
            yield _block("text", lines[start:index])
            start = index


def _block(kind: BlockKind, lines: Sequence[Line]) -> Block:
    return Block(kind, union(line.box for line in lines), tuple(lines))


def _breaks(lines: Sequence[Line]) -> list[bool]:
    """Return for each line whether a paragraph begins there."""
    if not lines:
        return []
    limit, edges, sizes = _gap_limit(lines), _edges(lines), [type_size(line) for line in lines]
    steps = _wide_steps(lines)
    breaks = [True]
    for index in range(1, len(lines)):
        above, below = lines[index - 1], lines[index]
        apart = (
            _gap(above, below) > limit
            or index in steps
            or _differ(sizes[index - 1], sizes[index])
            or _is_indented(lines, index, edges)
        )
        breaks.append(apart or (breaks[-1] and is_capitals(above.text) and not is_capitals(below.text)))
    return breaks


def _gap(above: Line, below: Line) -> float:
    """Return the white between two lines, in line heights."""
    (_, top, _, bottom), (_, next_top, _, next_bottom) = above.box, below.box
    height = (bottom - top + next_bottom - next_top) / 2
    return (next_top - bottom) / height if height > 0 else 0.0


def _gap_limit(lines: Sequence[Line]) -> float:
    if len(lines) < _KNOWN:
        return _GAP
    usual = median(_gap(above, below) for above, below in pairwise(lines))
    return usual + _MORE_GAP if usual <= _WIDEST_USUAL else _GAP


def _wide_steps(lines: Sequence[Line]) -> set[int]:
    """Return the indices of lines that are farther below the line before than usual, by the lines' middles.

    The white alone is no exact measure, because boxes are as high as the letters of their line.
    """
    if len(lines) < _KNOWN:
        return set()
    middles = [(line.box.top + line.box.bottom) / 2 for line in lines]
    steps = [below - above for above, below in pairwise(middles)]
    usual, height = median(steps), median(line.box.height for line in lines)
    if usual > (1 + _WIDEST_USUAL) * height:
        return set()
    tall = [max(height, above.box.height, below.box.height) for above, below in pairwise(lines)]
    return {
        index for index, (step, most) in enumerate(zip(steps, tall, strict=True), 1) if step - usual > _MORE_STEP * most
    }


def _differ(one: TypeSize, other: TypeSize) -> bool:
    return is_larger(one, other, _SIZE) or is_larger(other, one, _SIZE)


def type_size(line: Line) -> TypeSize:
    """Return height and mean width of a line's characters, in pixels."""
    return line.box.height, line.box.width / max(1, len(line.text.lstrip()))


def is_larger(one: TypeSize, other: TypeSize, ratio: float) -> bool:
    """Return whether the first type is at least ``ratio`` times the other's height, and also clearly wider.

    Height alone is not enough: boxes of lines of one type differ by a third.
    """
    return one[0] >= ratio * other[0] and one[1] >= (0.3 + 0.7 * ratio) * other[1]


def _edges(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Return left and right edge of the lines of prose, when most of them have one left edge."""
    if len(lines) < _KNOWN or median(len(line.text) for line in lines) < _PROSE:
        return None
    edge = median(line.box.left for line in lines)
    near = sum(abs(line.box.left - edge) <= 0.3 * line.box.height for line in lines)
    return (edge, median(line.box.right for line in lines)) if 2 * near > len(lines) else None


def _is_indented(lines: Sequence[Line], index: int, edges: tuple[float, float] | None) -> bool:
    """Return whether a line is indented or outdented as the first of a paragraph, unlike the lines of a quotation."""
    if edges is None:
        return False
    step, before = (_step(line, edges[0]) for line in (lines[index], lines[index - 1]))
    if not step or step != before:
        return step != 0 and (step > 0 or before == 0)
    ends = lines[index - 1].box.right < edges[1] - 2 * lines[index].box.height
    return ends or (index + 1 < len(lines) and not _step(lines[index + 1], edges[0]))


def _step(line: Line, edge: float) -> int:
    """Return 1 for an indented line, -1 for an outdented one, else 0."""
    away = line.box.left - edge
    return (away > _INDENT * line.box.height) - (away < -_INDENT * line.box.height)
