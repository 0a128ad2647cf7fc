"""Tables without vertical lines: rows whose cells are below each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...geometry import Box, union
from . import columns
from .columns import Row
from .lattice import Field, Lattice
from .words import Placed

_APART = 1.2  # letters between two cells of a row
_BREAK = 2.2  # letters of white between two rows of different tables
_EVEN, _WIDEST = 0.25, 8  # greatest difference of the white between evenly spaced rows; greatest white, in letters
_LONE = 1  # greatest number of successive rows of one cell in a table
_BESIDE = 3  # greatest number of columns of prose beside a table that are removed
_LONG = 8  # letters: shorter rules frame no table
_WIDE = 0.85  # of the wider one: least length of the other of two rules that frame a table


def between(rules: Sequence[Box], words: Sequence[Placed], letter: float) -> Iterator[Lattice]:
    """Yield the tables with lines above and below, without vertical lines."""
    for group in _framed(rules, letter):
        top, bottom = group[0].center[1], group[-1].center[1]
        left, right = min(rule.left for rule in group), max(rule.right for rule in group)
        near = [one for one in words if top < one.y < bottom and left - letter <= one.x <= right + letter]
        rows, parted = _without_prose(columns.rows_of(near), letter, ruled=True)
        if columns.is_table(rows, parted, letter, ruled=True):
            box = union(one.box for row in rows for one in row)
            yield _lattice(
                rows, parted, letter, (box.left, top, box.right, bottom), [rule.center[1] for rule in group[1:-1]]
            )


def without(words: Sequence[Placed], letter: float) -> Iterator[Lattice]:
    """Yield the tables without any lines."""
    for run in _runs(columns.rows_of(words), letter):
        rows, parted = _without_prose(run, letter)
        if columns.is_table(rows, parted, letter):
            yield _lattice(rows, parted, letter, union(one.box for row in rows for one in row), ())


def _without_prose(rows: Sequence[Row], letter: float, *, ruled: bool = False) -> tuple[list[Row], list[float]]:
    """Return ``rows`` and the strips between their columns, without prose to the right or left of them."""
    own = list(rows)
    for _ in range(_BESIDE):
        parted = columns.strips(own, letter, ruled=ruled)
        cells = columns.texts(own, parted)
        if len(parted) > 1 and columns.flows([row[-1] for row in cells if row[-1]]):
            own = [[one for one in row if one.x < parted[-1]] for row in own]
        elif len(parted) > 1 and columns.flows([row[0] for row in cells if row[0]]):
            own = [[one for one in row if one.x >= parted[0]] for row in own]
        else:
            return own, parted
        own = [row for row in own if row]
    return own, columns.strips(own, letter, ruled=ruled)


def _lattice(
    rows: Sequence[Row], parted: Sequence[float], letter: float, box: Sequence[float], rules: Sequence[float]
) -> Lattice:
    left, top, right, bottom = box
    xs, ys = (left, *parted, right), (top, *lines_between(rows, rules), bottom)
    fields = tuple(field for number, row in enumerate(rows) for field in _fields(number, row, parted, letter))
    return Lattice(xs, ys, fields)


def _fields(number: int, row: Row, parted: Sequence[float], letter: float) -> Iterator[Field]:
    """Yield the fields of one row: text across a strip is one cell over several columns."""
    column = 0
    for cell in columns.cells_of(row, letter):
        edge = letter / 4
        first = bisect_right(parted, cell[0].box.left + edge)
        last = bisect_right(parted, max(one.box.right for one in cell) - edge)
        for empty in range(column, max(column, first)):
            yield Field(number, empty, number + 1, empty + 1)
        if last >= column:
            start = max(first, column)
            yield Field(number, start, number + 1, max(last, start) + 1)
            column = max(last, start) + 1
    for empty in range(column, len(parted) + 1):
        yield Field(number, empty, number + 1, empty + 1)


def lines_between(rows: Sequence[Row], rules: Sequence[float] = ()) -> list[float]:
    """Return the boundaries of the rows: at a rule, or in the middle of the white between two rows."""
    found: list[float] = []
    for above, below in pairwise(rows):
        end, start = max(one.box.bottom for one in above), min(one.box.top for one in below)
        middle = (_mean_y(above) + _mean_y(below)) / 2
        ruled = [rule for rule in rules if _mean_y(above) < rule < _mean_y(below)]
        found.append(ruled[0] if ruled else (end + start) / 2 if start >= end else middle)
    return found


def _mean_y(row: Row) -> float:
    return sum(one.y for one in row) / len(row)


def _framed(rules: Sequence[Box], letter: float) -> Iterator[list[Box]]:
    """Yield groups of at least two horizontal rules that are below each other and about equally long."""
    groups: list[list[Box]] = []
    long = [rule for rule in rules if rule.width > _LONG * letter]
    for rule in sorted(long, key=lambda rule: rule.center[1]):
        for group in groups:
            if _is_under(rule, group[-1]):
                group.append(rule)
                break
        else:
            groups.append([rule])
    yield from (group for group in groups if len(group) > 1)


def _is_under(rule: Box, above: Box) -> bool:
    shared = min(rule.right, above.right) - max(rule.left, above.left)
    return shared >= _WIDE * max(rule.width, above.width)


def _runs(rows: Sequence[Row], letter: float) -> Iterator[list[Row]]:
    """Yield runs of successive rows of several cells, perhaps with a row of a single cell between them."""
    run: list[Row] = []
    lone = 0
    broken = _breaks(rows, letter)
    for number, row in enumerate(rows):
        several = len(columns.cells_of(row, letter, _APART)) > 1
        if run and (number in broken or (not several and lone >= _LONE)):
            yield from _trimmed(run, lone)
            run, lone = [], 0
        if several or run:
            run.append(row)
            lone = 0 if several else lone + 1
    yield from _trimmed(run, lone)


def _breaks(rows: Sequence[Row], letter: float) -> set[int]:
    """Return the numbers of the rows above which the white ends a table: it is wide, and unlike that of the neighbours,
    because the rows of a table are evenly spaced."""
    whites = [
        min(one.box.top for one in below) - max(one.box.bottom for one in above) for above, below in pairwise(rows)
    ]
    found: set[int] = set()
    for number, white in enumerate(whites):
        beside = whites[max(0, number - 1) : number] + whites[number + 1 : number + 2]
        even = white <= _WIDEST * letter and any(abs(white - other) <= _EVEN * white for other in beside)
        if white > _BREAK * letter and not even:
            found.add(number + 1)
    return found


def _trimmed(run: list[Row], lone: int) -> Iterator[list[Row]]:
    rows = run[: len(run) - lone]
    if len(rows) > 1:
        yield rows
