"""Parts of a page that its own text lacks: pictures, stamps, filled-in fields, letters drawn as curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..engines.base import Engine, Reading
from ..geometry import Box, union
from ..options import Options
from ..page import Line, Pixels, Word
from ..prepare import ink
from .samples import likeness, plain

_HIGH, _WIDE = 12, 24  # pixels: a smaller picture holds no word
_WRITTEN = 0.05  # of a picture's area under own text: from there it is a scan with an older recognition
_MARGIN = 8  # pixels round a part
_SURE = 0.8  # confidence below which a line of a picture is more likely a pattern than text
_FEW, _VERY_SURE = 4, 0.95  # letters of a longer line, and confidence of a shorter one: patterns look like short lines
_SAME = 0.6  # likeness from which a line repeats own words
_KNOWN = 0.4  # of a word's area under own text: from there the own text has the word


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to be recognized: ``pictures`` of the page, and ``others``, places that look like text."""

    pictures: tuple[Box, ...]
    others: tuple[Box, ...]

    def __bool__(self) -> bool:
        return bool(self.pictures or self.others)


def find(grey: ink.Grey, words: Sequence[Box], pictures: Sequence[Box]) -> Parts:
    """Return the parts of the page that its own ``words`` do not cover; all boxes in pixels of ``grey``."""
    written = ink.coverage(grey.shape, words)
    bare = tuple(box for box in pictures if _is_bare(box, written, grey))
    return Parts(bare, tuple(ink.text_beside(grey, [*words, *bare])))


def _is_bare(box: Box, written: npt.NDArray[np.bool_], grey: ink.Grey) -> bool:
    if box.height < _HIGH or box.width < _WIDE:
        return False
    place = (slice(box.top, box.bottom), slice(box.left, box.right))
    return float(written[place].mean()) < _WRITTEN and ink.visible(grey, [box])[0]


def read(parts: Parts, words: Sequence[Word], pixels: Pixels, engine: Engine, options: Options) -> Reading:
    """Recognize ``parts`` of ``pixels``, without text that ``words`` already has. Boxes are in pixels of the page."""
    boxes = [_grown(box, _MARGIN, _MARGIN, pixels) for box in parts.pictures]
    boxes += [_grown(box, _MARGIN + box.height, _MARGIN + box.height // 4, pixels) for box in parts.others]
    around = union(boxes)
    sheet = np.full((around.height, around.width, 3), 255, np.uint8)
    for left, top, right, bottom in boxes:
        place = (slice(top - around.top, bottom - around.top), slice(left - around.left, right - around.left))
        sheet[place] = pixels[top:bottom, left:right]
    reading = engine.recognize(sheet, options)
    known = ink.coverage(pixels.shape[:2], (word.box for word in words))
    moved = (_moved(line, around.left, around.top) for line in reading.lines)
    return replace(reading, lines=tuple(line for line in _new(moved, known) if not _is_said(line, words)))


def _grown(box: Box, across: int, down: int, pixels: Pixels) -> Box:
    """Return ``box`` with a margin: the detection may have missed the first and the last letter."""
    height, width = pixels.shape[:2]
    return Box(box.left - across, box.top - down, box.right + across, box.bottom + down).clip(width, height)


def _moved(line: Line, right: int, down: int) -> Line:
    words = tuple(replace(word, box=_shifted(word.box, right, down)) for word in line.words)
    first, second, third, fourth = ((x + right, y + down) for x, y in line.polygon)
    return replace(line, box=_shifted(line.box, right, down), polygon=(first, second, third, fourth), words=words)


def _shifted(box: Box, right: int, down: int) -> Box:
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _new(lines: Iterator[Line], known: npt.NDArray[np.bool_]) -> Iterator[Line]:
    """Return the lines that are surely text, without the words that the own text has."""
    for line in lines:
        words = [word for word in line.words if float(known[_place(word)].mean()) < _KNOWN]
        letters = sum(character.isalnum() for word in words for character in word.text)
        least = _SURE if letters >= _FEW else _VERY_SURE
        if letters < 2 or (line.confidence is not None and line.confidence < least):
            continue
        if len(words) == len(line.words):
            yield line
        else:
            box = union(word.box for word in words)
            yield Line(" ".join(word.text for word in words), line.confidence, box, box.polygon(), tuple(words))


def _is_said(line: Line, words: Sequence[Word]) -> bool:
    """Return whether own words in and around the line, whose positions may be inexact under a scan, are the same."""
    left, top, right, bottom = line.box
    room = line.box.height // 2
    near = Box(left - room, top - room, right + room, bottom + room)
    own = "".join(word.text for word in words if near.intersection(word.box) > word.box.area // 2)
    return bool(own) and likeness(plain(own), plain(line.text)) >= _SAME


def _place(word: Word) -> tuple[slice, slice]:
    return slice(word.box.top, word.box.bottom), slice(word.box.left, word.box.right)
