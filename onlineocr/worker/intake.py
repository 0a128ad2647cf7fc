"""Intake: claim and decode pages a little ahead, so that no recogniser waits for a file."""

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
from onlineocr.ocr.errors import DecoderUnavailable, EngineFailed, OcrError
from onlineocr.ocr.page import Page
from onlineocr.ocr.sandbox import Sandbox

from .loop import Loop
from .outcomes import Outcome, Outcomes
from .tasks import Claimed, Ready, Task, Tasks

log = structlog.get_logger(__name__)

_PAUSE = 2.0  # seconds after which a page goes back for which no decoder could be started
_LOOK = 1.0  # seconds between two looks into the queue without a wake-up message


class Intake(Loop):
    """A thread that claims pages, has one decoded, and passes it to the recognisers, until it is stopped.

    It claims one page for each idle recogniser, at least one; other threads decode the further ones. A page that was
    already read for this owner, by the same engines with the same options, gets its result here.
    """

    def __init__(
        self,
        number: int,
        *,
        worker: str,
        recognisers: int,
        sandbox: Sandbox,
        tasks: Tasks,
        claimed: Claimed,
        ready: Ready,
        outcomes: Outcomes,
        wake: threading.Semaphore,
        heard: Heard,
        able: Callable[[], bool],
    ) -> None:
        super().__init__(f"intake-{number}")
        self._recognisers = recognisers
        self._worker, self._sandbox, self._heard = worker, sandbox, heard
        self._tasks, self._claimed, self._ready, self._wake = tasks, claimed, ready, wake
        self._outcomes, self._able = outcomes, able

    def turn(self) -> None:
        if not self._able() or not self._next():
            self._wake.acquire(timeout=_LOOK)

    def _next(self) -> bool:
        """Take one page in; return False if none waits."""
        task = self._claimed.take() or self._claim()
        if task is None:
            return False
        outcome = self._decode(task)
        if outcome is None and not self.stopping.is_set() and self._ready.put(task):
            return True
        self._outcomes.end(task, outcome or give_back(task))
        return True

    def _decode(self, task: Task) -> Outcome | None:
        """Decode the page like :meth:`_prepare`. Put it back, uncounted, while no decoder can be started."""
        try:
            return attend(task, self._prepare)
        except DecoderUnavailable as error:
            log.warning("decoder_unavailable", **task.names, error=str(error))
            self.stopping.wait(_PAUSE)
            return give_back(task)

    def _claim(self) -> Task | None:
        """Claim pages; return the first one and leave the others to the other threads. None if none waits."""
        rooms = self._acquire_rooms()
        taken: list[claims.Claim] = []
        try:
            if not self.stopping.is_set():
                idle = self._tasks.idle(self._recognisers)
                taken = claims.claim_pages(self._worker, rooms, begun=idle)
        finally:
            for _ in range(rooms - len(taken)):
                self._tasks.room.release()
        tasks = [Task(claim) for claim in taken]
        for task in tasks:
            self._tasks.add(task)
            self._wake.release()  # there may be more pages for the other threads
        self._claimed.put(tasks[1:])
        return tasks[0] if tasks else None

    def _acquire_rooms(self) -> int:
        """Wait for room for one page, and take room for up to as many pages as there are idle recognisers."""
        self._tasks.room.acquire()
        rooms = 1
        while rooms < self._tasks.idle(self._recognisers) and self._tasks.room.acquire(blocking=False):
            rooms += 1
        return rooms

    def _prepare(self, task: Task) -> Outcome | None:
        """Decode the page; return its outcome if its result is known already, else None."""
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
            return None  # the page is read instead, which needs no database


def attend(
    task: Task, work: Callable[[Task], Outcome | None], spent_ms: Callable[[], int] = lambda: 0
) -> Outcome | None:
    """Run ``work`` on a page; if it fails, return the failure as the page's outcome.

    Raise only DecoderUnavailable, whose cause is not the page.
    """
    claim = task.claim
    try:
        return work(task)
    except Exception as error:
        if task.canceled:
            return partial(claims.stop, claim)
        if isinstance(error, DecoderUnavailable):
            raise
        if isinstance(error, FileNotFoundError):
            return partial(claims.stop, claim)  # the document was deleted meanwhile
        if is_away(error):
            log.warning("database_away", **task.names, error=str(error).strip())
            return give_back(task)
        if isinstance(error, OcrError):
            log.warning("page_error", **task.names, code=error.code, error=str(error))
            return partial(claims.fail, claim, error, spent_ms=spent_ms())
        log.exception("page_failed", **task.names)
        return partial(claims.fail, claim, EngineFailed(f"{type(error).__name__}: {error}"), spent_ms=spent_ms())


def give_back(task: Task) -> Outcome:
    """Return the outcome that puts a page back into the queue without counting the attempt."""
    return partial(claims.release, task.claim, forget=True)
