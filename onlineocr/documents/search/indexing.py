"""Contents of the search index: an entry for each document, and one for each of its pages that were read.

On SQLite the entries are rows of FTS5 tables, on PostgreSQL tsvectors. Both hold the words of `words.split`; those of
pages hold their skeletons too. Triggers delete them with their document (see `triggers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.db import connections, transaction

from ..models import Document, IndexedPage, Page
from ..models.triggers import OWNER_SHIFT
from .syntax import LOOK, lexeme
from .words import looks, split

_LARGEST = 1_000_000
"""Largest tsvector in bytes; PostgreSQL allows a little more. Words beyond it are not found."""
_LAST_POSITION = 16_383  # words further on in a tsvector are found, but not in phrases


def index(document: Document, pages: Sequence[tuple[int, str]], *, anew: bool = False, using: str = "default") -> None:
    """Index a document's file name and ``pages``: key and text of each page read, in order.

    Replaces its earlier entries; ``anew``: there are none. It writes all in one transaction; for a long document see
    `backlog`.
    """
    with transaction.atomic(using, savepoint=False):
        write_document(document.pk, document.owner_id, document.file_name, [text for _, text in pages], using)
        if not anew:
            IndexedPage.objects.using(using).filter(document=document).delete()
        add_pages(document, pages or [(None, "")], using=using)


def add_pages(
    document: Document, pages: Sequence[tuple[int | None, str]], *, begins: bool = True, using: str = "default"
) -> None:
    """Write entries for ``pages``, key and text in order; ``begins``: the first one is the document's first."""
    # Hits are listed from the latest entry on: pages inserted in reverse order are listed in their order.
    rows = [
        IndexedPage(document=document, owner_id=document.owner_id or 0, page_id=page, first=begins and place == 0)
        for place, (page, _) in enumerate(pages)
    ]
    IndexedPage.objects.using(using).bulk_create(reversed(rows), batch_size=500)
    for row, (_, text) in zip(rows, pages, strict=True):
        write_page(row.pk, row.owner_id, document.file_name if row.first else "", text, using)


def index_page(page: Page) -> Document | None:
    """Index the current text of a page; return its document, or None if the page has no entry."""
    row = IndexedPage.objects.select_related("document").filter(page=page).first()
    if row is None:
        return None
    write_page(row.pk, row.owner_id, row.document.file_name if row.first else "", page.text)
    return row.document


def exchange(document: Document, page: Page, before: str) -> None:
    """Replace the words of the text ``before`` by those of ``page`` in the entry of its document."""
    if _exchanged(document, " ".join(split(before)), " ".join(split(page.text))):
        return
    rows = Page.objects.succeeded().filter(run_id=page.run_id).order_by("number")
    texts = [page.text if pk == page.pk else text for pk, text in rows.values_list("pk", "text")]
    write_document(document.pk, document.owner_id, document.file_name, texts)


def same_words(text: str, other: str) -> bool:
    """Return whether a page with either text has the same entry."""
    return _body(text) == _body(other)


def _exchanged(document: Document, old: str, new: str) -> bool:
    """Replace the words ``old`` of a page by ``new`` in its document's entry, without splitting all its pages.

    Return False if that is not possible: on PostgreSQL, and if the words occur nowhere or several times.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql" or not old:
        return False
    entry = number(document.pk, document.owner_id)
    with connection.cursor() as cursor:
        row = cursor.execute("SELECT body FROM documents_search WHERE rowid = %s", [entry]).fetchone()
        before, found, after = f" {row[0]} ".partition(f" {old} ") if row else ("", "", "")
        if not found or f" {old} " in f" {after}":
            return False
        body = " ".join(part for part in (before.strip(), new, after.strip()) if part)
        cursor.execute("DELETE FROM documents_search WHERE rowid = %s", [entry])
        cursor.execute("INSERT INTO documents_search (rowid, body) VALUES (%s, %s)", [entry, body])
    return True


def number(key: int, owner_id: int | None) -> int:
    """Return the number of an entry on SQLite: those of one owner are adjacent, so a search reads only them."""
    return (owner_id or 0) << OWNER_SHIFT | key


def write_document(
    key: int, owner_id: int | None, file_name: str, texts: Iterable[str], using: str = "default"
) -> None:
    """Write the entry of the document ``key``, replacing an earlier one."""
    put_document(key, owner_id, document_words(file_name, texts, using), using)


def document_words(file_name: str, texts: Iterable[str], using: str = "default") -> str:
    """Return the contents of a document's entry in the form of its database. Uses no query and no lock."""
    words = chain.from_iterable(map(split, (file_name, *texts)))
    return _vector(enumerate(words, 1)) if connections[using].vendor == "postgresql" else " ".join(words)


def put_document(key: int, owner_id: int | None, words: str, using: str = "default") -> None:
    """Write ``words``, made by `document_words`, as the entry of the document ``key``."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO documents_search (document_id, vector) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (document_id) DO UPDATE SET vector = excluded.vector",
                [key, words],
            )
        else:
            row = number(key, owner_id)
            cursor.execute("DELETE FROM documents_search WHERE rowid = %s", [row])
            cursor.execute("INSERT INTO documents_search (rowid, body) VALUES (%s, %s)", [row, words])


def write_page(key: int, owner_id: int | None, file_name: str, text: str, using: str = "default") -> None:
    """Write the words of the `IndexedPage` ``key``, replacing earlier ones."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE documents_indexedpage SET vector = %s::tsvector WHERE id = %s",
                [_vector(_positions(file_name, text)), key],
            )
        else:
            row = number(key, owner_id)
            cursor.execute("DELETE FROM documents_page_search WHERE rowid = %s", [row])
            cursor.execute(
                "INSERT INTO documents_page_search (rowid, name, body) VALUES (%s, %s, %s)",
                [row, _body(file_name), _body(text)],
            )


def _body(text: str) -> str:
    return " ".join(chain(split(text), (LOOK + look for look in looks(text))))


def _positions(file_name: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield words and skeletons with their positions; a gap keeps a phrase from matching across name and text."""
    last = 0
    for part in (file_name, text):
        begin = last + 2
        yield from enumerate(split(part), begin)
        for last, look in enumerate(looks(part), begin):
            yield last, LOOK + look


def _vector(words: Iterable[tuple[int, str]]) -> str:
    """Return a tsvector in PostgreSQL's syntax. PostgreSQL's own parser would split words again, and differently."""
    found: dict[str, list[str]] = defaultdict(list)
    size = 0
    for position, word in words:
        places = found[word]
        size += 2 if places else len(word.encode()) + 12
        if size > _LARGEST:
            break
        places.append(str(min(position, _LAST_POSITION)))
    return " ".join(f"{lexeme(word)}:{','.join(places[:256])}" for word, places in found.items() if places)
