"""Reading order: segments of text -> columns -> rows -> blocks.

Segments are what a detector boxes: a line of prose, or one cell of a receipt's row. Columns of prose are read
one after the other; everything else is read row by row, so an amount stays beside its item.
All boxes are in pixels, origin at the top left.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from statistics import median

from ..geometry import Box, union
from ..page import Line

_PROSE_FILL = 0.55  # a column of prose: its lines are mostly as wide as the column
_PROSE_LETTERS = 12  # and hold at least this many characters
_PROSE_LINES = 4
_PROSE_SHARE = 0.6  # of the column's characters stand in such lines
_CROSSING = 0.04  # of all lines may cross the white strip between two columns
_ALIGNED = 0.75  # of the lines beside prose share its rows: then they are the cells of a table, no column of their own


def columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Split ``lines`` into groups to be read one after the other, in reading order."""
    gutter = _gutter(lines)
    if gutter is None:
        if lines:
            yield list(lines)
        return
    crossing = sorted((line for line in lines if line.box.left < gutter < line.box.right), key=_middle)
    rest = [line for line in lines if not line.box.left < gutter < line.box.right]
    for band in _bands(rest, crossing):
        if len(band) == 1 and band[0] in crossing:
            yield band
            continue
        yield from _split(band, gutter)


def rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Group ``lines`` into visual rows, top to bottom, each from left to right.

    Two segments share a row when they overlap vertically by more than half of the lower one's height.
    """
    found: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        row = next((row for row in reversed(found[-4:]) if _same_row(row, line)), None)
        if row is None:
            found.append([line])
        else:
            row.append(line)
    found.sort(key=lambda row: median(_middle(line) for line in row))
    return [sorted(row, key=lambda line: line.box.left) for row in found]


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _same_row(row: list[Line], line: Line) -> bool:
    # Compared with the nearest neighbour, not with the row's union: on a page that is slightly askew
    # the ends of a row may not overlap at all.
    nearest = min(row, key=lambda other: _distance(other.box, line.box))
    shared = min(nearest.box.bottom, line.box.bottom) - max(nearest.box.top, line.box.top)
    if shared <= 0.5 * min(nearest.box.height, line.box.height):
        return False
    overlap = min(nearest.box.right, line.box.right) - max(nearest.box.left, line.box.left)
    return overlap <= 0.3 * min(nearest.box.width, line.box.width)


def _distance(one: Box, other: Box) -> int:
    return max(one.left - other.right, other.left - one.right)


def _gutter(lines: Sequence[Line]) -> float | None:
    """The x of the white strip between two columns of prose, or None."""
    if len(lines) < 2 * _PROSE_LINES:
        return None
    height = median(line.box.height for line in lines)
    page = union(line.box for line in lines)
    candidates = _strips([line.box for line in lines], least=max(4, int(0.6 * height)))
    good = [x for x in candidates if _is_gutter(lines, x)]
    middle = (page.left + page.right) / 2
    return min(good, key=lambda x: abs(x - middle), default=None)


def _strips(boxes: Sequence[Box], *, least: int) -> Iterator[float]:
    """Middles of the vertical strips, at least ``least`` wide, that few boxes cross, as headings and captions do."""
    few = max(1.0, _CROSSING * len(boxes))
    edges = sorted([(box.left, 1) for box in boxes] + [(box.right, -1) for box in boxes])
    start, depth, inside = edges[0][0], 0, False
    for x, step in edges:
        depth += step
        if inside and depth > few:
            if x - start >= least:
                yield (start + x) / 2
            inside = False
        elif not inside and depth <= few:
            start, inside = x, True


def _is_gutter(lines: Sequence[Line], x: float) -> bool:
    left = [line for line in lines if line.box.right <= x]
    right = [line for line in lines if line.box.left >= x]
    crossing = len(lines) - len(left) - len(right)
    if crossing > 0.3 * len(lines) or min(len(left), len(right)) < _PROSE_LINES:
        return False
    prose = _is_prose(left), _is_prose(right)
    if all(prose):
        return True
    return any(prose) and not (_is_aligned(right, left) if prose[0] else _is_aligned(left, right))


def _is_prose(lines: Sequence[Line]) -> bool:
    if len(lines) < _PROSE_LINES:
        return False
    width = union(line.box for line in lines).width
    full = [len(line.text) for line in lines if line.box.width >= _PROSE_FILL * width]
    full = [letters for letters in full if letters >= _PROSE_LETTERS]
    return len(full) >= _PROSE_LINES and sum(full) >= _PROSE_SHARE * sum(len(line.text) for line in lines)


def _is_aligned(cells: Sequence[Line], prose: Sequence[Line]) -> bool:
    """Whether most of ``cells`` stand level with a line of ``prose``: amounts beside items, numbers beside lines."""
    middles = sorted(_middle(line) for line in prose)
    level = sum(_nearest(middles, _middle(cell)) <= 0.25 * cell.box.height for cell in cells)
    return level >= _ALIGNED * len(cells)


def _nearest(values: Sequence[float], value: float) -> float:
    """The distance to the nearest of the sorted ``values``."""
    place = bisect_left(values, value)
    return min(abs(value - near) for near in values[max(0, place - 1) : place + 1])


def _bands(lines: list[Line], crossing: list[Line]) -> Iterator[list[Line]]:
    """The lines between one crossing line and the next, and the crossing lines, from top to bottom."""
    left_over = list(lines)
    for divider in crossing:
        above = [line for line in left_over if _middle(line) < _middle(divider)]
        left_over = [line for line in left_over if _middle(line) >= _middle(divider)]
        if above:
            yield above
        yield [divider]
    if left_over:
        yield left_over


def _split(band: list[Line], gutter: float) -> Iterator[list[Line]]:
    left = [line for line in band if line.box.right <= gutter]
    right = [line for line in band if line.box.left >= gutter]
    if len(left) >= 2 and len(right) >= 2:
        yield from columns(left)
        yield from columns(right)
    else:
        yield band
