"""A slot: one recogniser, and the thread that passes it pages one after the other."""

from __future__ import annotations

import time
from functools import partial

import structlog
from django.conf import settings
from django.db import close_old_connections

from onlineocr.dberrors import is_away
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import OcrError

from .intake import attend, give_back
from .loop import Loop
from .outcomes import Outcome, Outcomes
from .pace import Pace
from .recogniser import Recogniser
from .tasks import Ready, Task, Tasks

log = structlog.get_logger(__name__)

_LOOK = 0.5  # seconds between two checks of an idle recogniser
_PING = 2.0
_RESTART = 3.0  # seconds that a recogniser may take to restart after it had worked
_PAUSE = 2.0  # seconds between two attempts to start one
_BEGIN = 0.5  # seconds between two tries to store the number of attempts


class Slot(Loop):
    """Reads decoded pages until there are no more. A page under way can be killed from another thread."""

    def __init__(self, number: int, *, ready: Ready, tasks: Tasks, outcomes: Outcomes, pace: Pace) -> None:
        super().__init__(f"slot-{number}")
        self.recogniser = Recogniser(
            settings.ENGINE,
            max_pages=settings.RECOGNISER_PAGES,
            max_rss=settings.RECOGNISER_MEMORY,
            confined=settings.RECOGNISER_CONFINED,
        )
        self.task: Task | None = None
        self.trouble = ""
        """The error with which the recogniser failed to start; empty if it did not fail."""
        self._ready, self._tasks, self._outcomes, self._pace = ready, tasks, outcomes, pace
        self._begun = self._pinged = 0.0
        self._away_since: float | None = -_RESTART  # of the recogniser; None while it runs

    @property
    def works(self) -> bool:
        """Return whether the recogniser runs, or is being restarted."""
        since = self._away_since
        return not self.trouble and (since is None or time.monotonic() - since < _RESTART)

    def run(self) -> None:
        try:
            super().run()
        finally:
            self.recogniser.close()

    def done(self) -> bool:
        return self.stopping.is_set() or self._ready.closed

    def turn(self) -> None:
        if self.recogniser.is_stopped:
            self.recogniser.close()
        if not self._warm():
            self.stopping.wait(_PAUSE)
        elif (task := self._ready.take(_LOOK)) is not None:
            self.task, self._begun = task, time.monotonic()
            try:
                outcome = attend(task, self._read, self._spent_ms)
                self._outcomes.end(task, outcome or give_back(task))
            finally:
                self.task, self._pinged = None, time.monotonic()
        elif time.monotonic() > self._pinged + _PING:
            asked = time.monotonic()
            if self.recogniser.ping():
                self._pinged = asked

    def _read(self, task: Task) -> Outcome:
        claim = task.claim
        assert task.shared is not None  # noqa: S101 - ready pages are decoded
        task.kill = self.recogniser.kill
        try:
            if task.canceled or not (claim.begun or self._begin(task)):
                return partial(claims.stop, claim) if task.canceled else give_back(task)
            page = self.recogniser.read(
                task.shared, claim.options, claim.region, claim.turned, seconds=settings.LIMITS.page_seconds
            )
        except OcrError as error:
            if self.stopping.is_set() and not error.permanent:
                return give_back(task)
            raise
        finally:
            task.kill = None
        spent = self._spent_ms()
        self._pace.add(spent)
        log.info("page", **task.names, seconds=spent / 1000)
        return partial(claims.finish, claim, page, spent_ms=spent, fingerprint=task.fingerprint)

    def _begin(self, task: Task) -> bool:
        """Count the attempt before the recogniser gets the page; return False if the page is given up."""
        while not (task.canceled or self.done()):
            try:
                return claims.begin(task.claim)
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("database_away", **task.names, error=str(error).strip())
                self.stopping.wait(_BEGIN)
                close_old_connections()
        return False

    def _spent_ms(self) -> int:
        return round(1000 * (time.monotonic() - self._begun))

    def _warm(self) -> bool:
        """Start the recogniser if it does not run; return whether it runs."""
        if not self.recogniser.runs:
            self._away_since = self._away_since or self._pinged
            try:
                self.recogniser.warm()
            except (OcrError, OSError) as error:
                self.trouble = f"{error}. Run 'onlineocr doctor'."
                log.error("recogniser", error=self.trouble)  # noqa: TRY400 - the detail is complete
                return False
            self._pinged = time.monotonic()
        self.trouble, self._away_since = "", None
        return True
