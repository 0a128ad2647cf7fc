"""Pages that contain all terms: first exact matches, then look-alikes; in each group the latest page read comes first,
with the pages of a document in their order.

A part of the hits is read from the index in this order, so its cost does not depend on their number. There is no score:
bm25 of a common word must be computed for every page that has it, before the first is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from ..models import Document, IndexedPage
from ..models.triggers import OWNER_SHIFT
from . import syntax
from .filters import Criterion
from .indexing import number
from .terms import Term, findable

_KEYS = 1 << OWNER_SHIFT
_FIRST, _GROWTH, _MOST_AT_ONCE = 51, 4, 2_000
_FEW = 1_000  # most documents that are listed by key, if criteria apply
MOST_PASSED = 10_000
"""Most entries read for one part if criteria apply; the part then ends with a cursor."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position among the hits: that of the entry ``key``, in the exact matches or in the look-alikes."""

    exact: bool
    key: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages to search: those of ``owner`` (0: without owner; None: all); only those of ``document``, if given; only
    those of documents that meet ``criteria``."""

    owner: int | None
    document: Document | None = None
    criteria: tuple[Criterion, ...] = ()

    def named(self) -> set[int] | None:
        """Return the keys of the documents to search if they are few, else None."""
        if self.document is not None:
            return self.meeting([self.document.pk])
        few = [keys for criterion in self.criteria if (keys := criterion.few(self.owner, _FEW)) is not None]
        return self.meeting(set.intersection(*map(set, few))) if few else None

    def meeting(self, documents: Collection[int]) -> set[int]:
        """Return those of ``documents`` that meet all criteria."""
        rows = Document.objects.filter(pk__in=documents)
        for criterion in self.criteria:
            rows = criterion.among(rows, self.owner)
        return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the hits, in their order. ``end`` is the last entry read, ``more`` whether others follow it (going
    backwards: precede it)."""

    found: list[Position]
    end: Position | None
    more: bool


def after(scope: Scope, terms: tuple[Term, ...], position: Position | None, most: int) -> Part:
    """Return up to ``most`` hits after ``position``, or from the first one if it is None."""
    steps = [
        _Step(exact=True, below=position.key if position and position.exact else None),
        _Step(exact=False, below=position.key if position and not position.exact else None),
    ]
    return _part(scope, terms, steps if position is None or position.exact else steps[1:], most)


def before(scope: Scope, terms: tuple[Term, ...], position: Position | None, most: int) -> Part:
    """Return up to ``most`` hits before ``position``, or the last ones if it is None. ``end`` is the first of them."""
    steps = [
        _Step(exact=False, back=True, above=position.key if position and not position.exact else 0),
        _Step(exact=True, back=True, above=position.key if position and position.exact else 0),
    ]
    part = _part(scope, terms, steps[1:] if position and position.exact else steps, most)
    return Part(part.found[::-1], part.end, part.more)


def exact(scope: Scope, terms: tuple[Term, ...], most: int) -> Part:
    """Return up to ``most`` exact hits, without look-alikes."""
    return _part(scope, terms, [_Step(exact=True)], most)


def documents(found: Collection[Position]) -> int:
    """Return the number of documents to which the pages at ``found`` belong."""
    entries = IndexedPage.objects.filter(pk__in=[position.key for position in found])
    return entries.values("document").distinct().count()


def numbers(found: Collection[Position]) -> set[int]:
    """Return the numbers of the pages at ``found``."""
    entries = IndexedPage.objects.filter(pk__in=[position.key for position in found], page__isnull=False)
    return set(entries.values_list("page__number", flat=True))


@dataclass(frozen=True, slots=True)
class _Step:
    """One scan of the index: the entries below or above a key, the latest first or (``back``) last."""

    exact: bool
    below: int | None = None
    above: int = 0
    back: bool = False


@dataclass(frozen=True, slots=True)
class _Sieve:
    """A filter of entries besides the match: within ``above`` and ``below``, of documents in scope."""

    scope: Scope
    named: set[int] | None = None
    above: int = 0
    below: int = _KEYS

    @classmethod
    def of(cls, scope: Scope) -> _Sieve:
        if scope.document is None and not scope.criteria:
            return cls(scope)
        named = scope.named()
        if named is None:
            return cls(scope)
        # Documents of about the same time have adjacent entries, and so have the pages of one document.
        ends = IndexedPage.objects.filter(document__in=named).aggregate(first=Min("pk"), last=Max("pk"))
        return cls(scope, named, (ends["first"] or 1) - 1, (ends["last"] or 0) + 1)

    @property
    def takes_all(self) -> bool:
        return self.named is None and not self.scope.criteria

    def fitting(self, keys: list[int]) -> set[int]:
        """Return those of ``keys`` whose documents are in scope."""
        documents = dict(IndexedPage.objects.filter(pk__in=keys).values_list("pk", "document"))
        fit = self.scope.meeting(set(documents.values())) if self.named is None else self.named
        return {key for key, document in documents.items() if document in fit}


def _part(scope: Scope, terms: tuple[Term, ...], steps: list[_Step], most: int) -> Part:
    found: list[Position] = []
    end, passed = None, 0
    if findable(terms):
        sieve = _Sieve.of(scope)
        for step in steps:
            for key, fits in _walk(sieve, terms, step):
                if len(found) == most or passed >= MOST_PASSED:
                    return Part(found, end, more=True)
                end, passed = Position(step.exact, key), passed + (not sieve.takes_all)
                if fits:
                    found.append(end)
    return Part(found, end, more=False)


def _walk(sieve: _Sieve, terms: tuple[Term, ...], step: _Step) -> Iterator[tuple[int, bool]]:
    """Yield the keys of the entries that match, and whether they are in scope."""
    read = _lite if connection.vendor == "sqlite" else _postgresql
    words = _QUERIES[connection.vendor, step.exact](terms)
    above, below = max(step.above, sieve.above), min(step.below or _KEYS, sieve.below)
    size = _FIRST
    while True:
        keys = read(sieve.scope.owner, words, above, below, step.back, size)
        fitting = set(keys) if sieve.takes_all else sieve.fitting(keys)
        yield from ((key, key in fitting) for key in keys)
        if len(keys) < size:
            return
        above, below = (keys[-1], below) if step.back else (above, keys[-1])
        size = min(size * _GROWTH, _MOST_AT_ONCE)


_QUERIES = {
    ("sqlite", True): syntax.fts5,
    ("sqlite", False): syntax.fts5_alike,
    ("postgresql", True): syntax.tsquery,
    ("postgresql", False): syntax.tsquery_alike,
}


def _lite(owner: int | None, words: str, above: int, below: int, back: bool, most: int) -> list[int]:
    key, low, high = "rowid", number(above, owner), number(0, owner) + below
    if owner is None:  # the entries of one owner are adjacent; here those of all owners are merged
        key, low, high = f"rowid & {_KEYS - 1}", above, below
    sql = (
        f"SELECT rowid & {_KEYS - 1} FROM documents_page_search "  # noqa: S608 - our own words; others are parameters
        f"WHERE documents_page_search MATCH %s AND {key} > %s AND {key} < %s "
        f"ORDER BY {key} {'ASC' if back else 'DESC'} LIMIT %s"
    )
    return _keys(sql, [words, low, high, most])


def _postgresql(owner: int | None, words: str, above: int, below: int, back: bool, most: int) -> list[int]:
    own, bounds = ("", []) if owner is None else ("owner_id = %s AND ", [owner])
    sql = (
        f"SELECT id FROM documents_indexedpage WHERE {own}id > %s AND id < %s "  # noqa: S608 - see `_lite`
        f"AND vector @@ %s::tsquery ORDER BY id {'ASC' if back else 'DESC'} LIMIT %s"
    )
    return _keys(sql, [*bounds, above, below, words, most])


def _keys(sql: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [key for (key,) in cursor.fetchall()]
