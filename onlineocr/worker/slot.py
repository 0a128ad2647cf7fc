"""A slot: one recogniser and the thread that feeds it, one page after the other."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.db.utils import OperationalError

from onlineocr.documents import queue, storage
from onlineocr.documents.passwords import Heard
from onlineocr.ocr.errors import EngineFailed, OcrError
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.sandbox import Sandbox

from .recogniser import Recogniser

log = structlog.get_logger(__name__)


class Slot(threading.Thread):
    """Claims pages and reads them until told to stop. A page under way can be killed from outside."""

    def __init__(
        self, number: int, *, worker: str, sandbox: Sandbox, limits: Limits, wake: threading.Semaphore, heard: Heard
    ) -> None:
        super().__init__(name=f"slot-{number}", daemon=True)
        self.recogniser = Recogniser(
            settings.ENGINE, max_pages=settings.RECOGNISER_PAGES, max_rss=settings.RECOGNISER_MEMORY
        )
        self.claim: queue.Claim | None = None
        self.stopping = threading.Event()
        self._worker, self._sandbox, self._limits, self._wake, self._heard = worker, sandbox, limits, wake, heard
        self._canceled = False

    def run(self) -> None:
        self._warm()
        while not self.stopping.is_set():
            close_old_connections()
            try:
                if not self.work():
                    self._wake.acquire(timeout=1.0)
            except OperationalError as error:  # the database is busy or away: the row still tells the truth
                log.warning("database_away", error=str(error))
                self.stopping.wait(1.0)
        self.recogniser.close()

    def work(self) -> bool:
        """Claim one page and see it through; False when nothing waits."""
        claim = queue.claim(self._worker)
        if claim is None:
            return False
        self._canceled, self.claim = False, claim
        started = time.monotonic()
        try:
            self._read(claim, started)
        finally:
            self.claim = None
        log.info("page", document=claim.document, number=claim.number, seconds=round(time.monotonic() - started, 3))
        return True

    def cancel(self, token: str) -> None:
        """Give up the page behind ``token`` now: its recogniser is killed."""
        claim = self.claim
        if claim is not None and claim.token == token:
            self._canceled = True
            self.recogniser.kill()

    def _read(self, claim: queue.Claim, started: float) -> None:
        options = replace(claim.options, password=self._heard.of(claim.document))
        try:
            with storage.local(claim.key) as path, self._sandbox.page(path, claim.number, options) as shared:
                left = max(0.1, self._limits.page_seconds - (time.monotonic() - started))
                page = self.recogniser.read(shared, claim.options, seconds=left)
            queue.finish(claim, page)
        except OcrError as error:
            self._failed(claim, error)
        except FileNotFoundError:
            queue.stop(claim)  # the document was deleted under our hands
        except OperationalError:
            raise
        except Exception as error:
            log.exception("page_failed", document=claim.document, number=claim.number)
            queue.fail(claim, EngineFailed(f"{type(error).__name__}: {error}"))

    def _failed(self, claim: queue.Claim, error: OcrError) -> None:
        if self._canceled:
            queue.stop(claim)
        elif self.stopping.is_set() and not error.permanent:
            queue.release(claim, forget=True)
        else:
            log.warning("page_error", document=claim.document, number=claim.number, code=error.code, error=str(error))
            queue.fail(claim, error)

    def _warm(self) -> None:
        try:
            self.recogniser.warm()
        except OcrError as error:
            log.error("recogniser", error=error.detail)  # noqa: TRY400 - the detail says it all
