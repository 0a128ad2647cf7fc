"""Reduction of a lattice that also frames other text, as on a form, to its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from . import columns
from .lattice import Field, Lattice
from .words import Placed

_HEADS = 1  # rows of one cell above a table that belong to it as its title
_APART, _COLUMNS = 1.2, 3  # letter heights between cells without a rule, and least cells of a table's row
_WITHIN = 2  # such rows in its middle: names of its parts; more rows separate two tables


def bands(lattice: Lattice, words: Sequence[Placed], letter: float) -> Iterator[Lattice]:
    """Yield the parts of ``lattice`` whose rows have several cells, each with only the lines that it needs."""
    whole = {
        row
        for field in lattice.fields
        if field.left == 0 and field.right == lattice.columns and not _has_columns(lattice, field, words, letter)
        for row in range(field.top, field.bottom)
    }
    start = None
    end = 0
    runs: list[tuple[int, int]] = []
    for is_whole, group in groupby(range(lattice.rows), lambda row: row in whole):
        rows = list(group)
        if not is_whole:
            heads = start is None and end == 0 and 0 < rows[0] <= _HEADS
            start = (0 if heads else rows[0]) if start is None else start
            end = rows[-1] + 1
        elif start is not None and len(rows) > _WITHIN:
            runs.append((start, end))
            start = None
    if start is not None:
        runs.append((start, end))
    for first, last in runs:
        yield _part(lattice, first, last)


def _has_columns(lattice: Lattice, field: Field, words: Sequence[Placed], letter: float) -> bool:
    """Return whether most lines of a field that is as wide as the table have several cells, separated by white."""
    top, bottom = lattice.ys[field.top], lattice.ys[field.bottom]
    inside = [one for one in words if top <= one.y < bottom and lattice.xs[0] <= one.x < lattice.xs[-1]]
    counts = [len(columns.cells_of(row, letter, _APART)) for row in columns.rows_of(inside)]
    return 2 * sum(count >= _COLUMNS for count in counts) > len(counts)


def _part(lattice: Lattice, first: int, last: int) -> Lattice:
    fields = [field for field in lattice.fields if first <= field.top and field.bottom <= last]
    walls = sorted({0, lattice.columns} | {field.left for field in fields} | {field.right for field in fields})
    floors = sorted({first, last} | {field.top for field in fields} | {field.bottom for field in fields})
    return Lattice(
        tuple(lattice.xs[wall] for wall in walls), tuple(lattice.ys[floor] for floor in floors),
        tuple(_moved(field, walls, floors) for field in fields),
    )  # fmt: skip


def _moved(field: Field, walls: Sequence[int], floors: Sequence[int]) -> Field:
    return replace(
        field, left=walls.index(field.left), right=walls.index(field.right),
        top=floors.index(field.top), bottom=floors.index(field.bottom),
    )  # fmt: skip
