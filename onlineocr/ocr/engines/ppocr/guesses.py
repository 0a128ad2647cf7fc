"""Second guesses: a word that its page's language lacks is replaced by a word of the language, if the network's second
guess at a letter makes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice

from ...geometry import union
from ...page import Line, Word
from .. import wordlists
from ..wordlists import WordList
from . import lookalikes
from .letters import Letter, groups, sureness, text

_LANGUAGE = "eng"  # the language whose list is always installed
_SAMPLE, _FEWEST = 100, 8  # words that identify the language: at most and at least
_CLEAR = 0.97  # mean confidence of such a word
_LONG = 4  # letters, at least, of such a word
_SHARE = 0.8  # of such words: least share of listed ones, if the text is in the list's language
_ODDS = 0.02  # least probability of a second guess
_DIGIT = 0.05  # least probability of a letter in place of a digit
_SHORTEST, _LONGEST = 3, 30  # letters of a word that is corrected
_TWO = 6  # letters of a word in which two may be wrong
_MARKS = ".,;:!?()\"'"
_SPACE = 0.9  # probability from which a space is kept
_CORE, _MIXED = re.compile(r"[^\W\d_].*[^\W\d_]"), re.compile(r"\W*([^\W\d_][^\W_]+)\W*")
_END, _START = re.compile(r"[(\"']*([^\W\d_]+)"), re.compile(r"([^\W\d_]+)[.,;:!?)\"']*")


def load() -> None:
    """Load the word list now rather than at the first page."""
    wordlists.of(_LANGUAGE)


def mended(lines: Sequence[tuple[Line, Sequence[Letter]]]) -> list[Line]:
    """Return ``lines``, each given with its letters, corrected by second guesses."""
    read, words = [line for line, _ in lines], [list(groups(letters)) for _, letters in lines]
    plain = [
        _parted(one, before) for one, before in zip(lookalikes.plain([one for _, one in lines]), words, strict=True)
    ]
    listed = wordlists.of(_LANGUAGE)
    english = listed is not None and _is_of(listed, chain.from_iterable(words))
    better = [_of_list(one, listed) for one in plain] if listed and english else plain
    return [_with(line, before, one) for line, before, one in zip(read, words, better, strict=True)]


def _parted(letters: Sequence[Letter], words: Sequence[list[Letter]]) -> list[list[Letter]]:
    """Return ``letters`` split into words of the lengths of ``words``."""
    following = iter(letters)
    return [list(islice(following, len(word))) for word in words]


def _is_of(listed: WordList, words: Iterable[list[Letter]]) -> bool:
    """Return whether ``words`` are in the language of the list: most of the clear ones are listed."""
    clear = (text(word).strip(_MARKS) for word in words if len(word) >= _LONG and sureness(word) >= _CLEAR)
    sample = list(islice((word for word in clear if word.isalpha() and len(word) >= _LONG), _SAMPLE))
    return len(sample) >= _FEWEST and sum(map(listed.has, sample)) >= _SHARE * len(sample)


def _with(line: Line, before: Sequence[list[Letter]], words: Sequence[list[Letter]]) -> Line:
    """Return ``line`` with ``words`` in place of its words ``before``; a word that has lost its space is joined to the
    word before it."""
    if words == before:
        return line
    made: list[Word] = []
    for word, old, letters in zip(line.words, before, words, strict=True):
        if made and old[0].spaced and not letters[0].spaced:
            sure = min(word.confidence or 0.0, made[-1].confidence or 0.0)
            made[-1] = Word(made[-1].text + text(letters), sure, union([made[-1].box, word.box]))
        else:
            made.append(replace(word, text=text(letters)))
    return replace(line, text=text(list(chain.from_iterable(words))), words=tuple(made))


def _of_list(words: Sequence[list[Letter]], listed: WordList) -> list[list[Letter]]:
    """Return ``words`` of a line with replaced letters and without spaces where that makes them ``listed`` words."""
    found: list[list[Letter]] = []
    for word in words:
        better = _better(word, listed)
        if better == word and any(letter.character.isdigit() and letter.other for letter in word):
            better = _without_digits(word, listed)
        if found and better[0].space < _SPACE and _is_one(text(found[-1]), text(better), listed):
            better = [replace(better[0], spaced=False), *better[1:]]
        found.append(better)
    return found


def _is_one(left: str, right: str, listed: WordList) -> bool:
    """Return whether two words are the halves of a listed word, and not both listed themselves."""
    end, start = _END.fullmatch(left), _START.fullmatch(right)
    if not end or not start or not start[1][0].islower() or (listed.has(end[1]) and listed.has(start[1])):
        return False
    return listed.has(end[1] + start[1])


def _better(word: list[Letter], listed: WordList) -> list[Letter]:
    """Return ``word`` with the likeliest second guesses that make it a ``listed`` word, else ``word`` itself."""
    written = text(word)
    if (
        not _SHORTEST <= len(word) <= _LONGEST
        or len(written) != len(word)
        or not any(letter.odds >= _ODDS for letter in word)
    ):
        return word
    found = _CORE.search(written)
    if not found or found.end() - found.start() < _SHORTEST or listed.has(found[0]):
        return word
    first, last = found.span()
    core = word[first:last]
    ways = [way for way in _ways(core) if listed.has(text(way))]
    return [*word[:first], *max(ways, key=lambda way: _likelihood(way, core)), *word[last:]] if ways else word


def _without_digits(word: list[Letter], listed: WordList) -> list[Letter]:
    """Return ``word``; where digits follow letters, with at least twice as many letters, return the ``listed`` word
    that the digits' second guesses make."""
    found = _MIXED.fullmatch(text(word))
    if not found or len(word) > _LONGEST or len(text(word)) != len(word):
        return word
    first, last = found.span(1)
    core = word[first:last]
    digits = [letter for letter in core if letter.character.isdigit()]
    if len(core) < max(_SHORTEST, 3 * len(digits)) or any(one.odds < _DIGIT for one in digits):
        return word
    way = [replace(one, character=one.other) if one in digits else one for one in core]
    return [*word[:first], *way, *word[last:]] if text(way).isalpha() and listed.has(text(way)) else word


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
