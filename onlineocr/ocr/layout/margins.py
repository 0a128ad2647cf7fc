"""Running heads and feet of a page of prose: text with a page number above or below the other text, apart from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..page import Block, BlockKind, Line
from .kinds import weighted_median

_APART = 0.8  # line heights: least white between head or foot and the text
_MOST_LINES, _MOST_LETTERS = 3, 200
_LARGER = 1.6  # times the usual height: from there on a title, not a running head
_PROSE = 30  # least characters in a line of prose
_PROSE_LINES = 5
_WIDE = 1.5  # line heights between a page number and other text in its row

_ROMAN = "(?=[ivxl])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"  # up to 99: "mix" and "civil" are words
_NUMBER = rf"\W*(?:[1-9]\d{{0,3}}\W*|(?:{_ROMAN}|{_ROMAN.upper()})[^\w.]*)"
_ALONE = re.compile(_NUMBER)
_NAMED = re.compile(rf"(?:.*\s)?(?:page|p\.|seite|s\.|página|pág\.|pagina|pag\.|strona|str\.|страница|стр\.){_NUMBER}"
                    r"(?:(?:of|von|de|sur|di|из|/)\W*\d{1,4})?\W*", re.IGNORECASE)  # fmt: skip
_OF = re.compile(r"\W*\d{1,4}\s*/\s*\d{1,4}\W*")


def with_margins(blocks: Sequence[Block]) -> list[Block]:
    """Return ``blocks`` of a page in reading order, its running head and foot with kind "header" and "footer"."""
    lines = [line for block in blocks for line in block.lines]
    if sum(len(line.text) >= _PROSE for line in lines) < _PROSE_LINES:
        return list(blocks)
    usual = weighted_median([(min(line.box.width, line.box.height), len(line.text)) for line in lines])
    found: dict[int, BlockKind] = {}
    head = _band(blocks, usual, lambda block: (block.box.top, block.box.bottom))
    if head and (_numbers(blocks, head) or _goes_on(blocks, head)):
        found.update(dict.fromkeys(head, "header"))
    foot = _band(blocks, usual, lambda block: (-block.box.bottom, -block.box.top))
    if foot and _numbers(blocks, foot):
        found.update(dict.fromkeys(foot, "footer"))
    return [replace(block, kind=found[place]) if place in found else block for place, block in enumerate(blocks)]


def _band(blocks: Sequence[Block], usual: float, edges: Callable[[Block], tuple[int, int]]) -> list[int]:
    """Return the indices of the few blocks nearest to an edge of the page, if white separates them from the rest;
    ``edges`` returns the distances of a block's near and far side from a point beyond that edge."""
    order = sorted(range(len(blocks)), key=lambda place: edges(blocks[place]))
    band: list[int] = []
    far = 0
    for place in order:
        near, end = edges(blocks[place])
        if band and near - far >= _APART * usual:
            return band
        far = max(far, end) if band else end
        band.append(place)
        if not _may_run([blocks[place] for place in band], usual):
            return []
    return []


def _may_run(band: Sequence[Block], usual: float) -> bool:
    lines = [line for block in band for line in block.lines]
    if any(block.kind in {"table", "list"} for block in band) or len(lines) > 2 * _MOST_LINES:
        return False
    if len({line.box.center[1] // max(1.0, usual) for line in lines}) > _MOST_LINES + 1:
        return False
    short = sum(len(line.text) for line in lines) <= _MOST_LETTERS
    return short and all(line.box.height < _LARGER * usual for line in lines)


def _numbers(blocks: Sequence[Block], band: Sequence[int]) -> bool:
    """Return whether the band has a page number: alone, with a word such as "page", or far from other text."""
    return any(_has_number(line) for place in band for line in blocks[place].lines)


def _has_number(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > _MOST_LETTERS:
        return False
    if any(pattern.fullmatch(text) for pattern in (_ALONE, _OF, _NAMED)):
        return True
    if len(line.words) < 2:
        return False
    for outer, inner in (line.words[:2], line.words[:-3:-1]):
        away = max(outer.box.left - inner.box.right, inner.box.left - outer.box.right)
        if _ALONE.fullmatch(outer.text) and outer.text.strip().isdecimal() and away >= _WIDE * line.box.height:
            return True
    return False


def _goes_on(blocks: Sequence[Block], head: Sequence[int]) -> bool:
    """Return whether the text below a head of one row begins within a sentence: then it is no heading of that text."""
    if max(head) + 1 >= len(blocks) or sorted(head) != list(range(len(head))):
        return False
    if len(head) > 1 or len(blocks[head[0]].lines) > 1:
        return False
    after = blocks[max(head) + 1].lines[0].text
    return after[:1].islower() and len(after) >= _PROSE and len(blocks[head[0]].lines[0].text) > 1
