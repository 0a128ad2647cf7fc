"""Stores the made-up history of `history_rows` in a database, as the service would have left it."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Any

from bench.lib import history_index
from bench.lib.history_rows import MEAN_WORDS, Row, owners, rows

_TOGETHER = 500


def connect(data: Path) -> None:
    """Use the database of this data folder from now on, or the one that DATABASE_URL names; bring its tables."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "onlineocr.settings", "ONLINEOCR_DATA": str(data)}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fill(total: int, *, words: int = MEAN_WORDS, results: bool = False) -> None:
    """Documents with ``total`` pages of about ``words`` words; with ``results``, boxes and entries by page too."""
    from django.db import connection, transaction

    from onlineocr.accounts.models import User

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # indexes of a gigabyte are filled in no order: keep them in memory
            cursor.execute("PRAGMA cache_size = -1000000")
    users = {name: User.objects.create(username=name) for name in owners(total) if name}
    source, bodies, first = rows(total, words=words), [], 1
    while batch := list(islice(source, _TOGETHER)):
        with transaction.atomic():
            _store(batch, first, users, results=results)
        for key, row in enumerate(batch, first):
            owner = users[row.owner].pk if row.owner else 0
            bodies.append((owner, key, body(row)))
        first += len(batch)
    with transaction.atomic(), connection.cursor() as cursor:
        for owner, key, text in sorted(bodies, key=lambda entry: entry[:2]):
            index(cursor, connection.vendor, key, owner, text)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("document", "run", "page"):
                cursor.execute(f"SELECT setval('documents_{table}_id_seq', (SELECT max(id) FROM documents_{table}))")
            connection.commit()
            cursor.execute("ANALYZE")


def body(row: Row) -> str:
    """The words of a row as `words.split` gives them, which would take ten times as long."""
    words = f"{row.file_name.replace('_', ' ').replace('.', ' ')} {' '.join(row.texts)}".split()
    return " ".join(" ".join(word) if word[0] > "\u2fff" else word for word in words)


def index(cursor: Any, vendor: str, key: int, owner: int, text: str) -> None:
    from onlineocr.documents.models.triggers import OWNER_SHIFT

    if vendor == "postgresql":
        cursor.execute(
            "INSERT INTO documents_search (document_id, vector) VALUES (%s, to_tsvector('simple', %s))",
            [key, text[:800_000]],
        )
    else:
        cursor.execute("INSERT INTO documents_search (rowid, body) VALUES (%s, %s)", [owner << OWNER_SHIFT | key, text])


def _store(batch: list[Row], first: int, users: dict[str, Any], *, results: bool) -> None:
    from onlineocr.documents.models import Document, DocumentLanguage, Page, Run

    documents, runs, pages, languages = [], [], [], []
    for key, row in enumerate(batch, first):
        owner, read = users.get(row.owner or ""), bool(row.confidences)
        documents.append(_document(key, row, owner))
        runs.append(
            Run(
                pk=key, document_id=key, status=row.status, total=row.pages, done=row.pages, created_at=row.created_at,
                started_at=row.created_at, finished_at=row.created_at,
            )
        )  # fmt: skip
        pages += _pages(key, row, results=results)
        if read:
            languages.append(DocumentLanguage(document_id=key, owner_id=owner and owner.pk, language=row.language))
    Document.objects.bulk_create(documents)
    Run.objects.bulk_create(runs)
    Page.objects.bulk_create(pages)
    DocumentLanguage.objects.bulk_create(languages)
    if results:
        history_index.pages(documents, pages)


def _document(key: int, row: Row, owner: Any) -> Any:
    from onlineocr.documents.models import Document
    from onlineocr.ocr.page import REVIEW_BELOW

    read = row.confidences
    return Document(
        pk=key, owner=owner, file_name=row.file_name, media_type=row.media_type, size=row.size, sha256=f"{key:064x}",
        key=f"{key % 256:02x}/{key:032x}", created_at=row.created_at, updated_at=row.created_at, status=row.status,
        pages=row.pages, count=sum(char.isalpha() for text in row.texts for char in text),
        confidence=round(sum(read) / len(read), 4) if read else None, languages=[row.language] if read else [],
        needs_review=any(confidence < REVIEW_BELOW for confidence in read), shown_id=key, latest_id=key,
    )  # fmt: skip


def _pages(key: int, row: Row, *, results: bool) -> list[Any]:
    from onlineocr.documents.models import Page

    failed = {"failed": "failed", "canceled": "canceled"}.get(row.status)
    return [
        Page(
            run_id=key, number=number, status=failed or "succeeded", attempts=1, finished_at=row.created_at,
            seq=number, text=text, languages=[] if failed else [row.language],
            confidence=None if failed else row.confidences[number - 1],
            result=None if failed or not results else history_index.result(number, text),
        )
        for number, text in enumerate(row.texts, 1)
    ]  # fmt: skip
