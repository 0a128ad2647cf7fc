"""Second guesses: a word that its page's language lacks, and that has it where the network's second guess at a letter
is taken, is read so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice

from ...page import Line
from .. import wordlists
from ..wordlists import WordList
from .letters import Letter, groups, sureness, text

_LANGUAGE = "eng"  # the one whose list is always there
_SAMPLE, _FEWEST = 100, 8  # words that tell the language: at most and at least
_CLEAR = 0.97  # mean confidence of such a word
_LONG = 4  # letters, at least, of such a word
_SHARE = 0.8  # of such words that are listed, if the text is in the list's language
_ODDS = 0.02  # of a second guess
_SHORTEST = 3  # letters of a word that is mended
_TWO = 6  # letters from which two may be wrong
_MARKS = ".,;:!?()\"'"
_CORE = re.compile(r"[^\W\d_].*[^\W\d_]")


def load() -> None:
    """Load the word list now rather than at the first page."""
    wordlists.of(_LANGUAGE)


def mended(lines: Sequence[tuple[Line, Sequence[Letter]]]) -> list[Line]:
    """``lines``, each with the letters that it is made of, with their second guesses."""
    read, words = [line for line, _ in lines], [list(groups(letters)) for _, letters in lines]
    listed = wordlists.of(_LANGUAGE)
    if listed is None:
        return read
    better = [[_better(word, listed) for word in one] for one in words]
    if better == words or not _is_of(listed, chain.from_iterable(words)):
        return read
    return [_with(line, one) for line, one in zip(read, better, strict=True)]


def _is_of(listed: WordList, words: Iterable[list[Letter]]) -> bool:
    """Whether ``words`` are in the language that is ``listed``: most of the clear ones are."""
    clear = (text(word).strip(_MARKS) for word in words if len(word) >= _LONG and sureness(word) >= _CLEAR)
    sample = list(islice((word for word in clear if word.isalpha() and len(word) >= _LONG), _SAMPLE))
    return len(sample) >= _FEWEST and sum(map(listed.has, sample)) >= _SHARE * len(sample)


def _with(line: Line, words: Sequence[list[Letter]]) -> Line:
    made = tuple(replace(word, text=text(letters)) for word, letters in zip(line.words, words, strict=True))
    return replace(line, text=text(list(chain.from_iterable(words))), words=made)


def _better(word: list[Letter], listed: WordList) -> list[Letter]:
    """``word``, or what its likeliest second guesses make of it that is ``listed``."""
    written = text(word)
    if len(word) < _SHORTEST or len(written) != len(word) or not any(letter.odds >= _ODDS for letter in word):
        return word
    found = _CORE.search(written)
    if not found or found.end() - found.start() < _SHORTEST or listed.has(found[0]):
        return word
    first, last = found.span()
    core = word[first:last]
    ways = [way for way in _ways(core) if listed.has(text(way))]
    return [*word[:first], *max(ways, key=lambda way: _likelihood(way, core)), *word[last:]] if ways else word


def _ways(core: list[Letter]) -> Iterator[list[Letter]]:
    places = [at for at, letter in enumerate(core) if letter.odds >= _ODDS]
    for count in (1, 2) if len(core) >= _TWO else (1,):
        for chosen in combinations(places, count):
            yield [
                replace(letter, character=letter.other) if at in chosen else letter for at, letter in enumerate(core)
            ]


def _likelihood(way: list[Letter], core: list[Letter]) -> float:
    product = 1.0
    for one, before in zip(way, core, strict=True):
        if one.character != before.character:
            product *= before.odds / before.confidence
    return product
