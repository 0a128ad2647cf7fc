"""How words make up a line, and which of them its end broke in two."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..page import Line, Page, Word

_HYPHENS = "-\u2010\u00ad\u00ac\u2e17"


def words_of(line: Line) -> tuple[Word, ...]:
    """The line's words; where they are not known, the whole line as one."""
    return line.words or (Word(line.text, line.confidence, line.box),)


def spaces_after(line: Line) -> list[bool]:
    """For each word but the last, whether white follows it: Chinese has none, for one."""
    found: list[bool] = []
    position = 0
    for word, after in pairwise(line.words):
        end = line.text.find(word.text, position) + len(word.text)
        found.append(line.text.find(after.text, end) != end)
        position = max(position, end)
    return found


@dataclass(frozen=True, slots=True)
class Broken:
    """``whole`` is the word, ``first`` its part before the ``hyphen`` that ends the upper line."""

    first: str
    hyphen: str
    whole: str


def broken_words(page: Page) -> dict[int, Broken]:
    """Each by the place of its upper line among the page's lines."""
    found: dict[int, Broken] = {}
    for place, (upper, lower) in enumerate(pairwise(page.lines)):
        if not (upper.words and lower.words):
            continue
        first, second = upper.words[-1], lower.words[0]
        hyphen = first.text[-1:]
        if len(first.text) > 1 and hyphen in _HYPHENS and first.span[0] < first.span[1] == second.span[0]:
            found[place] = Broken(first.text[:-1], hyphen, page.text[first.span[0] : second.span[1]])
    return found
