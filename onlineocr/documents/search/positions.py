"""Positions of terms in a page's text, and the boxes of the words there."""

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
"""Most positions on one page that are returned with their boxes."""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a term: [start, end) in the text, in code points; ``exact``, or of a look-alike."""

    start: int
    end: int
    term: Term
    exact: bool = True


def find(text: str, terms: Iterable[Term]) -> list[Place]:
    """Return the positions of ``terms`` in ``text``, in its order, without overlaps; exact and longer ones take
    precedence."""
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
    """Return each word with its indexes."""
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
    """Yield those of ``places`` that do not overlap an earlier one."""
    taken = bytearray(length)
    for place in places:
        if not any(taken[place.start : place.end]):
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
            yield place


_Span = tuple[int, int, list[int]]
"""The position of a word in the text, [start, end), and its box."""


# Words in a result's JSON. Quotation marks in a text are escaped, so the pattern cannot match inside one.
_WORD = re.compile(r'"box": \[(\d+), (\d+), (\d+), (\d+)\], "span": \[(\d+), (\d+)\]')
_SIZE = re.compile(r'"(width|height)": (\d+)')


def size(result: str) -> tuple[int, int]:
    """Return width and height of the page with this ``result``, as JSON."""
    found = {name: int(value) for name, value in _SIZE.findall(result)}
    return found["width"], found["height"]


class Boxes:
    """The words of a page with their positions in its ``text``, to look up the boxes at a position.

    They are extracted from ``result``, the page's JSON, by a pattern: decoding all of it takes half the time of an
    answer.
    """

    def __init__(self, text: str, result: str) -> None:
        self._text = text
        words = ([int(number) for number in match.groups()] for match in _WORD.finditer(result))
        self._words: list[_Span] = sorted((start, end, box) for *box, start, end in words if end > start)
        if not self._words:
            self._words = sorted(_lines(text, json.loads(result)))
        self._longest = max((end - start for start, end, _ in self._words), default=0)

    def at(self, place: Place) -> list[Box]:
        """Return the boxes of the words at ``place``, in pixels of the upright page."""
        found = []
        for index in range(bisect_left(self._words, (place.start - self._longest,)), len(self._words)):
            word = self._words[index]
            if word[0] >= place.end:
                break
            if word[1] > place.start:
                found.append(self._part(word, place))
        return found

    def _part(self, word: _Span, place: Place) -> Box:
        """Return the word's box. In a run of characters that are words of their own, return only the part of those at
        ``place``, as if all characters had the same size."""
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
    """Yield the lines of a page without words."""
    end = 0
    for block in result["blocks"]:
        for line in block["lines"]:
            start = text.find(line["text"], end) if line["text"] else -1
            if start >= 0:
                end = start + len(line["text"])
                yield start, end, line["box"]
