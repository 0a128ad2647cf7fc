"""The words of a line: the spaces between them, and words broken at the line's end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..page import Line, Page, Word

_HYPHENS = "-\u2010\u00ad\u00ac\u2e17"


def words_of(line: Line) -> tuple[Word, ...]:
    """Return the line's words, or the whole line as one word if they are not known."""
    return line.words or (Word(line.text, line.confidence, line.box),)


def spaces_after(line: Line) -> list[bool]:
    """Return for each word except the last whether a space follows it. Chinese, for example, has none."""
    found: list[bool] = []
    position = 0
    for word, after in pairwise(line.words):
        end = line.text.find(word.text, position) + len(word.text)
        found.append(line.text.find(after.text, end) != end)
        position = max(position, end)
    return found


@dataclass(frozen=True, slots=True)
class Broken:
    """A word broken at a line's end. ``first`` is the part of ``whole`` before the ``hyphen`` on the upper line."""

    first: str
    hyphen: str
    whole: str


def broken_words(page: Page) -> dict[int, Broken]:
    """Return the broken words of ``page`` by the index of their upper line."""
    found: dict[int, Broken] = {}
    for place, (upper, lower) in enumerate(pairwise(page.lines)):
        if not (upper.words and lower.words):
            continue
        first, second = upper.words[-1], lower.words[0]
        hyphen = first.text[-1:]
        if len(first.text) > 1 and hyphen in _HYPHENS and first.span[0] < first.span[1] == second.span[0]:
            found[place] = Broken(first.text[:-1], hyphen, page.text[first.span[0] : second.span[1]])
    return found
