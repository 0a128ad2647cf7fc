"""Levels of headings: the same type size has the same level on all pages of a document.

The height of a page's usual line alone is not enough: it differs a little between pages that look equal.
"""

from __future__ import annotations

from math import log
from statistics import median

from ..page import Block, Page

_LARGE, _LARGER = 1.3, 2.0  # a heading's type, in heights of the page's usual line, for the second and the first level
_SAME = log(1.25)  # boxes of one type size differ so much: some letters reach below the line
_PAGE_INCHES = 11.7  # the height of A4, for pages whose resolution is not known


class Levels:
    """The levels of a document's headings, 1 to 3, and the type size of each."""

    def __init__(self) -> None:
        self._known: list[tuple[float, int]] = []

    def of(self, block: Block, page: Page) -> int:
        """Return the level of an earlier heading of this type size, else the level by the page's usual line."""
        height = median(line.box.height for line in block.lines)
        size = log(max(1.0, height) / (page.dpi or max(1, page.height) / _PAGE_INCHES))
        near = min(self._known, key=lambda one: abs(one[0] - size), default=None)
        if near and abs(near[0] - size) <= _SAME:
            return near[1]
        level = self._between(size, _by_usual(height, page))
        self._known.append((size, level))
        return level

    def _between(self, size: float, level: int) -> int:
        """Return ``level``, bounded by the levels of larger and of smaller type."""
        above = max((known for other, known in self._known if other > size), default=1)
        below = min((known for other, known in self._known if other < size), default=3)
        return min(max(level, above), max(above, below))


def _by_usual(height: float, page: Page) -> int:
    heights = [line.box.height for block in page.blocks if block.kind != "heading" for line in block.lines]
    usual = median(heights) if heights else 0.0
    return 1 if height >= _LARGER * usual else 2 if height >= _LARGE * usual else 3
