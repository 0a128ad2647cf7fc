"""Lists in alphabetical order that are set in columns, such as an index: read down each column.

Their entries are short, begin with capitals and stand level with those of the next column, as the cells of a table do.
Only their order tells: it goes on from the foot of one column to the head of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_ENTRIES, _ROWS = 12, 4  # make a list in order, and in each of its columns: fewer may be so by chance
_SORTED = 0.9  # of the neighbours are in order, and not the same; entries that are set in under others may not be
_KINDS = 3  # first letters, at least: the names of a table's rows may all begin alike
_WORDED = 0.8  # of the entries begin with a letter


def goes_down(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the entries of ``columns``, from left to right and each from top to bottom, are one list in alphabetical
    order."""
    own = [[text.casefold() for text in column if text[:1].isalpha()] for column in columns]
    entries = [text for column in own for text in column]
    if len(own) < 2 or any(len(column) < _ROWS for column in own) or len(entries) < _ENTRIES:
        return False
    if len(entries) < _WORDED * sum(map(len, columns)) or len({text[0] for text in entries}) < _KINDS:
        return False
    ordered = sum(one < other for one, other in pairwise(entries))
    return ordered >= _SORTED * (len(entries) - 1) and all(map(_goes_on, own, own[1:]))


def _goes_on(column: Sequence[str], following: Sequence[str]) -> bool:
    """Whether a column as a whole comes before the next one."""
    return sorted(column)[len(column) // 2] < sorted(following)[len(following) // 2]
