"""The smallest change of a page: the replacement of some lines of one block.

A splice contains the lines before it, so it can be reverted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..geometry import Box, union
from ..page import Block, BlockKind, Line
from ..schema import Json

Frame = tuple[BlockKind, Box]
"""Kind and box of a block that is added or removed as a whole."""

LASTING: frozenset[BlockKind] = frozenset(("table", "figure"))
"""Kinds of blocks that stay even without lines."""


class Clash(Exception):
    """The lines are no longer those that the splice was made for."""


@dataclass(frozen=True, slots=True)
class Splice:
    """In block ``block`` the lines ``after`` replace ``before``; the first of them is line ``line``. Both count from 0.

    ``opens``: the block is added for them. ``closes``: the block is removed with its last line.
    """

    block: int
    line: int
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    opens: Frame | None = None
    closes: Frame | None = None

    @property
    def inverse(self) -> Splice:
        """Return the splice that reverts it."""
        return Splice(self.block, self.line, self.after, self.before, self.closes, self.opens)

    @property
    def level(self) -> bool:
        """Return whether every line keeps its number."""
        return len(self.before) == len(self.after) and not self.opens and not self.closes

    def to_dict(self) -> Json:
        return {
            "block": self.block,
            "line": self.line,
            "before": [line.to_dict() for line in self.before],
            "after": [line.to_dict() for line in self.after],
            "opens": _frame_to_list(self.opens),
            "closes": _frame_to_list(self.closes),
        }

    @classmethod
    def from_dict(cls, data: Json) -> Splice:
        """Return the inverse of :meth:`to_dict`."""
        return cls(
            data["block"],
            data["line"],
            tuple(Line.from_dict(line) for line in data["before"]),
            tuple(Line.from_dict(line) for line in data["after"]),
            _frame(data["opens"]),
            _frame(data["closes"]),
        )


def bare(line: Line) -> Line:
    """Return ``line`` without its span in the page's text, which changes with every line above it."""
    return replace(line, words=tuple(replace(word, span=(0, 0)) for word in line.words))


def after(splice: Splice, other: Splice) -> Splice:
    """Renumber ``splice``, which replaces lines, to be applied after ``other``, which replaced lines above them."""
    if splice.block == other.block:
        return replace(splice, line=splice.line + len(other.after) - len(other.before))
    return replace(splice, block=splice.block - 1) if other.closes else splice


def apply(blocks: Sequence[Block], splice: Splice) -> tuple[list[Block], Splice]:
    """Return ``blocks`` after the splice, and the splice as it was applied: a block is removed with its last line.

    :class:`Clash` when the lines are not those that the splice was made for.
    """
    changed = list(blocks)
    if splice.opens:
        if splice.block > len(changed):
            raise Clash
        kind, box = splice.opens
        changed.insert(splice.block, Block(kind, box, splice.after))
        return changed, replace(splice, line=0, closes=None)
    if splice.block >= len(changed):
        raise Clash
    block, end = changed[splice.block], splice.line + len(splice.before)
    if splice.line > len(block.lines) or tuple(map(bare, block.lines[splice.line : end])) != splice.before:
        raise Clash
    lines = (*block.lines[: splice.line], *splice.after, *block.lines[end:])
    if not lines and block.kind not in LASTING:
        del changed[splice.block]
        return changed, replace(splice, closes=(block.kind, block.box))
    changed[splice.block] = replace(block, lines=lines, box=_box(block, lines))
    return changed, replace(splice, closes=None)


def _box(block: Block, lines: Iterable[Line]) -> Box:
    """Return the block's new box: a box that fitted its lines is fitted again, a wider one stays."""
    boxes = [line.box for line in lines]
    if block.kind == "table" or not boxes:
        return block.box
    tight = block.lines and block.box == union(line.box for line in block.lines)
    return union(boxes) if tight else union([block.box, *boxes])


def _frame_to_list(frame: Frame | None) -> list[Any] | None:
    return None if frame is None else [frame[0], list(frame[1])]


def _frame(data: list[Any] | None) -> Frame | None:
    return None if data is None else (data[0], Box(*data[1]))
