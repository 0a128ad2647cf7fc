"""Conversion of edits to splices of the page that they were made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import InvalidEdits
from ..geometry import Box
from ..page import Block, Line, OwnText, Page
from ..region import Region
from ..wording import counted
from . import splice as splices_
from . import words as words_
from .edits import Edit
from .regions import opened
from .splice import Splice, bare

MOST_CHARACTERS, MOST_LINES = OwnText.MOST_CHARACTERS, OwnText.MOST_LINES

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Successive ``splices``; ``edits`` has for each the numbers (from 0) of the edits that it applies. ``reviewed``:
    the whole page was confirmed."""

    splices: tuple[Splice, ...]
    edits: tuple[tuple[int, ...], ...]
    reviewed: bool = False


def plan(page: Page, edits: Sequence[Edit]) -> Plan:
    """Return the splices of ``edits`` on ``page``, without edits that change nothing.

    Raises :class:`~..errors.InvalidEdits` for a place that is not on the page, for two edits of one place, and when the
    page would become too large.
    """
    groups = _by_line(page, edits)
    reviewed = [number for number, edit in enumerate(edits) if edit.block is None and edit.box is None]
    blocks: list[Block] = list(page.blocks)
    splices: list[Splice] = []
    sources: list[tuple[int, ...]] = []
    for place, old, new, numbers in _changed(page, groups, tuple(reviewed)):
        splice = Splice(place[0], place[1], (bare(old),), tuple(bare(line) for line in new))
        for earlier in splices:
            splice = splices_.after(splice, earlier)
        blocks, really = splices_.apply(blocks, splice)
        splices.append(really)
        sources.append(numbers)
    for number, edit in enumerate(edits):
        if edit.box is not None:
            blocks, added = splices_.apply(blocks, _added(page, blocks, number, edit))
            splices.append(added)
            sources.append((number,))
    check_size(blocks)
    return Plan(tuple(splices), tuple(sources), bool(reviewed))


def _by_line(page: Page, edits: Sequence[Edit]) -> dict[_Place, list[tuple[int, Edit]]]:
    """Group the edits by the line that they touch; an edit of a block is in each of its lines."""
    groups: dict[_Place, list[tuple[int, Edit]]] = {}
    wrong: dict[str, str] = {}
    for number, edit in enumerate(edits):
        try:
            for place in _lines_of(page, edit):
                _check_alone(edit, groups.get(place, ()))
                groups.setdefault(place, []).append((number, edit))
        except _Wrong as error:
            wrong[f"edits.{number}.{error.field}"] = str(error)
    if wrong:
        raise InvalidEdits(wrong)
    return groups


class _Wrong(ValueError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def _lines_of(page: Page, edit: Edit) -> list[_Place]:
    if edit.block is None:
        return []
    if edit.block >= len(page.blocks):
        raise _Wrong("block", f"is {edit.block}; the page has {counted(len(page.blocks), 'block')}, counted from 0")
    lines = page.blocks[edit.block].lines
    if edit.line is None:
        if not lines:
            raise _Wrong("block", "has no text")
        return [(edit.block, number) for number in range(len(lines))]
    if edit.line >= len(lines):
        raise _Wrong("line", f"is {edit.line}; the block has {counted(len(lines), 'line')}, counted from 0")
    count = len(lines[edit.line].words)
    if edit.word is not None and edit.word >= count:
        raise _Wrong("word", f"is {edit.word}; the line has {counted(count, 'word')}, counted from 0")
    return [(edit.block, edit.line)]


def _check_alone(edit: Edit, others: Iterable[tuple[int, Edit]]) -> None:
    for number, other in others:
        if edit.word is None or other.word is None or edit.word == other.word:
            field = "block" if edit.line is None else "line" if edit.word is None else "word"
            raise _Wrong(field, f"is named by edits.{number} too; send one edit for it")


def _changed(
    page: Page, groups: Mapping[_Place, list[tuple[int, Edit]]], reviewed: tuple[int, ...]
) -> Iterator[tuple[_Place, Line, tuple[Line, ...], tuple[int, ...]]]:
    """Yield each changed line: its place, the line, the lines that replace it, and the numbers of the edits."""
    for block_number, block in enumerate(page.blocks):
        asked = groups.get((block_number, 0), [])
        texts = _block_lines(page, block, asked[0][1]) if asked and asked[0][1].line is None else None
        for number, line in enumerate(block.lines):
            place = (block_number, number)
            own = groups.get(place, [])
            sources = tuple(source for source, _ in own) or reviewed
            if texts is not None:
                new = texts[number]
            elif own:
                new = _edited(page, line, [edit for _, edit in own])
            else:
                new = (words_.confirmed(line),) if reviewed and not words_.is_certain(line) else (line,)
            if new != (line,):
                yield place, line, new, sources


def _edited(page: Page, line: Line, edits: Sequence[Edit]) -> tuple[Line, ...]:
    """Return ``line`` after edits of it or of its words, from the last word so that the numbers stay valid."""
    for edit in sorted(edits, key=lambda edit: edit.word or 0, reverse=True):
        if edit.word is None:
            return _line(page, line, edit.text)
        if edit.text is None:
            line = words_.confirmed(line, edit.word)
        elif edit.text != line.words[edit.word].text:
            line = words_.rewritten(line, edit.word, edit.text, page.width, page.height)
        else:
            line = words_.confirmed(line, edit.word)
    return (line,) if line.text.strip() else ()


def _line(page: Page, line: Line, text: str | None) -> tuple[Line, ...]:
    if text == "":
        return ()
    if text is None or text == line.text:
        return (line,) if words_.is_certain(line) else (words_.confirmed(line),)
    return (words_.written(line, text, page.width, page.height),)


def _block_lines(page: Page, block: Block, edit: Edit) -> list[tuple[Line, ...]]:
    """Return the new lines for each line of the block; additional lines share the room of the last line."""
    if edit.text is None:
        return [_line(page, line, None) for line in block.lines]
    texts = edit.text.split("\n") if edit.text else []
    last = len(block.lines) - 1
    found: list[tuple[Line, ...]] = []
    for number, line in enumerate(block.lines):
        own = texts[number:] if number == last else texts[number : number + 1]
        if len(own) < 2:
            found.append(_line(page, line, own[0] if own else ""))
            continue
        rooms = [_room(line, place, len(own)) for place in range(len(own))]
        found.append(
            tuple(words_.written(room, text, page.width, page.height) for room, text in zip(rooms, own, strict=True))
        )
    return found


def _room(line: Line, place: int, count: int) -> Line:
    """Return an empty line in part ``place`` of ``count`` of the line's height."""
    left, top, right, bottom = line.box
    edges = [top + (bottom - top) * step // count for step in (place, place + 1)]
    box = Box(left, edges[0], right, max(edges[0] + 1, edges[1]))
    return replace(line, text="", words=(), box=box, polygon=box.polygon())


def _added(page: Page, blocks: Sequence[Block], number: int, edit: Edit) -> Splice:
    """Return a splice with a new block for text that was not read; its lines share the box."""
    try:
        region = Region.of(page, edit.box)
    except ValueError as error:
        raise InvalidEdits({f"edits.{number}.box": str(error)}) from None
    own = (edit.text or "").split("\n")
    whole = Line("", None, region.box, region.box.polygon())
    rooms = [_room(whole, place, len(own)) for place in range(len(own))]
    lines = [words_.written(room, text, page.width, page.height) for room, text in zip(rooms, own, strict=True)]
    return opened(blocks, region.box, lines)


def check_size(blocks: Sequence[Block]) -> None:
    """Raise :class:`~..errors.InvalidEdits` if a page of these blocks is too large."""
    lines = [line for block in blocks for line in block.lines]
    letters = sum(len(line.text) for line in lines)
    if len(lines) > MOST_LINES or letters > MOST_CHARACTERS:
        text = f"leave {len(lines):,} lines with {letters:,} characters; a page has at most {MOST_LINES:,} and"
        raise InvalidEdits({"edits": f"{text} {MOST_CHARACTERS:,}"})
