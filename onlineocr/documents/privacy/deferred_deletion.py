"""Deletions that were postponed because the database accepted no writes: a thread retries them.

If the process ends first, the documents are deleted when they expire.
"""

from __future__ import annotations

import threading
import time

import structlog
from django.db import close_old_connections, connection

from onlineocr.dberrors import is_away

from ..models import Document
from . import deletion

log = structlog.get_logger(__name__)

_TRY = 1.0  # seconds between two attempts


class PutOff:
    """Documents to be deleted. The thread ends when none is left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: list[Document] = []
        self.thread: threading.Thread | None = None

    def add(self, document: Document) -> None:
        with self._lock:
            self._documents.append(document)
            if self.thread is None:
                self.thread = threading.Thread(target=self._work, name="deletions", daemon=True)
                self.thread.start()

    def _work(self) -> None:
        while document := self._next():
            time.sleep(_TRY)
            close_old_connections()
            try:
                deletion.delete(document)
            except Exception as error:
                if is_away(error):
                    continue
                log.exception("deletion", document=str(document.uid))
            with self._lock:
                self._documents.remove(document)
        connection.close()

    def _next(self) -> Document | None:
        with self._lock:
            if not self._documents:
                self.thread = None
                return None
            return self._documents[0]


put_off = PutOff()
