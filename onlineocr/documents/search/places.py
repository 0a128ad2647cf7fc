"""Where on a page the terms stand: places in its text, and the boxes of the words there."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onlineocr.ocr.geometry import Box

from .terms import Term
from .words import Token, look_tokens, stands_alone, tokens

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
    found = [
        *_find(list(tokens(text)), [(term, term.words) for term in wanted], exact=True),
        *_find(list(look_tokens(text)), [(term, term.looks) for term in wanted], exact=False),
    ]
    found.sort(key=lambda place: (not place.exact, place.start - place.end, place.start))
    return sorted(_apart(found, len(text)), key=lambda place: place.start)


def _find(words: Sequence[Token], wanted: Iterable[tuple[Term, tuple[str, ...]]], *, exact: bool) -> Iterator[Place]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, token in enumerate(words):
        places[token.word].append(index)
    for term, phrase in wanted:
        last = len(phrase) - 1
        firsts = places[phrase[0]] if last or not term.prefix else _beginning(places, phrase[0])
        for first in firsts:
            tail = [token.word for token in words[first + 1 : first + len(phrase)]]
            if len(tail) == last and all(map(_fits, tail, phrase[1:], _prefixes(term, last))):
                yield Place(words[first].start, words[first + last].end, term, exact)


def _beginning(places: dict[str, list[int]], prefix: str) -> list[int]:
    return [index for word, indexes in places.items() if word.startswith(prefix) for index in indexes]


def _prefixes(term: Term, last: int) -> list[bool]:
    return [term.prefix and index == last for index in range(1, last + 1)]


def _fits(word: str, wanted: str, prefix: bool) -> bool:
    return word.startswith(wanted) if prefix else word == wanted


def _apart(places: Iterable[Place], length: int) -> Iterator[Place]:
    """Those of ``places`` that do not overlap an earlier one."""
    taken = bytearray(length)
    for place in places:
        if not any(taken[place.start : place.end]):
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
            yield place


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    box: Box


class Boxes:
    """The words of a page's result with their places in its text, to be asked what stands at a place."""

    def __init__(self, result: dict[str, Any]) -> None:
        self._text: str = result["text"]
        self._words = sorted(_spans(result), key=lambda word: word.start)
        self._ends = [word.end for word in self._words]
        self._longest = max((word.end - word.start for word in self._words), default=0)

    def at(self, place: Place) -> list[Box]:
        """The boxes of the words that stand at ``place``: pixels of the upright page."""
        first = bisect_left(self._words, place.start - self._longest, key=lambda word: word.start)
        found = []
        for word in self._words[first:]:
            if word.start >= place.end:
                break
            if word.end > place.start:
                found.append(self._part(word, place))
        return found

    def _part(self, word: _Span, place: Place) -> Box:
        """The word's box; of a run of characters that are words by themselves only their part of it, as if all were
        of one size."""
        start, end = max(word.start, place.start), min(word.end, place.end)
        whole = word.end - word.start
        if end - start == whole or not all(map(stands_alone, self._text[start:end])):
            return word.box
        left, top, right, bottom = word.box
        before, after = (start - word.start) / whole, (end - word.start) / whole
        if right - left >= bottom - top:
            width = right - left
            return Box(left + round(before * width), top, left + max(1, round(after * width)), bottom)
        height = bottom - top
        return Box(left, top + round(before * height), right, top + max(1, round(after * height)))


def _spans(result: dict[str, Any]) -> Iterator[_Span]:
    """Each word with its span; of a line without words the line."""
    end = 0
    for block in result["blocks"]:
        for line in block["lines"]:
            for word in line["words"]:
                start, end = word["span"]
                if end > start:
                    yield _Span(start, end, Box(*word["box"]))
            if not line["words"] and line["text"]:
                start = result["text"].find(line["text"], end)
                if start >= 0:
                    end = start + len(line["text"])
                    yield _Span(start, end, Box(*line["box"]))
