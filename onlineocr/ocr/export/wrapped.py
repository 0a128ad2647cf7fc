"""Paragraphs of a block: lines of running text, even with a ragged edge, continue in the next line."""

from __future__ import annotations

from collections.abc import Sequence

from ..languages import unspaced
from ..page import Line
from .shapes import is_level

_FULL = 0.8  # of the block's width: most lines of running text are at least so wide
_MOSTLY = 0.6
_NEAR = 2  # lines above and below, whose edge shows how long a line could have been
_SHORT = 0.5  # of that width: the end of a paragraph without a full stop, such as a title
_SLACK = 0.5  # of a line's height: error of the boxes
_END = tuple(".!?:;…。！？：؟۔।")
_CLOSING = "\"'”’»)]}」』）"


def paragraphs(lines: Sequence[Line], *, from_right: bool = False) -> list[int]:
    """Return the index of each paragraph's first line, or [] if every line break matters, as in an address."""
    if len(lines) < 2 or not all(map(is_level, lines)):
        return [0]
    room = [_room(lines, index, from_right=from_right) for index in range(len(lines) - 1)]
    ends = [free > _first_word(lines[index + 1]) for index, free in enumerate(room)]
    if not _fills(lines) and ends.count(False) < _MOSTLY * len(ends):
        return []
    return [0, *(index + 1 for index, end in enumerate(ends) if end and _parts(lines, index, room[index]))]


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
        return line.box.width * letters / max(1, len(text)) + _SLACK * line.box.height
    return line.words[0].box.width + _SLACK * line.box.height


def _parts(lines: Sequence[Line], index: int, room: float) -> bool:
    """Return whether a paragraph ends with the line ``index``, which had room for the first word of the next line."""
    line, after = lines[index], lines[index + 1].text.lstrip("\"'“‘«([{„")
    if after[:1].islower():
        return False
    return line.text.rstrip(_CLOSING + " ").endswith(_END) or line.box.width < _SHORT * (line.box.width + room)
