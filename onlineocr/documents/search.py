"""Full-text search over text and file names: words, "phrases", prefix*, -without, in any script.

Text and query are split into words by one function here, so that SQLite (FTS5) and PostgreSQL (tsvector)
index and find the same: words are runs of letters, marks and digits, compared without case and Latin
accents; each character of a script that writes no spaces (Han, kana, Thai ...) is a word of its own, and
a run of them in a query is a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from .triggers import OWNER_SHIFT

Documents = TypeVar("Documents", bound=QuerySet[Any])

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs and their extensions.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_LATIN_ACCENTS = re.compile("[\u0300-\u036f]")
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_MAX_TERMS = 32
_INDEXED_PREFIX = 3  # letters; the index has words' beginnings of two and three
_MANY = 40_000
"""From so many matches on it is faster to look up each row that is passed than to gather all matches first."""
_SOME = 1_000
_DOCUMENT = (1 << OWNER_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other; the last one may be only the start of a word."""

    words: tuple[str, ...]
    prefix: bool = False
    negative: bool = False


def split(text: str) -> Iterator[str]:
    """The words of ``text`` as they are indexed."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _LATIN_ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    word = ""
    for char in unicodedata.normalize("NFC", plain):
        single = bool(re.match(f"[{_SINGLE}]", char)) and char.isalnum()
        if single or not _in_word(char):
            if word:
                yield word
            word = ""
            if single:
                yield char
        else:
            word += char
    if word:
        yield word


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a query; those without a letter or digit are left out."""
    return tuple(_terms(query))[:_MAX_TERMS]


def index(document_id: int, owner_id: int | None, file_name: str, text: str, *, using: str = "default") -> None:
    """Make a document findable by ``text`` and ``file_name``, instead of what it had before."""
    body = " ".join(split(f"{file_name}\n{text}"))
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO documents_search (document_id, vector) VALUES (%s, to_tsvector('simple', %s)) "
                "ON CONFLICT (document_id) DO UPDATE SET vector = excluded.vector",
                [document_id, _fit(body)],
            )
        else:
            number = _entry(document_id, owner_id)
            cursor.execute("DELETE FROM documents_search WHERE rowid = %s", [number])
            cursor.execute("INSERT INTO documents_search (rowid, body) VALUES (%s, %s)", [number, body])


def documents(terms: tuple[Term, ...], owner: int | None, *, most: int, using: str = "default") -> list[int]:
    """The keys of at most ``most`` documents that hold all ``terms``, of one owner or (None) of everybody."""
    select, where, parameters = _found(terms, owner, connections[using].vendor)
    sql = f"SELECT {select} FROM {where} LIMIT %s"  # noqa: S608 - our own words; the query's are parameters
    return [key for (key,) in _rows(sql, [*parameters, most], using)]


def count(terms: tuple[Term, ...], owner: int | None, *, most: int | None = None, using: str = "default") -> int:
    """How many documents hold all ``terms``; with ``most``, no further than that is counted."""
    _, where, parameters = _found(terms, owner, connections[using].vendor)
    bound = "" if most is None else f" LIMIT {most:d}"
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {where}{bound}) found"  # noqa: S608 - see `documents`
    [(found,)] = _rows(sql, parameters, using)
    return int(found)


def among(rows: Documents, terms: tuple[Term, ...], owner: int | None) -> Documents:
    """Those of ``rows``, documents of ``owner``, that hold all ``terms``, for rows that are passed one by one."""
    if not findable(terms):
        return rows.none()
    if connections[rows.db].vendor == "postgresql":
        sql = (
            'EXISTS (SELECT 1 FROM documents_search s WHERE s.document_id = "documents_document"."id" '
            "AND s.vector @@ to_tsquery('simple', %s))"
        )
        return rows.filter(RawSQL(sql, [_tsquery(terms)], BooleanField()))  # noqa: S611 - see `documents`
    number = f'(coalesce("documents_document"."owner_id", 0) << {OWNER_SHIFT} | "documents_document"."id")'
    # FTS5 gathers all words with a beginning that is not in the index: once at least, not for each row.
    long_prefix = any(term.prefix and len(term.words[-1]) > _INDEXED_PREFIX for term in terms)
    if long_prefix or _about(terms, owner, rows.db) < _MANY:
        _, where, parameters = _found(terms, owner, "sqlite")
        sql = f"{number} IN (SELECT rowid FROM {where})"  # noqa: S608
    else:
        where, parameters = f"documents_search MATCH %s AND rowid = {number}", [_fts5(terms)]
        sql = f"EXISTS (SELECT 1 FROM documents_search WHERE {where})"  # noqa: S608
    return rows.filter(RawSQL(sql, parameters, BooleanField()))  # noqa: S611


def _about(terms: tuple[Term, ...], owner: int | None, using: str) -> int:
    """Roughly how many documents match on SQLite: by how far the first thousand lie apart, since keys grow with time.

    Counting would look for all of them, which then is done once more to gather them.
    """
    select, where, parameters = _found(terms, owner, "sqlite")
    sql = (
        f"SELECT count(*), max(key) - min(key) + 1, (SELECT max(id) FROM documents_document) "  # noqa: S608
        f"FROM (SELECT {select} AS key FROM {where} LIMIT {_SOME:d})"
    )
    [(found, span, all_keys)] = _rows(sql, parameters, using)
    return int(found * all_keys / span) if found == _SOME else int(found)


def findable(terms: tuple[Term, ...]) -> bool:
    """Whether there is a word to find; only words to leave out find nothing."""
    return any(not term.negative for term in terms)


def _found(terms: tuple[Term, ...], owner: int | None, vendor: str) -> tuple[str, str, list[Any]]:
    """SQL of the matching entries: the column with the document's key, tables and condition, parameters."""
    if not findable(terms):
        return "0", "documents_document WHERE 1 = 0", []
    if vendor == "postgresql":
        owned = "" if owner is None else "JOIN documents_document d ON d.id = s.document_id AND d.owner_id = %s "
        return (
            "s.document_id",
            f"documents_search s {owned}WHERE s.vector @@ to_tsquery('simple', %s)",
            [*([] if owner is None else [owner]), _tsquery(terms)],
        )
    own, bounds = "", []
    if owner is not None:
        own, bounds = " AND rowid BETWEEN %s AND %s", [_entry(0, owner), _entry(_DOCUMENT, owner)]
    return f"rowid & {_DOCUMENT}", f"documents_search WHERE documents_search MATCH %s{own}", [_fts5(terms), *bounds]


def _rows(sql: str, parameters: list[Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _entry(document_id: int, owner_id: int | None) -> int:
    """The number of a document's entry on SQLite: those of one owner lie together, so a search reads only them."""
    return (owner_id or 0) << OWNER_SHIFT | document_id


def _in_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _terms(query: str) -> Iterator[Term]:
    for match in _TERM.finditer(query[:1000]):
        raw = match["phrase"] if match["phrase"] is not None else match["word"]
        words = tuple(split(raw))
        if words:
            prefix = match["phrase"] is None and raw.endswith("*")
            yield Term(words, prefix, bool(match["minus"]))


def _fts5(terms: tuple[Term, ...]) -> str:
    """FTS5's own language; words are quoted and hold no quote, so nothing of the query is syntax."""
    positive = " AND ".join(_fts5_term(term) for term in terms if not term.negative)
    negative = "".join(f" NOT {_fts5_term(term)}" for term in terms if term.negative)
    return f"({positive}){negative}"


def _fts5_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _tsquery(terms: tuple[Term, ...]) -> str:
    return " & ".join(("!" if term.negative else "") + f"({_tsquery_term(term)})" for term in terms)


def _tsquery_term(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    return " <-> ".join(words) + (":*" if term.prefix else "")


def _fit(body: str) -> str:
    """PostgreSQL takes a tsvector of at most 1 MiB: cut at a word when the text is far beyond it."""
    limit = 800_000
    return body if len(body) <= limit else body[:limit].rsplit(" ", 1)[0]
