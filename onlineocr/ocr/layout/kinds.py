"""Classification of blocks as heading or text, by size, capitals and numbers only: layout has no pixels.

Precision is more important than recall: a missed heading is a paragraph of one line, a false one breaks the outline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from statistics import median

from ..page import Block
from .paragraphs import TypeSize, is_capitals, is_larger, type_size

_LARGER = 1.3  # least size, in sizes of the page's usual type
_MOST_LINES, _MOST_LETTERS = 4, 200
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|[IVX]{1,5}\.|§\s?\d+)\s+[^\W\d_]")
_PROSE = 30  # least characters in the line below a heading


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return ``blocks`` in reading order; blocks of kind "text" that are headings get the kind "heading"."""
    usual = _usual_type(blocks)
    return [
        replace(block, kind="heading") if _is_heading(block, after, usual) else block
        for block, after in zip_longest(blocks, blocks[1:])
    ]


def _usual_type(blocks: Sequence[Block]) -> TypeSize:
    """Return the type size of the page's median character."""
    sizes = [(*type_size(line), len(line.text)) for block in blocks for line in block.lines]
    return weighted_median([(height, letters) for height, _, letters in sizes]), weighted_median(
        [(width, letters) for _, width, letters in sizes]
    )


def weighted_median(weighed: Sequence[tuple[float, int]]) -> float:
    """Return the weighted median of values."""
    left = sum(weight for _, weight in weighed) / 2
    for value, weight in sorted(weighed):
        left -= weight
        if left <= 0:
            return value
    return 0.0


def _is_heading(block: Block, after: Block | None, usual: TypeSize) -> bool:
    if block.kind != "text" or len(block.lines) > _MOST_LINES:
        return False
    text = " ".join(line.text for line in block.lines)
    letters = sum(character.isalpha() for character in text) if 3 <= len(text) <= _MOST_LETTERS else 0
    if letters < 3 or 2 * letters < len(text) or text[0].islower():
        return False
    sizes = [type_size(line) for line in block.lines]
    size = median(height for height, _ in sizes), median(width for _, width in sizes)
    return is_larger(size, usual, _LARGER) or (size[0] >= 0.75 * usual[0] and _heads(text, len(block.lines), after))


def _heads(text: str, lines: int, after: Block | None) -> bool:
    """Return whether a text of the usual size is a heading of the prose ``after`` it: in capitals, or numbered."""
    if after is None or after.kind not in {"text", "list"} or text.endswith((".", ",", ";")):
        return False
    prose = any(len(line.text) >= _PROSE and not is_capitals(line.text) for line in after.lines[:2])
    return prose and ((lines <= 2 and is_capitals(text)) or (lines == 1 and _NUMBERED.match(text) is not None))
