"""Split of a ruled lattice's fields that contain several rows or columns separated by white."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from . import columns
from .columns import Row
from .lattice import Field, Lattice
from .unruled import lines_between
from .words import Placed

_FULL = 0.8  # of a band's rows: least share with text in a column that identifies rows
_MANY = 4  # least rows if every cell is one short line
_SHORT = 25  # characters


def refined(lattice: Lattice, words: Sequence[Placed], letter: float) -> Lattice:
    """Return ``lattice`` with its wide columns and high rows split at the white between ``words``."""
    for column in reversed(range(lattice.columns)):
        lattice = _with_columns(lattice, column, words, letter)
    for row in reversed(range(lattice.rows)):
        lattice = _with_rows(lattice, row, words)
    return lattice


def _with_columns(lattice: Lattice, column: int, words: Sequence[Placed], letter: float) -> Lattice:
    fields = [field for field in lattice.fields if field.left == column and field.right == column + 1]
    rows_here = {row for field in fields for row in range(field.top, field.bottom)}
    left, right = lattice.xs[column], lattice.xs[column + 1]
    inside = [one for one in words if left <= one.x < right and bisect_right(lattice.ys, one.y) - 1 in rows_here]
    rows = columns.rows_of(inside)
    parted = columns.strips(rows, letter)
    if not parted or not columns.is_table(rows, parted, letter):
        return lattice
    own = {field: _within(lattice, field, inside) for field in fields}
    more, kept = len(parted), []
    for field in lattice.fields:
        if field not in own:
            kept.append(_wider(field, column, more))
        elif _crosses(own[field], parted, letter):
            kept.append(replace(field, right=field.right + more))
        else:
            kept += [replace(field, left=column + step, right=column + step + 1) for step in range(more + 1)]
    xs = (*lattice.xs[: column + 1], *parted, *lattice.xs[column + 1 :])
    return Lattice(xs, lattice.ys, _ordered(kept))


def _wider(field: Field, column: int, more: int) -> Field:
    if field.left > column:
        return replace(field, left=field.left + more, right=field.right + more)
    return replace(field, right=field.right + more) if field.right > column else field


def _crosses(words: Sequence[Placed], parted: Sequence[float], letter: float) -> bool:
    """Return whether a cell's text crosses one of the strips."""
    return any(
        cell[0].box.left < x < max(one.box.right for one in cell)
        for row in columns.rows_of(words)
        for cell in columns.cells_of(row, letter)
        for x in parted
    )


def _with_rows(lattice: Lattice, row: int, words: Sequence[Placed]) -> Lattice:
    fields = [field for field in lattice.fields if field.top == row and field.bottom == row + 1]
    top, bottom = lattice.ys[row], lattice.ys[row + 1]
    band = [one for one in words if top <= one.y < bottom]
    rows = columns.rows_of(band)
    if len(rows) < 2 or len(fields) < 2 or not _are_rows(lattice, fields, rows):
        return lattice
    more, kept = len(rows) - 1, []
    for field in lattice.fields:
        if field.top > row:
            kept.append(replace(field, top=field.top + more, bottom=field.bottom + more))
        elif field.bottom <= row:
            kept.append(field)
        elif field.bottom > row + 1 or field.top < row:
            kept.append(replace(field, bottom=field.bottom + more))
        else:
            kept += [replace(field, top=row + step, bottom=row + step + 1) for step in range(more + 1)]
    ys = (*lattice.ys[: row + 1], *lines_between(rows), *lattice.ys[row + 1 :])
    return Lattice(lattice.xs, ys, _ordered(kept))


def _are_rows(lattice: Lattice, fields: Sequence[Field], rows: Sequence[Row]) -> bool:
    """Return whether the lines of a band are rows of a table, not lines of its cells: two columns have text in almost
    all of them, one of these only numbers; or every column has text in them, in short lines."""
    cells: list[list[str]] = []
    for field in fields:
        left, right = lattice.xs[field.left], lattice.xs[field.right]
        own = [" ".join(one.word.text for one in row if left <= one.x < right) for row in rows]
        if any(own):
            cells.append(own)
    full = [own for own in cells if sum(map(bool, own)) >= _FULL * len(rows)]
    if len(full) < 2 or any(map(columns.flows, cells)):
        return False
    if any(all(columns.is_number(text) for text in own if text) for own in full):
        return True
    return len(full) == len(cells) and len(rows) >= _MANY and all(len(text) <= _SHORT for own in full for text in own)


def _within(lattice: Lattice, field: Field, words: Sequence[Placed]) -> list[Placed]:
    left, right = lattice.xs[field.left], lattice.xs[field.right]
    top, bottom = lattice.ys[field.top], lattice.ys[field.bottom]
    return [one for one in words if left <= one.x < right and top <= one.y < bottom]


def _ordered(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda field: (field.top, field.left)))
