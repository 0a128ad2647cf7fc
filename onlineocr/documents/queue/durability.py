"""Commits that need not reach the disk at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def light() -> Iterator[None]:
    """A transaction that survives the death of any process, but perhaps not the loss of power.

    For what is worth nothing after that: who works at a page. It saves the wait for the disk. (SQLite: ``PRAGMA
    synchronous=NORMAL``; PostgreSQL: ``synchronous_commit``.) Inside another transaction it is an ordinary one.
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
    """A transaction that is on the disk when the context ends, and whose row locks do not last until it is there.

    On PostgreSQL it commits without waiting; then a commit that waits brings the log to the disk, with all before it.
    So pages of one run that end at the same moment wait for each other's statements, and not for each other's disk.
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
