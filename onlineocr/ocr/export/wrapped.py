"""Which lines of a block go on in the next one: those of running text, however ragged; and where paragraphs begin."""

from __future__ import annotations

from collections.abc import Sequence

from ..languages import unspaced
from ..page import Line
from .shapes import is_level

_FULL = 0.8  # of its block's width, which most lines of running text fill
_MOSTLY = 0.6
_NEAR = 2  # lines above and below, whose edge tells how far a line could have gone
_SHORT = 0.5  # of that width: the end of a paragraph without a full stop, such as a title
_SLACK = 0.5  # of a line's height, by which boxes are wrong
_END = tuple(".!?:;…。！？：؟۔।")
_CLOSING = "\"'”’»)]}」』）"


def paragraphs(lines: Sequence[Line], *, from_right: bool = False) -> list[int]:
    """Return where each paragraph of ``lines`` begins, or [] where each line stands for itself, as in an address."""
    if len(lines) < 2 or not all(map(is_level, lines)):
        return [0]
    room = [_room(lines, index, from_right=from_right) for index in range(len(lines) - 1)]
    ends = [free > _first_word(lines[index + 1]) for index, free in enumerate(room)]
    if not _fills(lines) and ends.count(False) < _MOSTLY * len(ends):
        return []
    return [0, *(index + 1 for index, end in enumerate(ends) if end and _parts(lines, index, room[index]))]


def _fills(lines: Sequence[Line]) -> bool:
    """Whether the lines, all but the last, end where the block ends."""
    left, right = min(line.box.left for line in lines), max(line.box.right for line in lines)
    full = sum(line.box.width >= _FULL * (right - left) for line in lines[:-1])
    return full >= _MOSTLY * (len(lines) - 1)


def _room(lines: Sequence[Line], index: int, *, from_right: bool) -> float:
    """Return how much further the line could have gone, by those near it."""
    near = lines[max(0, index - _NEAR) : index + _NEAR + 1]
    if from_right:
        return lines[index].box.left - min(line.box.left for line in near)
    return max(line.box.right for line in near) - lines[index].box.right


def _first_word(line: Line) -> float:
    """Return the width of the line's first word, with a space before it; of a character, where words are not parted."""
    text = line.text.strip()
    if unspaced(text[:1]) or not line.words:
        letters = 1 if unspaced(text[:1]) else len(text.partition(" ")[0])
        return line.box.width * letters / max(1, len(text)) + _SLACK * line.box.height
    return line.words[0].box.width + _SLACK * line.box.height


def _parts(lines: Sequence[Line], index: int, room: float) -> bool:
    """Whether a paragraph ends with the line ``index``, after which the next one's first word had room."""
    line, after = lines[index], lines[index + 1].text.lstrip("\"'“‘«([{„")
    if after[:1].islower():
        return False
    return line.text.rstrip(_CLOSING + " ").endswith(_END) or line.box.width < _SHORT * (line.box.width + room)
