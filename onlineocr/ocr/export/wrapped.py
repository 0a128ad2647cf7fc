"""Paragraphs of a block: which lines of text continue in the next line, and which line breaks matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ..languages import unspaced
from ..page import Block, Line
from .columns import SLACK, Column, Columns
from .shapes import is_level

_FULL = 0.8  # of the block's width: most lines of running text are at least so wide
_MOSTLY = 0.6
_NEAR = 2  # lines above and below, whose edge shows how long a line could have been
_SHORT = 0.5  # of that width: the end of a paragraph without a full stop, such as a title
_WELL_SHORT = 0.2  # of the column's width: least white after lines that end early
_NEW = 0.8  # of the lines: least share of those that begin something new
_VERSES = 3  # least line breaks in a block that only its own lines and capitals show to be no running text
_LABEL = 14  # characters: no column of running text is so narrow
_END = tuple(".!?:;…。！？：؟۔।")
_CLOSING = "\"'”’»)]}」』）"
_OPENING = "\"'“‘«([{„"


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines [``start``, ``end``) of a block: a paragraph if it ``flows``, else lines whose breaks matter."""

    start: int
    end: int
    flows: bool = True


def pieces(block: Block, columns: Columns, *, from_right: bool = False) -> list[Piece]:
    """Return the paragraphs of ``block``, which is in one of the page's ``columns``."""
    lines = block.lines
    if len(lines) < 2 or not all(map(is_level, lines)):
        return [Piece(0, len(lines))]
    room = [_room(lines, index, from_right=from_right) for index in range(len(lines) - 1)]
    ends = [free > _first_word(lines[index + 1]) for index, free in enumerate(room)]
    if _are_apart(lines, ends) or (
        not _is_justified(lines) and _end_early(lines, columns.around(block, from_right=from_right))
    ):
        return [Piece(0, len(lines), flows=False)]
    starts = [0, *(index + 1 for index, end in enumerate(ends) if end and _parts(lines, index, room[index]))]
    return _gathered([Piece(start, end) for start, end in pairwise([*starts, len(lines)])])


def _gathered(paragraphs: Sequence[Piece]) -> list[Piece]:
    """Return ``paragraphs``; those of one line, one after the other, are lines of one piece, as in a signature."""
    found: list[Piece] = []
    for single, run in groupby(paragraphs, lambda piece: piece.end - piece.start == 1):
        alike = list(run)
        found += [Piece(alike[0].start, alike[-1].end, flows=False)] if single and len(alike) > 1 else alike
    return found


def _are_apart(lines: Sequence[Line], ends: Sequence[bool]) -> bool:
    """Return whether the block's own lines show that no line continues in the next one."""
    new = sum(map(_is_new, lines, lines[1:]))
    few = len(ends) <= _VERSES
    if not _fills(lines) and ends.count(False) < _MOSTLY * len(ends) and (few or new >= _NEW * len(ends)):
        return True
    verses = len(ends) >= _VERSES and any(ends) and new == len(ends)
    return verses and _is_ragged(lines) and _has_capitals(lines)


def _end_early(lines: Sequence[Line], column: Column) -> bool:
    """Return whether most lines end well short of their ``column`` and the next lines begin something new."""
    room = [column.room(line) for line in lines[:-1]]
    half = min(room) >= _SHORT * column.width
    if not _has_capitals(lines):  # which would show where something new begins
        return half and column.is_prose
    least = (_SHORT if len(room) == 1 else _WELL_SHORT) * column.width
    short = [free > max(least, _first_word(after)) for free, after in zip(room, lines[1:], strict=True)]
    if short.count(True) < _MOSTLY * len(short):
        return False
    labels = half and all(len(line.text.strip()) <= _LABEL for line in lines)
    return labels or sum(map(_is_new, lines, lines[1:])) >= _NEW * len(short)


def _is_justified(lines: Sequence[Line]) -> bool:
    """Return whether all lines but the last, at least three, begin at one edge and end at another one."""
    slack = SLACK * max(line.box.height for line in lines)
    lefts, rights = [line.box.left for line in lines[1:-1]], [line.box.right for line in lines[:-1]]
    return len(lines) > _VERSES and max(rights) - min(rights) <= slack and max(lefts) - min(lefts) <= slack


def _is_ragged(lines: Sequence[Line]) -> bool:
    right = max(line.box.right for line in lines)
    away = sum(right - line.box.right > line.box.height for line in lines[:-1])
    return 2 * away >= len(lines) - 1


def _is_new(before: Line, line: Line) -> bool:
    """Return whether a line begins something new, such as a verse or a name: after a full stop, or with a word that is
    not in small letters."""
    if before.text.rstrip(_CLOSING + " ").endswith(_END):
        return True
    word = line.text.strip().lstrip(_OPENING).partition(" ")[0]
    core = word.rstrip(",;.!?" + _CLOSING)
    small = core[:1].islower() and core.replace("-", "").replace("'", "").replace("’", "").isalpha()
    return not small or (len(core) == 1 and word.endswith((".", ")")))


def _has_capitals(lines: Sequence[Line]) -> bool:
    """Return whether the text is in a script with capitals, or has no letters."""
    letters = [character for line in lines for character in line.text if character.isalpha()]
    return 2 * sum(character.islower() or character.isupper() for character in letters) >= len(letters)


def _fills(lines: Sequence[Line]) -> bool:
    """Return whether most lines, except the last, are as wide as the block."""
    left, right = min(line.box.left for line in lines), max(line.box.right for line in lines)
    full = sum(line.box.width >= _FULL * (right - left) for line in lines[:-1])
    return full >= _MOSTLY * (len(lines) - 1)


def _room(lines: Sequence[Line], index: int, *, from_right: bool) -> float:
    """Return how much longer the line could have been, by the edge of the lines near it."""
    near = lines[max(0, index - _NEAR) : index + _NEAR + 1]
    if from_right:
        return lines[index].box.left - min(line.box.left for line in near)
    return max(line.box.right for line in near) - lines[index].box.right


def _first_word(line: Line) -> float:
    """Return the width of the first word with a space before it, or of one character in a script without spaces."""
    text = line.text.strip()
    if unspaced(text[:1]) or not line.words:
        letters = 1 if unspaced(text[:1]) else len(text.partition(" ")[0])
        return line.box.width * letters / max(1, len(text)) + SLACK * line.box.height
    return line.words[0].box.width + SLACK * line.box.height


def _parts(lines: Sequence[Line], index: int, room: float) -> bool:
    """Return whether a paragraph ends with the line ``index``, which had room for the first word of the next line."""
    line, after = lines[index], lines[index + 1].text.lstrip(_OPENING)
    if after[:1].islower():
        return False
    return line.text.rstrip(_CLOSING + " ").endswith(_END) or line.box.width < _SHORT * (line.box.width + room)
