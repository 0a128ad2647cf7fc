"""Query parser: words, "phrases", prefix* and -without become terms of the words used in the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .words import looks, split

MOST_TERMS = 32
MOST_CHARACTERS = 1000

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Adjacent words; the last one may be a prefix only.

    ``looks`` are their skeletons, which find texts with look-alikes of the words.
    """

    words: tuple[str, ...]
    prefix: bool = False
    negative: bool = False
    looks: tuple[str, ...] = field(default=(), compare=False)


def parse(query: str) -> tuple[Term, ...]:
    """Return up to `MOST_TERMS` terms of a query's first `MOST_CHARACTERS`; those without a word are left out."""
    return tuple(terms(query[:MOST_CHARACTERS]))[:MOST_TERMS]


def check(query: str) -> tuple[Term, ...]:
    """Return all terms of a query; ValueError, with a text for the user, if it is too long or has nothing to find."""
    if not query.strip():
        raise ValueError("is needed: the words to find")
    if len(query) > MOST_CHARACTERS:
        raise ValueError(f"may have {MOST_CHARACTERS} characters; this one has {len(query)}")
    found = tuple(terms(query))
    if len(found) > MOST_TERMS:
        raise ValueError(f"may have {MOST_TERMS} words or phrases; this one has {len(found)}")
    if not found:
        raise ValueError("has no letter or digit, so there is nothing to find")
    if not findable(found):
        raise ValueError("has only words to leave out; add one to find")
    return found


def terms(query: str) -> Iterator[Term]:
    """Yield all terms of a query that have a letter or digit."""
    for match in _TERM.finditer(query):
        raw = match["phrase"] if match["phrase"] is not None else match["word"]
        if words := tuple(split(raw)):
            prefix = match["phrase"] is None and raw.endswith("*")
            yield Term(words, prefix, bool(match["minus"]), tuple(looks(raw)))


def findable(terms: tuple[Term, ...]) -> bool:
    """Return whether there is a word to find; a query with only excluded words finds nothing."""
    return any(not term.negative for term in terms)
