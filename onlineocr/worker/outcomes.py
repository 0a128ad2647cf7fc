"""Outcomes of pages: written at once, or kept and written when the database is available again.

A page with a kept outcome stays held by this worker: its lease is renewed, and it uses one of the places in
`tasks.Tasks`, which thus limit the number of kept outcomes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections

from onlineocr.dberrors import is_away
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import EngineFailed

from .loop import Loop
from .tasks import Task, Tasks

log = structlog.get_logger(__name__)

_LOOK = 0.5  # seconds between two attempts

Outcome = Callable[[], object]
"""Writes the end of a page; may be called again after it raised."""


class Outcomes(Loop):
    """Writes outcomes of pages. Keeps those that cannot be written now, and retries them."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__("outcomes")
        self._tasks = tasks
        self._lock = threading.Lock()
        self._kept: dict[Task, Outcome] = {}

    def end(self, task: Task, outcome: Outcome) -> None:
        """Write ``outcome`` and release the page, now or later. Does not raise."""
        task.close()  # the picture is not needed any more
        if not self._written(task, outcome):
            with self._lock:
                self._kept[task] = outcome

    def turn(self) -> None:
        if self.stopping.wait(_LOOK):
            return
        with self._lock:
            kept = list(self._kept.items())
        for task, outcome in kept:
            close_old_connections()
            if not self._written(task, outcome):
                return
            with self._lock:
                del self._kept[task]

    def stop(self, *, grace: float) -> None:
        """Wait up to ``grace`` seconds for kept outcomes, then end the retries."""
        deadline = time.monotonic() + grace
        while self._kept and time.monotonic() < deadline:
            time.sleep(0.02)
        self.stopping.set()
        self.join(timeout=1)

    @property
    def kept(self) -> int:
        """Return the number of outcomes that wait to be written."""
        return len(self._kept)

    def _written(self, task: Task, outcome: Outcome) -> bool:
        """Return whether the page's end is in the database, or can never be."""
        try:
            _write(task, outcome)
        except Exception as error:
            if is_away(error):
                log.warning("outcome_kept", **task.names, error=str(error).strip())
                return False
            log.exception("outcome_lost", **task.names)  # its lease runs out, and it is read again
        self._tasks.end(task)
        return True


def _write(task: Task, outcome: Outcome) -> None:
    try:
        outcome()
    except Exception as error:
        if is_away(error):
            raise
        log.exception("outcome_refused", **task.names)
        claims.fail(task.claim, EngineFailed(f"The result cannot be stored: {type(error).__name__}"))
