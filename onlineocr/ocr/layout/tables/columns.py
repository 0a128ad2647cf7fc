"""Columns without rules: white strips through the rows of a table, and the test whether the rows are a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from ...bullets import marker
from .. import alphabetical
from .words import Placed

_STRIP = 0.7  # letters: the white between two columns
_CELL = 0.6  # letters: words with less between them belong to one cell
_CROSSING, _RULED_CROSSING = 0.12, 0.2  # greatest share of rows that cross a strip, like headings over several columns
_SHARED = 0.5  # of the lower word's height: least overlap of words of one row
_NUMBERS = 0.6  # of a column's cells: least share of numbers in a column of numbers
_FILLED, _LEAST = 0.5, 0.34  # of all cells, and of each column's: least share with text
_ALIGNED = 0.7  # of a column's cells: least share with one left or right edge
_SHORT = 25  # characters in the median cell of a column
_FEW, _LONG, _GOING = 4, 14, 0.25  # prose: least lines, characters in the median line, share of small first letters
_ROWS = 3  # least rows of a table without rules

Row = list[Placed]


def rows_of(words: Sequence[Placed]) -> list[Row]:
    """Return visual rows from top to bottom, each from left to right."""
    rows: list[tuple[float, float, Row]] = []
    for one in sorted(words, key=lambda one: one.y):
        top, bottom = one.box.top, one.box.bottom
        if rows:
            high, low, row = rows[-1]
            shared = min(low, bottom) - max(high, top)
            if shared > _SHARED * min(low - high, bottom - top):
                count = len(row)
                rows[-1] = ((high * count + top) / (count + 1), (low * count + bottom) / (count + 1), [*row, one])
                continue
        rows.append((top, bottom, [one]))
    return [sorted(row, key=lambda one: one.box.left) for _, _, row in rows]


def cells_of(row: Row, letter: float, gap: float = _CELL) -> list[Row]:
    """Group the words of a row; a wide white separates two groups."""
    groups: list[Row] = []
    end = 0
    for one in row:
        if groups and one.box.left - end < gap * letter:
            groups[-1].append(one)
        else:
            groups.append([one])
        end = max(end, one.box.right) if len(groups[-1]) > 1 else one.box.right
    return groups


def strips(rows: Sequence[Row], letter: float, *, ruled: bool = False) -> list[float]:
    """Return the middles of the white strips between the columns of ``rows``, ascending; see :func:`is_table`."""
    few = int((_RULED_CROSSING if ruled else _CROSSING) * len(rows)) if len(rows) > 3 else 0
    edges: list[tuple[float, int]] = []
    for row in rows:
        for cell in cells_of(row, letter):
            edges += [(cell[0].box.left, 1), (max(one.box.right for one in cell), -1)]
    found: list[float] = []
    depth, start = 0, None
    for x, step in sorted(edges):
        depth += step
        if depth > few:
            if start is not None and x - start >= _STRIP * letter:
                found.append((start + x) / 2)
            start = None
        elif start is None and step < 0:
            start = x
    return _useful(found, rows)


def _useful(found: Sequence[float], rows: Sequence[Row]) -> list[float]:
    """Return the strips without those next to a column with text in hardly any row: a column has at least two."""
    kept: list[float] = []
    counts = [0] * (len(found) + 1)
    for row in rows:
        for column in {bisect_right(found, one.x) for one in row}:
            counts[column] += 1
    least = max(2, _LEAST / 2 * len(rows)) if len(rows) > 2 else 1
    for index, strip in enumerate(found):
        if counts[index] >= least:
            kept.append(strip)
    while kept and counts[-1] < least:
        counts.pop()
        kept.pop()
    return kept


def texts(rows: Sequence[Row], parted: Sequence[float]) -> list[list[str]]:
    """Return the text of each cell, by rows, of columns separated at ``parted``."""
    table = []
    for row in rows:
        cells = [""] * (len(parted) + 1)
        for one in row:
            column = bisect_right(parted, one.x)
            cells[column] = f"{cells[column]} {one.word.text}".strip()
        table.append(cells)
    return table


def is_number(text: str) -> bool:
    """Return whether a cell is an amount, a date, a share, a code (more digits than letters) or a sign for nothing."""
    digits = sum(character.isdecimal() for character in text)
    letters = sum(character.isalpha() for character in text)
    return digits > letters or re.fullmatch(r"[-–—.$€£*]+|n/?a", text.strip(), re.IGNORECASE) is not None


def is_table(rows: Sequence[Row], parted: Sequence[float], letter: float, *, ruled: bool = False) -> bool:
    """Return whether the cells between white strips are a table, not prose in columns, an ordered list or a form.

    ``ruled``: lines above and below are further evidence of a table.
    """
    count = len(parted) + 1
    if count < 2 or len(rows) < (2 if ruled else _ROWS):
        return False
    cells = texts(rows, parted)
    filled = [[row[column] for row in cells if row[column]] for column in range(count)]
    if sum(map(len, filled)) < _FILLED * count * len(rows) or any(len(own) < _LEAST * len(rows) for own in filled):
        return False
    lengths = [median(map(len, own)) for own in filled]
    if not ruled and alphabetical.goes_down(filled):
        return False
    if any(map(flows, filled)) or sum(length > _SHORT for length in lengths) > 1:
        return False
    numeric = [sum(map(is_number, own)) >= _NUMBERS * len(own) for own in filled]
    aligned = all(_is_aligned(rows, parted, column, letter) for column in range(count))
    if count == 2 and not ruled:
        return numeric[1] and (not numeric[0] or len(rows) > _ROWS) and not _is_list(filled[0])
    return any(numeric[1:]) or (aligned and (ruled or max(lengths) <= _SHORT))


def flows(cells: Sequence[str]) -> bool:
    """Return whether the lines of a column continue from one to the next, like prose: they are long, and many begin
    with a small letter."""
    begins = [text[0] for text in cells if text]
    long = len(begins) >= _FEW and median(map(len, cells)) >= _LONG
    return long and sum(character.islower() for character in begins) >= _GOING * len(begins)


def _is_list(cells: Sequence[str]) -> bool:
    return 2 * sum(marker(f"{cell} x") is not None for cell in cells) > len(cells)


def _is_aligned(rows: Sequence[Row], parted: Sequence[float], column: int, letter: float) -> bool:
    lefts, rights = [], []
    for row in rows:
        own = [one.box for one in row if bisect_right(parted, one.x) == column]
        if own:
            lefts.append(own[0].left)
            rights.append(max(box.right for box in own))
    near = 0.5 * letter
    return any(
        sum(abs(place - median(places)) <= near for place in places) >= _ALIGNED * len(places)
        for places in (lefts, rights)
    )
