"""Complete deletion: rows and files at once, every trace of them within a minute.

A trigger notes each deleted document (`models.Erasure`) in the transaction of the deletion. A worker processes the
notes, so files are removed even if the process that deleted the rows was killed, or deleted an account.
docs/design/deletion.md lists the traces and the cost of removing them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction

from onlineocr.dbclock import DatabaseNow
from onlineocr.dberrors import is_full
from onlineocr.dbpatience import try_now

from ..files import cache, storage
from ..limits import disk
from ..models import Batch, Document, Erasure, Run
from ..models.querysets import DocumentQuerySet
from ..notify import doorbell, webhooks
from . import sqlite_scrub

ORPHAN_AGE = timedelta(hours=1)
"""Minimum age of a removed file without a row that :func:`sweep_uploads` did not find, because the power failed."""
TEMPORARY_AGE = timedelta(minutes=15)
"""Longest pause in writing to the file of an upload that is being received."""
_seen: set[str] = set()
"""Keys that :func:`sweep_uploads` found the last time."""
_TOGETHER = 10  # documents in one transaction, during which others wait for the lock
_BREATH = 0.05  # seconds between two transactions, so that another process gets the lock
_TRIES = 4


def delete(document: Document) -> None:
    """Delete the document's rows, index entry and files, and wake a worker that erases the traces.

    A page under way loses its claim. The document may be deleted already.
    """
    _delete([document])
    doorbell.ring("work")


def delete_now(document: Document) -> bool:
    """Delete the document like :func:`delete`, but hardly wait; return False if the database accepts no writes now."""
    if not try_now(lambda: _delete_rows([document])):
        return False
    _remove_files(str(document.uid), document.key)
    doorbell.ring("work")
    return True


def delete_expired(most: int = 500) -> int:
    """Delete up to ``most`` expired documents; return their number."""
    return delete_some(Document.objects.expired(DatabaseNow()), most)


def delete_some(rows: DocumentQuerySet, most: int = 500) -> int:
    """Delete up to ``most`` of ``rows``, a few in each transaction; return their number."""
    found = list(rows.only("pk", "uid", "key")[:most])
    for start in range(0, len(found), _TOGETHER):
        if start:
            time.sleep(_BREATH)
        _delete(found[start : start + _TOGETHER])
    if found:
        doorbell.ring("work")
    return len(found)


def delete_expired_batches(most: int = 500) -> int:
    """Delete up to ``most`` expired batches, whose documents expire by themselves; return their number."""
    expired = Batch.objects.filter(expires_at__lte=DatabaseNow()).order_by("expires_at").values_list("pk", flat=True)
    return Batch.objects.filter(pk__in=list(expired[:most])).delete()[0]


def erase() -> bool:
    """Erase the traces of noted deletions; return False if it must be tried again soon."""
    last = Erasure.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return True
    notes = Erasure.objects.filter(pk__lte=last)
    for note in notes.iterator(chunk_size=1000):
        _remove_files(str(note.uid), note.key)
    if not sqlite_scrub.remove():
        return False
    notes.delete()
    return True


def sweep() -> int:
    """Remove files without a document, left by killed processes; return their number."""
    return sum(_sweep_originals()) + cache.sweep()


def sweep_uploads() -> int:
    """Remove files left by processes killed during an upload; return their number."""
    global _seen  # noqa: PLW0603 - one thread sweeps
    gone, seen = 0, set(storage.given_up())
    for key in seen & _seen:  # seen twice, as PostgreSQL may still write the row of a process that was killed
        if not Document.objects.filter(key=key).exists():
            storage.delete(key)
            gone += 1
        storage.settle(key)
    _seen = seen
    return gone + sum(_sweep_temporary(Path(settings.DATA_DIR) / "tmp"))


def _delete(documents: list[Document]) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                _delete_rows(documents)
            break
        except OperationalError as error:  # PostgreSQL ended a deadlock with a worker that claims a page
            if attempt == _TRIES or transaction.get_connection().in_atomic_block:
                raise
            if is_full(error):
                _make_room(documents)
    for document in documents:
        _remove_files(str(document.uid), document.key)


def _delete_rows(documents: list[Document]) -> None:
    # Lock the runs first, like a worker that finishes a page.
    list(Run.objects.select_for_update().filter(document__in=documents).values_list("pk", flat=True))
    webhooks.forget(documents)
    Document.objects.filter(pk__in=[document.pk for document in documents]).delete()


def _make_room(documents: list[Document]) -> None:
    """Free disk space for SQLite's log: delete the ballast, else cached exports, else the documents' own files."""
    if disk.drop_ballast() or cache.clear():
        return
    for document in documents:
        _remove_files(str(document.uid), document.key)


def _remove_files(uid: str, key: str) -> None:
    storage.delete(key)
    cache.delete(uid)


def _sweep_originals() -> Iterator[int]:
    for keys in storage.older_than(time.time() - ORPHAN_AGE.total_seconds()):
        known = set(Document.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in keys:
            if key not in known:
                storage.delete(key)
                yield 1


def _sweep_temporary(folder: Path) -> Iterator[int]:
    before = time.time() - TEMPORARY_AGE.total_seconds()
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            yield 1
