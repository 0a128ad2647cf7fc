"""Repetition of corrections of one reading of a page on another reading of the same page.

Lines and words are matched by their place on the page. The page may have been read at another resolution, but not with
another rotation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ..geometry import Box, Point, Polygon, union
from ..page import Line, Page, Word
from . import words as words_
from .change import Change, apply
from .regions import opened
from .splice import Splice, bare

_SAME_SHAPE = 0.02  # greatest difference of the scales of a page's two sides
_COVERED = 0.5  # of the smaller of two boxes: least overlap at the same place
_ALIKE = 0.5  # least intersection over union of the same line


class _NoPlace(Exception):
    """The new reading has no text at that place."""


@dataclass(frozen=True, slots=True)
class _Scale:
    across: float
    down: float
    page: tuple[int, int]

    def line(self, line: Line) -> Line:
        first, second, third, fourth = (self._point(point) for point in line.polygon)
        polygon: Polygon = (first, second, third, fourth)
        words = tuple(replace(word, box=self.box(word.box)) for word in line.words)
        return replace(line, box=self.box(line.box), polygon=polygon, words=words)

    def box(self, box: Box) -> Box:
        left, top = round(box.left * self.across), round(box.top * self.down)
        right, bottom = round(box.right * self.across), round(box.bottom * self.down)
        return Box(left, top, right, bottom).clip(*self.page)

    def _point(self, point: Point) -> Point:
        return point[0] * self.across, point[1] * self.down


def carried(page: Page, change: Change, only: Collection[int] | None = None) -> tuple[Page, Change, list[int]]:
    """Apply to ``page`` a ``change`` that was made on another reading of it, or only the splices ``only`` of it.

    Return the page, the change that was applied, and the numbers of the splices whose place was not found. A deleted
    text that was not read this time counts as found.
    """
    numbers = range(len(change.splices)) if only is None else sorted(only)
    scale = _scale(page, change)
    if scale is None:
        return page, replace(change, splices=(), reviewed=(page.reviewed, page.reviewed)), list(numbers)
    done: list[Splice] = []
    lost: list[int] = []
    now = page
    for number in numbers:
        try:
            for splice in _placed(now, change.splices[number], scale):
                now, one = apply(now, [splice])
                done += one.splices
        except _NoPlace:
            lost.append(number)
    reviewed = change.reviewed[1] and not lost and all(words_.is_certain(line) for line in now.lines)
    now, _ = apply(now, [], reviewed=reviewed or now.reviewed)
    whole = Change(tuple(done), (page.reviewed, now.reviewed), page.width, page.height, page.rotation)
    return now, whole, lost


def _scale(page: Page, change: Change) -> _Scale | None:
    if page.rotation != change.rotation or not change.width or not change.height:
        return None
    scale = _Scale(page.width / change.width, page.height / change.height, (page.width, page.height))
    return scale if abs(scale.across / scale.down - 1) <= _SAME_SHAPE else None


def _placed(page: Page, splice: Splice, scale: _Scale) -> Iterator[Splice]:
    """Yield the splice's equivalents on this page; each is made for the page after the splices before it."""
    before = [scale.line(line) for line in splice.before]
    after = [scale.line(line) for line in splice.after]
    if not before:
        yield from _added(page, after)
        return
    if len(before) == len(after) == 1 and not words_.is_certain(after[0]):
        yield from _words(page, before[0], after[0])
        return
    region = union(line.box for line in before)
    found = [place for place in _lines(page) if _in_place(page.blocks[place[0]].lines[place[1]].box, region)]
    if not found and after:
        raise _NoPlace
    boxes = [page.blocks[block].lines[line].box for block, line in found]
    if found and union(boxes).iou(region) < _ALIKE:
        yield _part(page, found, region, after)
        return
    yield from _whole(page, found, after)


def _added(page: Page, after: Sequence[Line]) -> Iterator[Splice]:
    """Yield splices for text that was not read the first time."""
    if not after:
        raise _NoPlace
    region = union(line.box for line in after)
    found = [place for place in _lines(page) if _in_place(page.blocks[place[0]].lines[place[1]].box, region)]
    if found:
        yield from _whole(page, found, after)
    else:
        yield opened(page.blocks, region, after)


def _whole(page: Page, found: Sequence[tuple[int, int]], after: Sequence[Line]) -> Iterator[Splice]:
    """Replace the first line by ``after`` and delete the others, from the last one so that the numbers stay valid."""
    for block, number in reversed(found[1:]):
        yield Splice(block, number, (bare(page.blocks[block].lines[number]),), ())
    for block, number in found[:1]:
        line = bare(page.blocks[block].lines[number])
        new = tuple(bare(one) for one in after)
        if new != (line,):
            yield Splice(block, number, (line,), new)


def _part(page: Page, found: Sequence[tuple[int, int]], region: Box, after: Sequence[Line]) -> Splice:
    """Replace only the words in ``region`` by ``after``: the line was read together with text beside it."""
    if len(found) != 1:
        raise _NoPlace
    return _replaced(page, found[0], region, " ".join(line.text for line in after))


def _words(page: Page, before: Line, after: Line) -> Iterator[Splice]:
    """Yield splices for single words of a line: those that a person wrote or confirmed."""
    old, new = before.words, after.words
    for part in words_.parts(list(map(_known, old)), list(map(_known, new))):
        written = new[part.new]
        if old[part.old] == written:
            continue
        region = union(word.box for word in (old[part.old] or written))
        places = [place for place in _lines(page) if _holds(page.blocks[place[0]].lines[place[1]], region)]
        if not places and not written:
            continue  # a deleted word that was not read this time
        if len(places) != 1:
            raise _NoPlace
        splice = _replaced(page, places[0], region, " ".join(word.text for word in written))
        if splice.before != splice.after:
            page, _ = apply(page, [splice])
            yield splice


def _known(word: Word) -> tuple[str, Box, bool]:
    """Return the values that differ between a word that a person wrote and an unchanged word."""
    return word.text, word.box, word.corrected


def _replaced(page: Page, place: tuple[int, int], region: Box, text: str) -> Splice:
    """Replace the words of a line in ``region`` by ``text``."""
    line = bare(page.blocks[place[0]].lines[place[1]])
    numbers = [number for number, word in enumerate(line.words) if _in_place(word.box, region)]
    if not numbers or numbers[-1] - numbers[0] + 1 != len(numbers):
        raise _NoPlace
    old = slice(numbers[0], numbers[-1] + 1)
    if union(word.box for word in line.words[old]).iou(region) < _ALIKE:
        raise _NoPlace  # read together with a neighbour, which must stay
    new = words_.replaced(line, old, text, page.width, page.height)
    return Splice(*place, (line,), (new,) if new.text.strip() else ())


def _lines(page: Page) -> Iterator[tuple[int, int]]:
    for number, block in enumerate(page.blocks):
        yield from ((number, line) for line in range(len(block.lines)))


def _holds(line: Line, region: Box) -> bool:
    return any(_in_place(word.box, region) for word in line.words)


def _in_place(box: Box, region: Box) -> bool:
    smaller = min(box.area, region.area)
    return smaller > 0 and box.intersection(region) >= _COVERED * smaller
