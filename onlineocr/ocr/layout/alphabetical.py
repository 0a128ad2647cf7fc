"""Lists in alphabetical order in columns, such as an index, which are read column by column.

Their entries are short, begin with capitals and are level with those of the next column, like the cells of a table.
Only their order differs: it continues from the foot of one column to the head of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_ENTRIES, _ROWS = 12, 4  # least entries of a list and of each of its columns: fewer may be in order by chance
_SORTED = 0.9  # least share of neighbours that are in order and not equal; indented entries may not be
_KINDS = 3  # least number of different first letters: the names of a table's rows may all begin alike
_WORDED = 0.8  # least share of entries that begin with a letter


def goes_down(columns: Sequence[Sequence[str]]) -> bool:
    """Return whether the entries of ``columns``, from left to right and each from top to bottom, are one list in
    alphabetical order."""
    own = [[text.casefold() for text in column if text[:1].isalpha()] for column in columns]
    entries = [text for column in own for text in column]
    if len(own) < 2 or any(len(column) < _ROWS for column in own) or len(entries) < _ENTRIES:
        return False
    if len(entries) < _WORDED * sum(map(len, columns)) or len({text[0] for text in entries}) < _KINDS:
        return False
    ordered = sum(one < other for one, other in pairwise(entries))
    return ordered >= _SORTED * (len(entries) - 1) and all(map(_goes_on, own, own[1:]))


def _goes_on(column: Sequence[str], following: Sequence[str]) -> bool:
    """Return whether almost all of a column is before almost all of the next one in the order.

    A list that is in order along its rows has columns in order too, but each of them covers the whole alphabet.
    """
    return sorted(column)[(3 * len(column) - 1) // 4] < sorted(following)[len(following) // 4]
