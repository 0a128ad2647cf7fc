"""Terms in the query languages of the two databases. Words are letters, marks and digits, so they need no escaping.

A skeleton is indexed beside its word, with `LOOK` in front.
"""

from __future__ import annotations

from .terms import Term

LOOK = "~"


def fts5(terms: tuple[Term, ...]) -> str:
    """Return the FTS5 query for texts with the words of all terms."""
    positive = " AND ".join(_phrase(term.words, term) for term in terms if not term.negative)
    return f"({positive}){_without(terms)}"


def fts5_alike(terms: tuple[Term, ...]) -> str:
    """Return the FTS5 query for texts with look-alikes of all terms, but not the words themselves."""
    alike = " AND ".join(_phrase(_marked(term.looks), term) for term in terms if not term.negative)
    return f"({alike}){_without(terms)} NOT {fts5(_positive(terms))}"


def tsquery(terms: tuple[Term, ...]) -> str:
    """Return PostgreSQL's query for texts with the words of all terms."""
    return " & ".join(("!" if term.negative else "") + f"({_lexemes(term.words, term)})" for term in terms)


def tsquery_alike(terms: tuple[Term, ...]) -> str:
    """Return PostgreSQL's query for texts with look-alikes of all terms, but not the words themselves."""
    alike = [_lexemes(_marked(term.looks), term) for term in terms if not term.negative]
    without = [f"!({_lexemes(term.words, term)})" for term in terms if term.negative]
    exact = f"!({tsquery(_positive(terms))})"
    return " & ".join([*(f"({term})" for term in alike), *without, exact])


def lexeme(word: str) -> str:
    """Return a word in the syntax of a tsvector or tsquery."""
    return f"'{word}'"


def _positive(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(term for term in terms if not term.negative)


def _marked(looks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(LOOK + look for look in looks)


def _without(terms: tuple[Term, ...]) -> str:
    return "".join(f" NOT {_phrase(term.words, term)}" for term in terms if term.negative)


def _phrase(words: tuple[str, ...], term: Term) -> str:
    return f'"{" ".join(words)}"' + (" *" if term.prefix else "")


def _lexemes(words: tuple[str, ...], term: Term) -> str:
    return " <-> ".join(map(lexeme, words)) + (":*" if term.prefix else "")
