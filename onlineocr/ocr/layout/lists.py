"""Detection of lists: the lines that begin with a bullet or a number, and the extent of their list."""

from __future__ import annotations

from collections.abc import Sequence

from ..bullets import Marker, marker
from ..page import Line

_LONGEST = 40  # greatest number of lines of an item; it also keeps the search for lists linear
_OUTDENT = 2.5  # line heights: greatest indent of an item's first line
_ALIGNED = 0.8  # line heights: items whose left edges differ by this much belong to two lists


def runs(lines: Sequence[Line], breaks: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the lists among ``lines`` of one column, from top to bottom: [start, end) of each.

    ``breaks`` marks the lines that begin a paragraph. A list has two items, or one with an unmistakable bullet.
    """
    marks = [marker(line.text) for line in lines]
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(lines):
        first = marks[start]
        end, items = _extent(lines, breaks, marks, start, first) if first else (start + 1, 0)
        if first and (items > 1 or first.style == "bullet"):
            found.append((start, end))
            start = end
        else:
            start += 1
    return found


def _extent(
    lines: Sequence[Line], breaks: Sequence[bool], marks: Sequence[Marker | None], start: int, first: Marker
) -> tuple[int, int]:
    """Return the end of the list that begins at ``start``, and the number of its items."""
    left, last, items, latest = lines[start].box.left, first, 1, start
    for index in range(start + 1, len(lines)):
        line, mark = lines[index], marks[index]
        if mark and mark.style == first.style and abs(line.box.left - left) <= _ALIGNED * line.box.height:
            if mark.number is not None and last.number is not None and mark.number <= last.number:
                return index, items
            last, items, latest = mark, items + 1, index
        elif index - latest > _LONGEST or breaks[index] or line.box.left < left - _OUTDENT * line.box.height:
            return index, items
    return len(lines), items
