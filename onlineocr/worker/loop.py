"""Threads that continue after an error."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections, connection

from onlineocr.dberrors import is_away

log = structlog.get_logger(__name__)

_PAUSE = 1.0  # seconds after an error


class Loop(threading.Thread):
    """Calls :meth:`turn` repeatedly until ``stopping`` is set. After an error it logs the error, pauses and goes on."""

    def __init__(self, name: str, stopping: threading.Event | None = None) -> None:
        super().__init__(name=name, daemon=True)
        self.stopping = stopping or threading.Event()

    def run(self) -> None:
        while not self.done():
            try:
                close_old_connections()
                self.turn()
            except Exception as error:  # noqa: BLE001 - after any error, the next turn may succeed
                self.failed(error)
                self.stopping.wait(_PAUSE)
        connection.close()

    def done(self) -> bool:
        """Return whether there are no more turns."""
        return self.stopping.is_set()

    def turn(self) -> None:
        """Do one piece of work."""
        raise NotImplementedError

    def failed(self, error: Exception) -> None:
        """Log an error of a turn."""
        if is_away(error):
            log.warning("database_away", thread=self.name, error=str(error).strip())
        else:
            log.error("thread_failed", thread=self.name, exc_info=error)
