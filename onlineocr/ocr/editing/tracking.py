"""The lines of a page with an identity that lasts while changes add, delete and restore lines.

Deleted lines keep their places among the others. So a line that an undo restores is the same line again, and comes back
in its place whatever was added or deleted beside it since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import eq

from ..geometry import Box, union
from ..page import Block, Line
from .splice import LASTING, Clash, Frame, Splice, bare
from .words import is_certain

SEEN, NOW = 0, 1
"""Two states of one page: the state that edits were made for, and the current state."""


@dataclass(eq=False, slots=True)
class TrackedLine:
    """A line. ``values`` and ``shown`` have an entry for each state; the value of a line that is not shown is its last
    one. ``changes``: the later changes of it, with their numbers. ``heirs``: the lines that replaced it."""

    values: list[Line]
    shown: list[bool]
    changes: list[tuple[int, Splice]] = field(default_factory=list)
    heirs: Sequence[TrackedLine] = ()

    def current(self) -> Iterator[TrackedLine]:
        """Yield the line if the page has it, else the lines that are now in its place."""
        if self.shown[NOW]:
            yield self
        else:
            for heir in self.heirs:
                yield from heir.current()


@dataclass(eq=False, slots=True)
class TrackedBlock:
    """A block. ``frame`` is that of its last removal; a block that was never removed has its first one."""

    frame: Frame
    lines: list[TrackedLine]
    shown: list[bool]

    def visible(self, state: int) -> list[TrackedLine]:
        return [line for line in self.lines if line.shown[state]]


@dataclass(frozen=True, slots=True)
class Target:
    """The lines that a splice replaces, and those that it adds: for a change of a line's text, the same."""

    block: TrackedBlock
    old: Sequence[TrackedLine]
    new: Sequence[TrackedLine]

    @property
    def lines(self) -> list[TrackedLine]:
        return list(dict.fromkeys((*self.old, *self.new)))


class TrackedPage:
    """The lines of ``blocks``, shown in both states."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = [
            TrackedBlock((block.kind, block.box), [_tracked(line, [True, True]) for line in block.lines], [True, True])
            for block in blocks
        ]

    def find(self, splice: Splice, state: int) -> Target:
        """Return the target of ``splice``, whose numbers count the lines of ``state``. A line that it adds is one that
        was deleted at this place, or else a new one, not shown yet. :class:`Clash` if the page has no such place."""
        if splice.opens:
            return self._find_block(splice, splice.opens, state)
        blocks = [block for block in self._blocks if block.shown[state]]
        if splice.block >= len(blocks):
            raise Clash
        block = blocks[splice.block]
        visible, end = block.visible(state), splice.line + len(splice.before)
        if end > len(visible):
            raise Clash
        old = visible[splice.line : end]
        if splice.closes:
            block.frame = splice.closes
        if splice.level and old:
            return Target(block, old, old)
        first = block.lines.index(visible[splice.line - 1]) + 1 if splice.line else 0
        last = block.lines.index(visible[end]) if end < len(visible) else len(block.lines)
        hidden = [line for line in block.lines[first:last] if line in old or not line.shown[state]]
        new = _matching(hidden, splice.after, state) if splice.after else []
        if new is None:
            place = block.lines.index(old[-1]) + 1 if old else _place(splice.after, block.lines, first, last)
            new = [_tracked(line, [False, False]) for line in splice.after]
            block.lines[place:place] = new
        return Target(block, old, new)

    def _find_block(self, splice: Splice, frame: Frame, state: int) -> Target:
        shown = [place for place, block in enumerate(self._blocks) if block.shown[state]]
        if splice.block > len(shown):
            raise Clash
        first = shown[splice.block - 1] + 1 if splice.block else 0
        last = shown[splice.block] if splice.block < len(shown) else len(self._blocks)
        for block in self._blocks[first:last]:
            found = _matching(block.lines, splice.after, state)
            if found is not None and block.frame[0] == frame[0]:
                return Target(block, (), found)
        box = union(line.box for line in splice.after)
        boxes = [union(line.values[NOW].box for line in block.lines) for block in self._blocks[first:last]]
        place = next((first + number for number, other in enumerate(boxes) if _is_above(box, other)), last)
        block = TrackedBlock(frame, [_tracked(line, [False, False]) for line in splice.after], [False, False])
        self._blocks.insert(place, block)
        return Target(block, (), tuple(block.lines))

    @staticmethod
    def change(target: Target, splice: Splice, states: Collection[int]) -> None:
        """Apply ``splice`` to its target in ``states``."""
        for state in states:
            for line in target.old:
                line.shown[state] = False
            for line, value in zip(target.new, splice.after, strict=True):
                line.values[state], line.shown[state] = value, True
            block = target.block
            block.shown[state] = block.frame[0] in LASTING or any(line.shown[state] for line in block.lines)
        if NOW in states and target.old is not target.new:
            for line in target.old:
                line.heirs = target.new

    def place(self, target: Target) -> tuple[int, int]:
        """Return the numbers of the target's block and of its first line in the current state."""
        block = target.block
        before = self._blocks[: self._blocks.index(block)]
        first = block.lines.index((*target.old, *target.new)[0])
        return sum(one.shown[NOW] for one in before), sum(line.shown[NOW] for line in block.lines[:first])

    def renumbered(self, target: Target, splice: Splice) -> Splice:
        """Return ``splice`` with the numbers of the current state."""
        block, line = self.place(target)
        if target.block.shown[NOW]:
            return replace(splice, block=block, line=line, opens=None)
        kind, box = target.block.frame
        if _is_tight(target.block, box):
            box = union(one.box for one in splice.after)
        return replace(splice, block=block, line=0, opens=(kind, box))

    @staticmethod
    def is_free(target: Target, splice: Splice) -> bool:
        """Return whether ``splice`` can be applied to the current state: it has the lines to be replaced, one after the
        other, with their texts, and none of those to be added."""
        if any(line.shown[NOW] for line in target.new if line not in target.old):
            return False
        if not all(line.shown[NOW] for line in target.old):
            return False
        if not target.old:
            return True
        visible = target.block.visible(NOW)
        first = visible.index(target.old[0])
        there = visible[first : first + len(target.old)]
        return there == list(target.old) and tuple(line.values[NOW] for line in there) == splice.before


def _tracked(line: Line, shown: list[bool]) -> TrackedLine:
    return TrackedLine([bare(line), bare(line)], shown)


def _matching(lines: Sequence[TrackedLine], wanted: Sequence[Line], state: int) -> list[TrackedLine] | None:
    """Return those of ``lines`` that had the ``wanted`` values, in their order; None if one is missing."""
    return _subsequence(lines, wanted, state, eq) or _subsequence(lines, wanted, state, _is_alike)


def _subsequence(
    lines: Sequence[TrackedLine], wanted: Sequence[Line], state: int, same: Callable[[Line, Line], bool]
) -> list[TrackedLine] | None:
    found: list[TrackedLine] = []
    remaining = iter(lines)
    for value in wanted:
        line = next((line for line in remaining if same(line.values[state], value)), None)
        if line is None:
            return None
        found.append(line)
    return found


def _is_alike(line: Line, other: Line) -> bool:
    """Return whether people wrote the same text in overlapping boxes."""
    return line.text == other.text and is_certain(line) and is_certain(other) and line.box.intersection(other.box) > 0


def _place(lines: Sequence[Line], others: Sequence[TrackedLine], first: int, last: int) -> int:
    """Return the place from ``first`` to ``last`` for new ``lines`` among deleted ones: above those that are below."""
    if first == last or not lines:
        return last
    box = union(line.box for line in lines)
    places = (place for place in range(first, last) if _is_above(box, others[place].values[NOW].box))
    return next(places, last)


def _is_above(box: Box, other: Box) -> bool:
    """Return whether ``box`` is above ``other`` in the same column."""
    beside = box.right <= other.left or other.right <= box.left
    return not beside and box.center[1] < other.center[1]


def _is_tight(block: TrackedBlock, box: Box) -> bool:
    """Return whether the removed block fitted its last lines."""
    return any(line.values[NOW].box == box for line in block.lines)
