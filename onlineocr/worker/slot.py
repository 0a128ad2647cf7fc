"""A slot: one recogniser and the thread that hands it pages, one after the other."""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings
from django.db import close_old_connections

from onlineocr.documents import queue
from onlineocr.ocr.errors import OcrError

from .intake import attend
from .pace import Pace
from .recogniser import Recogniser
from .tasks import Ready, Task, Tasks

log = structlog.get_logger(__name__)


class Slot(threading.Thread):
    """Reads pages that are ready until there are no more. A page under way can be killed from outside."""

    def __init__(self, number: int, *, ready: Ready, tasks: Tasks, pace: Pace) -> None:
        super().__init__(name=f"slot-{number}", daemon=True)
        self.recogniser = Recogniser(
            settings.ENGINE, max_pages=settings.RECOGNISER_PAGES, max_rss=settings.RECOGNISER_MEMORY
        )
        self.stopping = threading.Event()
        self.task: Task | None = None
        self._ready, self._tasks, self._pace = ready, tasks, pace
        self._begun = 0.0

    def run(self) -> None:
        self._warm()
        while (task := self._ready.take()) is not None:
            close_old_connections()
            self.task, self._begun = task, time.monotonic()
            try:
                attend(task, self._read, self._spent_ms)
            finally:
                self.task = None
                self._tasks.end(task)
        self.recogniser.close()

    def _read(self, task: Task) -> bool:
        claim = task.claim
        assert task.shared is not None  # noqa: S101 - what is ready is decoded
        task.kill = self.recogniser.kill
        try:
            if task.canceled or not (task.begun or queue.begin(claim)):
                return False
            page = self.recogniser.read(task.shared, claim.options, claim.region, seconds=settings.LIMITS.page_seconds)
        except OcrError as error:
            if self.stopping.is_set() and not error.permanent:
                queue.release(claim, forget=True)
                return False
            raise
        finally:
            task.kill = None
        spent = self._spent_ms()
        self._pace.add(spent)
        queue.finish(claim, page, spent_ms=spent, fingerprint=task.fingerprint)
        log.info("page", document=claim.document, number=claim.number, seconds=spent / 1000)
        return True

    def _spent_ms(self) -> int:
        return round(1000 * (time.monotonic() - self._begun))

    def _warm(self) -> None:
        try:
            self.recogniser.warm()
        except OcrError as error:
            log.error("recogniser", error=error.detail)  # noqa: TRY400 - the detail says it all
