"""Check each second, in a thread of the web process, whether the database accepts writes and how long its queue is.

So a call is refused at once while the database is locked or unreachable, instead of holding a thread for as long as a
connection waits; uploads are refused by their heads while the queue is full; and `/readyz` answers without querying the
database.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from django.db import close_old_connections, connection

from onlineocr.dberrors import is_away
from onlineocr.dbpatience import hurried

log = structlog.get_logger(__name__)

_LOOK = 1.0  # seconds between two checks
_PATIENCE_MS = 1500  # that a check waits for SQLite's lock
_SLOW = 3.0  # seconds after which an unfinished check means that the database does not answer

State = Literal["writable", "read-only", "away"]


@dataclass(frozen=True, slots=True)
class Look:
    """Result of one check of the database."""

    state: State = "writable"
    detail: str = ""


class DatabaseWatch:
    """Checks the database in a thread of its own, from :meth:`start` on."""

    def __init__(self) -> None:
        self.runs = False
        self._look = Look()
        self._began: float | None = None
        self._file: tuple[int, int] | None = None

    def start(self) -> None:
        """Start the thread; for long-running processes."""
        if not self.runs:
            self.runs = True
            threading.Thread(target=self._watch, name="database watch", daemon=True).start()

    @property
    def latest(self) -> Look:
        """Return the latest result. Before :meth:`start` the database counts as writable."""
        began = self._began
        if began is not None and time.monotonic() - began > _SLOW:
            return Look("away", "The database does not answer.")
        return self._look

    def _watch(self) -> None:
        from onlineocr.documents.limits.queue_state import watched  # noqa: PLC0415 - models need Django's settings

        watched.renewed = True
        while True:
            self._began = time.monotonic()
            close_old_connections()
            found = self._lost_file() or look()
            if found.state != "away":
                watched.renew()
            self._began = None
            if found.state != self._look.state:
                log.warning("database", state=found.state, detail=found.detail)
            self._look = found
            time.sleep(_LOOK)

    def _lost_file(self) -> Look | None:
        """Return the fault if the SQLite file is gone, or is not the one that this process has open.

        Open connections still write to the old file, which may have no name any more: their writes would be lost.
        """
        if connection.vendor != "sqlite":
            return None
        name = connection.settings_dict["NAME"]
        try:
            found = os.stat(name)  # noqa: PTH116 - it may be the name of a database in memory
        except OSError as error:
            if self._file is None:
                return None
            detail = f"The database file {name} is gone ({error.strerror}). Put it back, or restore and restart."
            return Look("away", detail)
        self._file = self._file or (found.st_dev, found.st_ino)
        if self._file == (found.st_dev, found.st_ino):
            return None
        return Look("away", f"The database file {name} is another one. Put the old one back, or restart the service.")


def look() -> Look:
    """Check the database once, by this thread's connection."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return _look_at_sqlite()
            cursor.execute("SHOW transaction_read_only")
            read_only = cursor.fetchone()[0] == "on"
        return Look("read-only", "The database takes no writes.") if read_only else Look()
    except Exception as error:
        if not is_away(error):
            log.exception("database_watch")
        return Look("away", f"The database does not answer: {str(error).strip().splitlines()[0][:200]}")


def _look_at_sqlite() -> Look:
    with connection.cursor() as cursor:
        if connection.in_atomic_block:  # a transaction of this connection has the lock
            cursor.execute("SELECT 1")
            return Look()
        commits = _commits(cursor)
        try:
            with hurried(_PATIENCE_MS):
                cursor.execute("BEGIN IMMEDIATE")
                cursor.execute("ROLLBACK")
        except Exception as error:
            if "locked" not in str(error):
                raise
            if _commits(cursor) != commits:  # many connections write in turn: a writer waits, but gets the lock
                return Look()
            return Look("read-only", "The database is locked: another program writes to it and does not end.")
    return Look()


def _commits(cursor: Any) -> int:
    """Return a number that changes with each commit of another connection."""
    (found,) = cursor.execute("PRAGMA data_version").fetchone()
    return int(found)


watch = DatabaseWatch()
