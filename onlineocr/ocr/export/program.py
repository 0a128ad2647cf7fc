"""Program text on a page: the blocks of one piece, which blank lines may separate.

The layout analysis marks indented program text by leading spaces. A neighboring block without such spaces belongs to it
if it has the same fixed width of characters and the same left edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..page import Block, Line
from ..pitch import has_pitch, is_long, measured

_KINDS = frozenset(("text", "list", "heading"))
_PITCH = 0.06  # largest difference between the widths of characters within one piece
_SHORT, _SHORT_PITCH = 12, 0.15  # characters of a line too short for an exact measure, and its tolerance
_EDGE = 1.0  # largest difference between the left edges, in characters
_WHITE = 3.0  # largest gap between two blocks of one piece, in heights of a line


@dataclass(frozen=True, slots=True)
class _Type:
    """The type of a piece of program text: its left edge and the width of a character, in pixels."""

    left: float
    pitch: float


def pieces(blocks: Sequence[Block]) -> list[range]:
    """Return the runs of ``blocks`` that are one piece of program text each, from top to bottom."""
    marked = [block.kind in _KINDS and _is_indented(block) for block in blocks]
    found: list[range] = []
    start = 0
    while start < len(blocks):
        if not marked[start]:
            start += 1
            continue
        kind = _type(blocks[start])
        first, last = start, start
        while first > (found[-1].stop if found else 0) and _goes_on(blocks[first - 1], blocks[first], kind):
            first -= 1
        while last + 1 < len(blocks) and (
            (marked[last + 1] and _is_below(blocks[last], blocks[last + 1]))
            or _goes_on(blocks[last + 1], blocks[last], kind)
        ):
            last += 1
        found.append(range(first, last + 1))
        start = last + 1
    return found


def _is_indented(block: Block) -> bool:
    return any(line.text.startswith(" ") for line in block.lines)


def _goes_on(block: Block, beside: Block, kind: _Type) -> bool:
    """Return whether ``block`` continues the program text ``beside`` it, above or below."""
    upper, lower = sorted((block, beside), key=lambda one: one.box.top)
    if block.kind not in _KINDS or not _is_below(upper, lower):
        return False
    return all(_fits(line, kind) and not (is_long(line) and not has_pitch(line, kind.pitch)) for line in block.lines)


def _is_below(upper: Block, lower: Block) -> bool:
    height = median(line.box.height for line in (*upper.lines, *lower.lines))
    near = -0.5 * height <= lower.box.top - upper.box.bottom <= _WHITE * height
    return near and upper.box.left < lower.box.right and lower.box.left < upper.box.right


def _type(block: Block) -> _Type:
    exact = [own.pitch for line in block.lines if (own := measured(line))]
    pitch = median(exact or [_width(line) / max(1, len(line.text.strip())) for line in block.lines])
    return _Type(median(line.box.left - _indent(line) * pitch for line in block.lines), pitch)


def _fits(line: Line, kind: _Type) -> bool:
    letters = len(line.text.strip())
    allowed = _SHORT_PITCH if letters < _SHORT else _PITCH
    even = abs(_width(line) - letters * kind.pitch) <= max(allowed * letters, 0.5) * kind.pitch
    return even and abs(line.box.left - kind.left - _indent(line) * kind.pitch) <= _EDGE * kind.pitch


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip(" "))


def _width(line: Line) -> int:
    return line.words[-1].box.right - line.words[0].box.left if line.words else line.box.width
