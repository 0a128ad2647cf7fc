"""The tables are emptied between tests while a worker process uses them: PostgreSQL may end that by a deadlock."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import OperationalError, connection

TRIES = 5
DEADLOCK = "40P01"  # of PostgreSQL's error codes


def repeat_after_deadlocks() -> None:
    """Let Django's flush, which locks every table, try again when it was the one that PostgreSQL chose to end."""
    operations = type(connection.ops)
    operations.execute_sql_flush = repeated(operations.execute_sql_flush)


def repeated(deed: Callable[..., None]) -> Callable[..., None]:
    @wraps(deed)
    def again(*arguments: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                return deed(*arguments)
            except OperationalError as error:
                if not left or getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
                    raise
        return None

    return again
