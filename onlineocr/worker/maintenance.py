"""Regular maintenance outside of the heartbeat's thread: indexing long documents, deleting expired documents, removing
traces of deleted rows, cleaning up after killed processes."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings

from onlineocr.accounts.tidy import tidy
from onlineocr.dberrors import is_away
from onlineocr.documents.limits import disk, idempotency, quotas
from onlineocr.documents.privacy import account_deletion, deletion
from onlineocr.documents.queue import counts
from onlineocr.documents.search import backlog
from onlineocr.webhooks import queue as outbox

from .loop import Loop

log = structlog.get_logger(__name__)

_LOOK = 1.0  # seconds between two checks for tasks that are due
_INDEX = 1.0
_EXPIRE = 5.0
_ERASE = 5.0
_SWEEP = 3600.0
_MOST = 100  # documents deleted in one turn, so that the other tasks get theirs
_CLOSE = 60.0
_FAILED = 30.0  # seconds after an error before the task is tried again
_REST = 10  # the pause after a long task, as a multiple of its duration


class Task:
    """One task, run ``every`` so many seconds; ``do`` returns False to be run again soon."""

    def __init__(self, name: str, every: float, do: Callable[[], object]) -> None:
        self.name, self.every, self.do = name, every, do
        self.due = 0.0

    def run(self) -> None:
        began = time.monotonic()
        again = self.do() is False
        took = time.monotonic() - began
        self.due = time.monotonic() + (_LOOK if again else max(self.every, took * _REST))
        if took > self.every:
            log.info("maintenance", name=self.name, seconds=round(took, 1))


class Maintenance(Loop):
    """Runs until ``stopping`` is set. Of several workers on one data folder, one at a time runs the tasks."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__("maintenance", stopping)
        self._tasks = (
            Task("index", _INDEX, backlog.work_off),
            Task("expire", _EXPIRE, expire),
            Task("erase", _ERASE, deletion.erase),
            Task("uploads", _EXPIRE, deletion.sweep_uploads),
            Task("ballast", _CLOSE, disk.keep_ballast),
            Task("sweep", _SWEEP, deletion.sweep),
            Task("tidy", _SWEEP, tidy),
            Task("close", _CLOSE, account_deletion.close_left_behind),
            Task("outbox", _SWEEP, outbox.tidy),
            Task("usage", _SWEEP, quotas.tidy),
            Task("counts", _SWEEP, counts.tidy),
            Task("keys", _SWEEP, idempotency.tidy),
        )

    def turn(self) -> None:
        if self.stopping.wait(_LOOK):
            return
        with _alone() as mine:
            if mine:
                self._round()

    def _round(self) -> None:
        for task in self._tasks:
            if self.stopping.is_set() or time.monotonic() < task.due:
                continue
            try:
                task.run()
            except Exception as error:
                if is_away(error):
                    raise  # the other tasks need the database, too
                log.exception("maintenance_failed", task=task.name)
                task.due = time.monotonic() + max(_FAILED, task.every)


def expire() -> bool:
    """Delete expired documents and batches; return False if there may be more."""
    return deletion.delete_expired(_MOST) + deletion.delete_expired_batches(_MOST) == 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Yield whether no other process runs the tasks of this data folder now."""
    folder = Path(settings.DATA_DIR) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "maintenance.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
