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


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
