"""Intake: pages are claimed and decoded a little ahead, so that no recogniser waits for a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import structlog
from django.db import close_old_connections
from django.db.utils import OperationalError

from onlineocr.documents import duplicates, queue, storage
from onlineocr.documents.passwords import Heard
from onlineocr.ocr.errors import EngineFailed, OcrError
from onlineocr.ocr.sandbox import Sandbox

from .tasks import Ready, Task, Tasks

log = structlog.get_logger(__name__)


class Intake(threading.Thread):
    """One thread that claims a page, has it decoded, and hands it to the recognisers, until told to stop.

    A page that this owner had read before, by the same engines with the same options, ends here.
    """

    def __init__(
        self,
        number: int,
        *,
        worker: str,
        recognisers: int,
        sandbox: Sandbox,
        tasks: Tasks,
        ready: Ready,
        wake: threading.Semaphore,
        heard: Heard,
    ) -> None:
        super().__init__(name=f"intake-{number}", daemon=True)
        self.stopping = threading.Event()
        self._recognisers = recognisers
        self._worker, self._sandbox, self._heard = worker, sandbox, heard
        self._tasks, self._ready, self._wake = tasks, ready, wake

    def run(self) -> None:
        while not self.stopping.is_set():
            close_old_connections()
            try:
                if not self._next():
                    self._wake.acquire(timeout=1.0)
            except OperationalError as error:  # the database is busy or away: the row still tells the truth
                log.warning("database_away", error=str(error))
                self.stopping.wait(1.0)

    def _next(self) -> bool:
        """Take one page in; False when nothing waits."""
        self._tasks.room.acquire()
        try:
            begun = self._tasks.idle(self._recognisers)
            claim = None if self.stopping.is_set() else queue.claim(self._worker, begun=begun)
        except BaseException:
            self._tasks.room.release()
            raise
        if claim is None:
            self._tasks.room.release()
            return False
        self._wake.release()  # where one page waited there may be more, for the other threads
        task = Task(claim, begun=begun)
        self._tasks.add(task)
        if not attend(task, self._prepare):
            self._tasks.end(task)
        elif self.stopping.is_set():
            give_back(task, self._tasks)
        else:
            self._ready.put(task)
        return True

    def _prepare(self, task: Task) -> bool:
        """Decode the page; False when that was all, because its result is known already."""
        claim = task.claim
        options = claim.options
        if claim.protected:
            options = replace(options, password=self._heard.of(claim.document))
        with storage.local(claim.key) as path, self._sandbox.start_page(path, claim.number, options) as job:
            task.kill = job.kill
            if task.canceled:
                return False
            task.shared = job.result()
            task.kill = None
        task.fingerprint = duplicates.fingerprint(claim, task.shared)
        known = duplicates.find(claim, task.fingerprint)
        if known is None:
            return True
        queue.finish(claim, known)
        log.info("page_known", document=claim.document, number=claim.number)
        return False


def attend(task: Task, work: Callable[[Task], bool], spent_ms: Callable[[], int] = lambda: 0) -> bool:
    """Do ``work`` on a page; when that fails, the failure becomes the page's end and the answer is False."""
    claim = task.claim
    try:
        return work(task)
    except OcrError as error:
        if not task.canceled:
            log.warning("page_error", document=claim.document, number=claim.number, code=error.code, error=str(error))
            queue.fail(claim, error, spent_ms=spent_ms())
    except FileNotFoundError:
        queue.stop(claim)  # the document was deleted under our hands
    except OperationalError as error:
        log.warning("database_away", error=str(error))  # the lease runs out, and the page is read again
    except Exception as error:
        log.exception("page_failed", document=claim.document, number=claim.number)
        queue.fail(claim, EngineFailed(f"{type(error).__name__}: {error}"), spent_ms=spent_ms())
    return False


def give_back(task: Task, tasks: Tasks) -> None:
    """Return a page to the queue, its try uncounted: this worker ends in good order."""
    queue.release(task.claim, forget=True)
    tasks.end(task)
