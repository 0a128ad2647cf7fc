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
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Documents = TypeVar("Documents", bound=QuerySet[Any])

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs and their extensions.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_LATIN_ACCENTS = re.compile("[\u0300-\u036f]")
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_MAX_TERMS = 32


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


def index(document_id: int, file_name: str, text: str, *, using: str = "default") -> None:
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
            cursor.execute("DELETE FROM documents_search WHERE rowid = %s", [document_id])
            cursor.execute("INSERT INTO documents_search (rowid, body) VALUES (%s, %s)", [document_id, body])


def restore_trigger(_: Any, schema_editor: Any) -> None:
    """For a migration that changes ``documents_document``: SQLite copies the table then, and loses the trigger that
    removes a document's words from the index together with its row."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS documents_search_delete")
        schema_editor.execute(
            "CREATE TRIGGER documents_search_delete AFTER DELETE ON documents_document "
            "BEGIN DELETE FROM documents_search WHERE rowid = old.id; END"
        )


def filter_documents(documents: Documents, query: str) -> Documents:
    """Those of ``documents`` that hold every term of ``query``; none when the query has no word at all."""
    terms = parse(query)
    if not any(not term.negative for term in terms):
        return documents if not query.strip() else documents.none()
    if connections[documents.db].vendor == "postgresql":
        found = RawSQL(
            "SELECT document_id FROM documents_search WHERE vector @@ to_tsquery('simple', %s)", [_tsquery(terms)]
        )
    else:
        found = RawSQL("SELECT rowid FROM documents_search WHERE documents_search MATCH %s", [_fts5(terms)])
    return documents.filter(id__in=found)


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
