"""Documents that contain all terms of a query in text or file name: counted, listed, or tested one by one."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from ..models.triggers import OWNER_SHIFT
from . import syntax
from .indexing import number
from .terms import Term, findable

Documents = TypeVar("Documents", bound=QuerySet[Any])

_INDEXED_PREFIX = 3  # letters; the index has prefixes of two and three
_MANY = 40_000
"""Number of matches from which testing each row is faster than collecting all matches first."""
_SOME = 1_000
_DOCUMENT = (1 << OWNER_SHIFT) - 1


def documents(terms: tuple[Term, ...], owner: int | None, *, most: int, using: str = "default") -> list[int]:
    """Return the keys of up to ``most`` documents that contain all ``terms``, of one owner or (None) of all owners."""
    select, where, parameters = _found(terms, owner, connections[using].vendor)
    sql = f"SELECT {select} FROM {where} LIMIT %s"  # noqa: S608 - our own words; the query's are parameters
    return [key for (key,) in _rows(sql, [*parameters, most], using)]


def count(terms: tuple[Term, ...], owner: int | None, *, most: int | None = None, using: str = "default") -> int:
    """Count the documents that contain all ``terms``, up to ``most`` if given."""
    _, where, parameters = _found(terms, owner, connections[using].vendor)
    bound = "" if most is None else f" LIMIT {most:d}"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {where}{bound}) found"  # noqa: S608 - see `documents`
    [(found,)] = _rows(sql, parameters, using)
    return int(found)


def among(rows: Documents, terms: tuple[Term, ...], owner: int | None) -> Documents:
    """Restrict ``rows``, documents of ``owner``, to those that contain all ``terms``, tested one by one."""
    if not findable(terms):
        return rows.none()
    if connections[rows.db].vendor == "postgresql":
        sql = (
            'EXISTS (SELECT 1 FROM documents_search s WHERE s.document_id = "documents_document"."id" '
            "AND s.vector @@ %s::tsquery)"
        )
        return rows.filter(RawSQL(sql, [syntax.tsquery(terms)], BooleanField()))  # noqa: S611 - see `documents`
    entry = f'(coalesce("documents_document"."owner_id", 0) << {OWNER_SHIFT} | "documents_document"."id")'
    # FTS5 collects all words with a prefix that is not in the index: do it once, not for each row.
    long_prefix = any(term.prefix and len(term.words[-1]) > _INDEXED_PREFIX for term in terms)
    if long_prefix or _about(terms, owner, rows.db) < _MANY:
        _, where, parameters = _found(terms, owner, "sqlite")
        sql = f"{entry} IN (SELECT rowid FROM {where})"  # noqa: S608
    else:
        where, parameters = f"documents_search MATCH %s AND rowid = {entry}", [syntax.fts5(terms)]
        sql = f"EXISTS (SELECT 1 FROM documents_search WHERE {where})"  # noqa: S608
    return rows.filter(RawSQL(sql, parameters, BooleanField()))  # noqa: S611


def _about(terms: tuple[Term, ...], owner: int | None, using: str) -> int:
    """Estimate the number of matching documents on SQLite by the key range of the first thousand: keys grow with time.

    An exact count would find all matches, and collecting them would then find them a second time.
    """
    select, where, parameters = _found(terms, owner, "sqlite")
    sql = (
        f"SELECT count(*), max(key) - min(key) + 1, (SELECT max(id) FROM documents_document) "  # noqa: S608
        f"FROM (SELECT {select} AS key FROM {where} LIMIT {_SOME:d})"
    )
    [(found, span, all_keys)] = _rows(sql, parameters, using)
    return int(found * all_keys / span) if found == _SOME else int(found)


def _found(terms: tuple[Term, ...], owner: int | None, vendor: str) -> tuple[str, str, list[Any]]:
    """Return SQL for the matching entries: the column with the document's key, tables and condition, parameters."""
    if not findable(terms):
        return "0", "documents_document WHERE 1 = 0", []
    if vendor == "postgresql":
        owned = "" if owner is None else "JOIN documents_document d ON d.id = s.document_id AND d.owner_id = %s "
        return (
            "s.document_id",
            f"documents_search s {owned}WHERE s.vector @@ %s::tsquery",
            [*([] if owner is None else [owner]), syntax.tsquery(terms)],
        )
    own, bounds = "", []
    if owner is not None:
        own, bounds = " AND rowid BETWEEN %s AND %s", [number(0, owner), number(_DOCUMENT, owner)]
    return (
        f"rowid & {_DOCUMENT}",
        f"documents_search WHERE documents_search MATCH %s{own}",
        [syntax.fts5(terms), *bounds],
    )


def _rows(sql: str, parameters: list[Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
