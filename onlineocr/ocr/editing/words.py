"""The words of a line with a new text, each with a box.

Unchanged words keep their boxes. New words between two unchanged ones share the room of the words that they replace, in
proportion to their letters. An added word gets the gap at its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from ..confidence import mean
from ..geometry import Box, union
from ..page import Line, Word
from .direction import Direction

_COMPARED = 40_000  # greatest number of comparisons: two lines of 200 words; of longer ones only both ends are compared


@dataclass(frozen=True, slots=True)
class Part:
    """The ``old`` words are replaced by the ``new`` words; where both are equal, they stay."""

    old: slice
    new: slice


def written(line: Line, text: str, width: int, height: int) -> Line:
    """Return ``line`` with a person's ``text``: every word is certain. The page is ``width`` x ``height``."""
    old = line.words
    new = _tokens(line, text)
    words: list[Word] = []
    for part in parts([word.text for word in old], new):
        words += _filled(line, part.old, new[part.new], width, height)
    return _with(line, text, words, width, height)


def rewritten(line: Line, number: int, text: str, width: int, height: int) -> Line:
    """Return ``line`` with its word ``number`` (from 0) replaced by ``text``, which may be several words, or none."""
    return replaced(line, slice(number, number + 1), text, width, height)


def replaced(line: Line, old: slice, text: str, width: int, height: int) -> Line:
    """Return ``line`` with ``text`` in the place of the words ``old``, which are at least one."""
    spots = places(line)[old]
    before, after = line.text[: spots[0][0]], line.text[spots[-1][1] :]
    if not text:
        before, after = (before, after.lstrip(" ")) if not before.strip() else (before.rstrip(" "), after)
    words = [*line.words[: old.start], *_filled(line, old, text.split(), width, height), *line.words[old.stop :]]
    return _with(line, before + text + after, words, width, height)


def confirmed(line: Line, number: int | None = None) -> Line:
    """Return ``line`` with all its words, or only word ``number``, confirmed."""
    words = [_certain(word) if number in (None, place) else word for place, word in enumerate(line.words)]
    return replace(line, words=tuple(words), confidence=mean(words) if words else 1.0)


def is_certain(line: Line) -> bool:
    """Return whether a person wrote or confirmed all of it."""
    return all(word.corrected for word in line.words) if line.words else line.confidence == 1.0


def places(line: Line) -> list[tuple[int, int]]:
    """Return the place of each word in the line's text; an empty place for a word that is not in it."""
    found: list[tuple[int, int]] = []
    position = 0
    for word in line.words:
        start = line.text.find(word.text, position)
        end = start + len(word.text) if start >= 0 else position
        found.append((max(start, position) if start >= 0 else position, end))
        position = end
    return found


def _certain(word: Word) -> Word:
    return replace(word, confidence=1.0, corrected=True, span=(0, 0))


def _with(line: Line, text: str, words: Sequence[Word], width: int, height: int) -> Line:
    box = union([line.box, *(word.box for word in words)]).clip(width, height)
    polygon = line.polygon if box == line.box else box.polygon()
    return Line(text, mean(words) if words else 1.0, box, polygon, tuple(words))


def _tokens(line: Line, text: str) -> list[str]:
    """Split ``text`` into words at spaces, and like the line's own words where these are adjacent without a space."""
    runs = text.split()
    spots = places(line)
    if not any(one[1] == other[0] for one, other in pairwise(spots)):
        return runs
    cuts = _cuts([word.text for word in line.words], runs)
    tokens: list[str] = []
    position = 0
    for run in runs:
        inner = [cut - position for cut in cuts if position < cut < position + len(run)]
        tokens += [run[start:end] for start, end in pairwise([0, *inner, len(run)])]
        position += len(run)
    return tokens


def _cuts(old: Sequence[str], runs: Sequence[str]) -> list[int]:
    """Return the starts of old words in the new text without spaces, where both texts are equal."""
    before, after = "".join(old), "".join(runs)
    borders, position = set[int](), 0
    for word in old:
        borders |= {position, position + len(word)}
        position += len(word)
    cuts: set[int] = set()
    for start, other, length in _same(before, after):
        cuts |= {other + border - start for border in borders if start <= border <= start + length}
    return sorted(cuts)


def _same(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Yield the common runs in order: each one's start in ``old`` and in ``new``, and its length. For long sequences
    only the common beginning and end are found, in linear time."""
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    tail = next((place for place in range(most - head) if old[-1 - place] != new[-1 - place]), most - head)
    yield 0, 0, head
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if middle and other and len(middle) * len(other) <= _COMPARED:
        for match in SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks():
            yield head + match.a, head + match.b, match.size
    yield len(old) - tail, len(new) - tail, tail


def parts(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Part]:
    """Yield the parts that change ``old`` into ``new``: unchanged words one by one, and the parts between them."""
    one = other = 0
    for start, begin, length in _same(old, new):
        if start > one or begin > other:
            yield Part(slice(one, start), slice(other, begin))
        for step in range(length):
            yield Part(slice(start + step, start + step + 1), slice(begin + step, begin + step + 1))
        one, other = start + length, begin + length


def _filled(line: Line, old: slice, new: Sequence[str], width: int, height: int) -> list[Word]:
    """Return certain words with the texts ``new`` in the place of the words ``old`` of the line."""
    replaced = line.words[old]
    if not new:
        return []
    boxes = [word.box for word in replaced] if len(replaced) == len(new) else _shared(line, old, new)
    return [Word(text, 1.0, box.clip(width, height), corrected=True) for text, box in zip(new, boxes, strict=True)]


def _shared(line: Line, old: slice, new: Sequence[str]) -> list[Box]:
    """Divide the room of the words ``old`` among ``new``, by their letters with a space between them."""
    along = Direction.of(line)
    replaced = line.words[old]
    around = union(word.box for word in replaced) if replaced else line.box
    start, end = along.extent(around) if replaced or not line.words else _gap(line, old.start, new, along)
    letters = [len(text) for text in new]
    step = (end - start) / (sum(letters) + len(new) - 1)
    starts = [start + step * before for before in accumulate((count + 1 for count in letters), initial=0)]
    return [along.box(around, begin, begin + count * step) for begin, count in zip(starts, letters, strict=False)]


def _gap(line: Line, place: int, new: Sequence[str], along: Direction) -> tuple[float, float]:
    """Return the room for words added before word ``place``: between its neighbours, or beyond the first or last."""
    start, end = along.extent(line.box)
    letter = (end - start) / max(1, len(line.text))
    needed = letter * (sum(map(len, new)) + len(new) - 1)
    if place == 0:
        first, _ = along.extent(line.words[0].box)
        return first - letter - needed, first - letter
    _, left = along.extent(line.words[place - 1].box)
    if place == len(line.words):
        return left + letter, left + letter + needed
    right, _ = along.extent(line.words[place].box)
    return (left, right) if right > left else (left, left + 1)
