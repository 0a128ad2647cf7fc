"""Replacement of the text of a part of a page by a new reading of that part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..confidence import mean
from ..geometry import Box, union
from ..page import Block, Line, Page, Word
from .direction import Direction
from .splice import Splice, bare
from .words import places

_SAME_ROW = 0.5  # of the smaller height (of vertical text, width): least overlap in one row


@dataclass(slots=True)
class _Old:
    """A line with words in the region: the words that stay, and the lines that follow or replace it."""

    block: int
    number: int
    before: Line
    line: Line
    rest: list[int]
    new: list[Line] = field(default_factory=list)


def reread(page: Page, box: Box, read: Page, *, keep: bool = True) -> list[Splice]:
    """Return the successive splices that replace the text of ``page`` in ``box`` by that of ``read``.

    A word is in the box when its middle is. Words that a person wrote or confirmed stay, unless ``keep`` is False, and
    the new words at their place are dropped. Rows that are partly in the box keep the rest of their words.
    """
    found = list(_inside(page, box, keep=keep))
    stay = [old.line.words[number].box for old in found for number in old.rest]
    fresh = [one for line in read.lines if (one := _without(bare(line), stay)) is not None]
    if not found:
        return [opened(page.blocks, box, fresh)] if fresh else []
    last: _Old | None = None
    for line in fresh:
        old = _row_of(line, found) or last or _nearest(line, found)
        _enter(old, line)
        last = old
    changes = [Splice(old.block, old.number, (bare(old.before),), _becomes(old)) for old in reversed(found)]
    return [splice for splice in changes if splice.before != splice.after]


def _inside(page: Page, box: Box, *, keep: bool) -> Iterator[_Old]:
    for number, block in enumerate(page.blocks):
        for place, line in enumerate(block.lines):
            inside = {spot for spot, word in enumerate(line.words) if box.holds(word.box.center)}
            if inside or (not line.words and box.holds(line.box.center)):
                rest = [spot for spot, word in enumerate(line.words) if spot not in inside or (keep and word.corrected)]
                yield _Old(number, place, line, line, rest)


def _without(line: Line, stay: Sequence[Box]) -> Line | None:
    """Return ``line`` without the words at the places of words that stay; None when no word remains."""
    kept = [
        number
        for number, word in enumerate(line.words)
        if not any(box.holds(word.box.center) or word.box.holds(box.center) for box in stay)
    ]
    if len(kept) == len(line.words):
        return line
    return _line(line, [(line, number) for number in kept]) if kept else None


def _row_of(line: Line, found: Sequence[_Old]) -> _Old | None:
    """Return the old line of the new line's row."""
    along = Direction.of(line)
    rows = [old for old in found if _shared(line.box, old.before.box, along) >= _SAME_ROW]
    return max(rows, key=lambda old: old.before.box.intersection(line.box), default=None)


def _nearest(line: Line, found: Sequence[_Old]) -> _Old:
    def far(old: _Old) -> float:
        (left, top), (right, bottom) = line.box.center, old.before.box.center
        return abs(left - right) + abs(top - bottom)

    return min(found, key=far)


def _enter(old: _Old, line: Line) -> None:
    """Add the line to the row, where words of the row stay, else as a line of its own in the row's place."""
    if old.rest and _shared(line.box, old.before.box, Direction.of(line)) >= _SAME_ROW:
        merged = [(old.line, number) for number in old.rest] + [(line, number) for number in range(len(line.words))]
        along = Direction.of(old.line)
        merged.sort(key=lambda one: along.extent(one[0].words[one[1]].box))
        old.line = _line(old.line, merged)
        old.rest = list(range(len(old.line.words)))
    else:
        old.new.append(line)


def _becomes(old: _Old) -> tuple[Line, ...]:
    own = [bare(_line(old.line, [(old.line, number) for number in old.rest]))] if old.rest else []
    return (*own, *old.new)


def _line(like: Line, words: Sequence[tuple[Line, int]]) -> Line:
    """Return a line of words from other lines. Two words that are adjacent in their own line keep the text between
    them, others get a space."""
    if [number for _, number in words] == list(range(len(like.words))) and all(line is like for line, _ in words):
        return like
    text = ""
    spots = {id(line): places(line) for line, _ in words}
    for (line, number), (other, next_number) in pairwise([*words, words[-1]]):
        start, end = spots[id(line)][number]
        text += line.text[start:end] or line.words[number].text
        follows = other is line and next_number == number + 1
        text += line.text[end : spots[id(line)][next_number][0]] if follows else " "
    found: tuple[Word, ...] = tuple(line.words[number] for line, number in words)
    box = union(word.box for word in found)
    return Line(text.rstrip(), mean(found), box, like.polygon if box == like.box else box.polygon(), found)


def opened(blocks: Sequence[Block], box: Box, lines: Sequence[Line]) -> Splice:
    """Return the splice that adds ``lines`` in the empty ``box`` as a block of its own, after the block that ends above
    it."""
    above = [
        (block.box.bottom, place)
        for place, block in enumerate(blocks)
        if block.box.bottom <= box.center[1] and _beside(block, box)
    ]
    below = [place for place, block in enumerate(blocks) if block.box.top >= box.center[1] and _beside(block, box)]
    place = max(above)[1] + 1 if above else min(below, default=len(blocks))
    return Splice(place, 0, (), tuple(lines), opens=("text", union(line.box for line in lines)))


def _beside(block: Block, box: Box) -> bool:
    return block.box.left < box.right and box.left < block.box.right


def _shared(box: Box, other: Box, along: Direction) -> float:
    """Return the share of the smaller box's height that is in one row with the other box."""
    one, two = ((box.left, box.right), (other.left, other.right)) if along.vertical else (
        (box.top, box.bottom), (other.top, other.bottom),
    )  # fmt: skip
    size = min(one[1] - one[0], two[1] - two[0])
    return (min(one[1], two[1]) - max(one[0], two[0])) / size if size > 0 else 0.0
