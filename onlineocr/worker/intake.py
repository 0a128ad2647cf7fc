"""Intake: pages are claimed and decoded a little ahead, so that no recogniser waits for a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from onlineocr.dberrors import is_away
from onlineocr.documents.files import storage
from onlineocr.documents.queue import claims, reuse
from onlineocr.documents.queue.passwords import Heard
from onlineocr.ocr.errors import EngineFailed, OcrError
from onlineocr.ocr.page import Page
from onlineocr.ocr.sandbox import Sandbox

from .loop import Loop
from .outcomes import Outcome, Outcomes
from .tasks import Ready, Task, Tasks

log = structlog.get_logger(__name__)

_LOOK = 1.0  # seconds between two looks into the queue when nobody rings


class Intake(Loop):
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
        outcomes: Outcomes,
        wake: threading.Semaphore,
        heard: Heard,
        able: Callable[[], bool],
    ) -> None:
        super().__init__(f"intake-{number}")
        self._recognisers = recognisers
        self._worker, self._sandbox, self._heard = worker, sandbox, heard
        self._tasks, self._ready, self._wake = tasks, ready, wake
        self._outcomes, self._able = outcomes, able

    def turn(self) -> None:
        if not self._able() or not self._next():
            self._wake.acquire(timeout=_LOOK)

    def _next(self) -> bool:
        """Take one page in; False when nothing waits."""
        self._tasks.room.acquire()
        try:
            begun = self._tasks.idle(self._recognisers)
            claim = None if self.stopping.is_set() else claims.claim(self._worker, begun=begun)
        except BaseException:
            self._tasks.room.release()
            raise
        if claim is None:
            self._tasks.room.release()
            return False
        self._wake.release()  # where one page waited there may be more, for the other threads
        task = Task(claim, begun=begun)
        self._tasks.add(task)
        outcome = attend(task, self._prepare)
        if outcome is None and not self.stopping.is_set() and self._ready.put(task):
            return True
        self._outcomes.end(task, outcome or give_back(task))
        return True

    def _prepare(self, task: Task) -> Outcome | None:
        """Decode the page; its outcome when that was all, because its result is known already."""
        claim = task.claim
        options = claim.options
        if claim.protected:
            options = replace(options, password=self._heard.of(claim.document))
        with storage.local(claim.key) as path, self._sandbox.start_page(path, claim.number, options) as job:
            task.kill = job.kill
            if task.canceled:
                return partial(claims.stop, claim)
            task.shared = job.result()
            task.kill = None
        known = self._known(task)
        if known is None:
            return None
        log.info("page_known", **task.names)
        return partial(claims.finish, claim, known)

    def _known(self, task: Task) -> Page | None:
        assert task.shared is not None  # noqa: S101 - it was decoded
        try:
            task.fingerprint = reuse.fingerprint(task.claim, task.shared)
            return reuse.find(task.claim, task.fingerprint)
        except Exception as error:
            if not is_away(error):
                raise
            return None  # it is read, that needs no database


def attend(
    task: Task, work: Callable[[Task], Outcome | None], spent_ms: Callable[[], int] = lambda: 0
) -> Outcome | None:
    """Do ``work`` on a page; when that fails, the failure becomes the page's outcome. Does not raise."""
    claim = task.claim
    try:
        return work(task)
    except Exception as error:
        if task.canceled:
            return partial(claims.stop, claim)
        if isinstance(error, FileNotFoundError):
            return partial(claims.stop, claim)  # the document was deleted under our hands
        if is_away(error):
            log.warning("database_away", **task.names, error=str(error).strip())
            return give_back(task)
        if isinstance(error, OcrError):
            log.warning("page_error", **task.names, code=error.code, error=str(error))
            return partial(claims.fail, claim, error, spent_ms=spent_ms())
        log.exception("page_failed", **task.names)
        return partial(claims.fail, claim, EngineFailed(f"{type(error).__name__}: {error}"), spent_ms=spent_ms())


def give_back(task: Task) -> Outcome:
    """Return the outcome that puts a page back into the queue, its try uncounted."""
    return partial(claims.release, task.claim, forget=True)
