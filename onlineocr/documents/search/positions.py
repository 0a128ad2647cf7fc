"""Where on a page the terms stand: places in its text, and the boxes of the words there."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onlineocr.ocr.geometry import Box

from .terms import Term
from .words import Token, skeleton, stands_alone, tokens, tokens_with_bars

MOST = 200
"""Places on one page that are told with their boxes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term stands: [start, end) in the text, in code points; its own words (``exact``), or look-alikes."""

    start: int
    end: int
    term: Term
    exact: bool = True


def find(text: str, terms: Iterable[Term]) -> list[Place]:
    """The places of ``terms`` in ``text``, in its order; none overlaps another, exact and longer ones come first."""
    wanted = [term for term in terms if not term.negative]
    words = tokens(text)
    places = _places(words)
    found = [place for term in wanted for place in _find(words, places, term, term.words, exact=True)]
    if "|" in text:
        words = tokens_with_bars(text)
        places = _places(words)
    looks: dict[str, list[int]] = defaultdict(list)
    for word, indexes in places.items():
        looks[skeleton(word)] += indexes
    found += [place for term in wanted for place in _find(words, looks, term, term.looks, exact=False)]
    found.sort(key=lambda place: (not place.exact, place.start - place.end, place.start))
    return sorted(_apart(found, len(text)), key=lambda place: place.start)


def _places(words: Sequence[Token]) -> dict[str, list[int]]:
    """Each word with its indexes."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, (word, _, _) in enumerate(words):
        places[word].append(index)
    return places


def _find(
    words: Sequence[Token], places: dict[str, list[int]], term: Term, phrase: tuple[str, ...], *, exact: bool
) -> Iterator[Place]:
    last = len(phrase) - 1
    firsts: Iterable[int] = _of(places, phrase[0], prefix=term.prefix and not last)
    for offset, word in enumerate(phrase[1:], 1):  # narrowed word by word
        there = set(_of(places, word, prefix=term.prefix and offset == last))
        firsts = [first for first in firsts if first + offset in there]
    for first in firsts:
        yield Place(words[first][1], words[first + last][2], term, exact)


def _of(places: dict[str, list[int]], word: str, *, prefix: bool) -> Iterable[int]:
    if not prefix:
        return places.get(word, ())
    return [index for other, indexes in places.items() if other.startswith(word) for index in indexes]


def _apart(places: Iterable[Place], length: int) -> Iterator[Place]:
    """Those of ``places`` that do not overlap an earlier one."""
    taken = bytearray(length)
    for place in places:
        if not any(taken[place.start : place.end]):
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
            yield place


_Span = tuple[int, int, list[int]]
"""Where a word stands in the text, [start, end), and its box."""


# Words as a result has them. A text has no quotation mark that is not escaped, so the pattern is found in none.
_WORD = re.compile(r'"box": \[(\d+), (\d+), (\d+), (\d+)\], "span": \[(\d+), (\d+)\]')
_SIZE = re.compile(r'"(width|height)": (\d+)')


def size(result: str) -> tuple[int, int]:
    """Width and height of the page with this ``result``, as JSON."""
    found = {name: int(value) for name, value in _SIZE.findall(result)}
    return found["width"], found["height"]


class Boxes:
    """The words of a page with their places in its ``text``, to be asked what stands at a place.

    They are picked out of ``result``, the JSON of the page. Decoding all of it takes half the time of an answer.
    """

    def __init__(self, text: str, result: str) -> None:
        self._text = text
        words = ([int(number) for number in match.groups()] for match in _WORD.finditer(result))
        self._words: list[_Span] = sorted((start, end, box) for *box, start, end in words if end > start)
        if not self._words:
            self._words = sorted(_lines(text, json.loads(result)))
        self._longest = max((end - start for start, end, _ in self._words), default=0)

    def at(self, place: Place) -> list[Box]:
        """The boxes of the words that stand at ``place``: pixels of the upright page."""
        found = []
        for index in range(bisect_left(self._words, (place.start - self._longest,)), len(self._words)):
            word = self._words[index]
            if word[0] >= place.end:
                break
            if word[1] > place.start:
                found.append(self._part(word, place))
        return found

    def _part(self, word: _Span, place: Place) -> Box:
        """The word's box; of a run of characters that are words by themselves only their part of it, as if all were
        of one size."""
        begin, finish, box = word
        start, end = max(begin, place.start), min(finish, place.end)
        left, top, right, bottom = box
        whole = finish - begin
        if end - start == whole or not all(map(stands_alone, self._text[start:end])):
            return Box(left, top, right, bottom)
        before, after = (start - begin) / whole, (end - begin) / whole
        if right - left >= bottom - top:
            width = right - left
            return Box(left + round(before * width), top, left + max(1, round(after * width)), bottom)
        height = bottom - top
        return Box(left, top + round(before * height), right, top + max(1, round(after * height)))


def _lines(text: str, result: dict[str, Any]) -> Iterator[_Span]:
    """The lines of a page, where it has no words."""
    end = 0
    for block in result["blocks"]:
        for line in block["lines"]:
            start = text.find(line["text"], end) if line["text"] else -1
            if start >= 0:
                end = start + len(line["text"])
                yield start, end, line["box"]
