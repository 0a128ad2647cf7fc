"""Optional writes, skipped while the database accepts none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

_PATIENCE_MS = 100


def try_now(write: Callable[[], object]) -> bool:
    """Run ``write`` in a transaction that hardly waits for a lock; return False if the database did not accept it."""
    try:
        if connection.in_atomic_block:
            _write(write)
        elif connection.vendor == "sqlite":
            _write_to_sqlite(write)
        else:
            _write(write, f"SET LOCAL lock_timeout = {_PATIENCE_MS}")
    except OperationalError:
        return False
    return True


def _write(write: Callable[[], object], *before: str) -> None:
    with transaction.atomic():
        for statement in before:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        write()


def _write_to_sqlite(write: Callable[[], object]) -> None:
    with hurried(_PATIENCE_MS):
        _write(write)


@contextmanager
def hurried(milliseconds: int) -> Iterator[None]:
    """Limit this thread's wait for SQLite's lock to ``milliseconds``; no effect on another database."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
