"""Transactions that need not reach the disk at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def light() -> Iterator[None]:
    """Run a transaction that survives the death of any process, but perhaps not a power failure.

    It is for data that is worthless after a power failure, such as the worker that holds a page, and saves the wait for
    the disk. (SQLite: ``PRAGMA synchronous=NORMAL``; PostgreSQL: ``synchronous_commit``.) Inside another transaction it
    is an ordinary one.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        _execute("PRAGMA synchronous=NORMAL")
        try:
            with transaction.atomic():
                yield
        finally:
            _execute("PRAGMA synchronous=FULL")
    else:
        with transaction.atomic():
            _execute("SET LOCAL synchronous_commit TO off")
            yield


@contextmanager
def brief() -> Iterator[None]:
    """Run a transaction that is on disk when the context ends, but whose row locks end before that.

    On PostgreSQL it commits without waiting; then a second commit that waits writes the log to disk, with all before
    it. So pages of one run that end at the same moment wait for each other's statements, not for each other's disk
    writes.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with light():
        yield
    _execute("SELECT pg_logical_emit_message(true, 'onlineocr', '')")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
