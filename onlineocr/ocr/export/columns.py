"""The columns of a page's text: how wide the lines of a short block could have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..geometry import Box
from ..page import Block, Line, Page

SLACK = 0.5  # of a line's height: error of the boxes
_LETTERS = 30  # least characters of a line of prose


@dataclass(frozen=True, slots=True)
class Column:
    """Left and right edge of a column in pixels; ``side`` is the edge where its lines begin, "" for centred ones.

    ``is_prose`` is True if the page has prose of this width, False if white shows the width.
    """

    left: int
    right: int
    side: str = "left"
    is_prose: bool = True

    @property
    def width(self) -> int:
        return self.right - self.left

    def room(self, line: Line) -> int:
        """Return how much longer ``line`` could have been."""
        if self.side == "left":
            return self.right - line.box.right
        return line.box.left - self.left if self.side == "right" else self.width - line.box.width


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one page ``width`` pixels wide, from the blocks with a line of prose, and all its ``blocks``."""

    blocks: tuple[Block, ...] = ()
    width: int = 0
    wide: tuple[Column, ...] = ()

    @classmethod
    def of(cls, page: Page) -> Columns:
        wide = (Column(block.box.left, block.box.right) for block in page.blocks if _is_prose(block))
        return cls(page.blocks, page.width, tuple(dict.fromkeys(wide)))

    def around(self, block: Block, *, from_right: bool) -> Column:
        """Return the widest column of prose around ``block``; where there is none, the white at its sides."""
        box, lines = block.box, block.lines
        slack = SLACK * max(line.box.height for line in lines)
        held = [one for one in self.wide if one.left <= box.left + slack and one.right >= box.right - slack]
        outer = max(held, key=lambda one: one.width, default=None)
        known = outer is not None and outer.width > box.width + slack
        left, right = (outer.left, outer.right) if outer and known else self._white(box)
        side = _side(lines, slack, from_right=from_right)
        return Column(min(box.left, left), max(box.right, right), side, known)

    def _white(self, box: Box) -> tuple[int, int]:
        """Return the edges of the free part of the page beside ``box``, without a margin as wide as the other one."""
        margin = max(0, min(box.left, self.width - box.right))
        left, right = margin, self.width - margin
        for other in self.blocks:
            if other.box.top < box.bottom and box.top < other.box.bottom and other.box != box:
                if other.box.left >= box.right:
                    right = min(right, other.box.left)
                elif other.box.right <= box.left:
                    left = max(left, other.box.right)
        return left, right


def _is_prose(block: Block) -> bool:
    return block.kind in ("text", "list") and any(len(line.text) >= _LETTERS for line in block.lines)


def _side(lines: Sequence[Line], slack: float, *, from_right: bool) -> str:
    """Return the side at which the lines begin, the other one if they only end at one place, or "" for neither."""
    edges = {"left": [line.box.left for line in lines], "right": [line.box.right for line in lines]}
    sides = ("right", "left") if from_right else ("left", "right")
    return next((side for side in sides if _alike(edges[side], slack)), "")


def _alike(edges: Sequence[int], slack: float) -> bool:
    """Return whether most of ``edges`` are at one place."""
    usual = sorted(edges)[len(edges) // 2]
    return 2 * sum(abs(edge - usual) <= slack for edge in edges) > len(edges)
