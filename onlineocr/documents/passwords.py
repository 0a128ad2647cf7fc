"""Passwords of PDFs on their way to the worker: told by the bell, held in memory, never written down.

A worker that was not there to hear, or has started anew since, does not know it: the document then fails with
``pdf_encrypted``, and is to be sent again.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict

from . import doorbell

_MOST = 1000
_ON_ITS_WAY = 2.0  # seconds; the page can be claimed before the bell has told the password


def tell(document: str, password: str) -> None:
    """Let every worker know the password of ``document``."""
    if password:
        doorbell.ring("work", json.dumps({"document": document, "password": password}))


class Heard:
    """The passwords that this worker was told, the latest thousand. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._known: OrderedDict[str, str] = OrderedDict()

    def hear(self, message: str) -> None:
        """Take in what a bell said; anything but a password is passed over."""
        if not message.startswith("{"):
            return
        told = json.loads(message)
        with self._lock:
            self._known[told["document"]] = told["password"]
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
            self._lock.notify_all()

    def of(self, document: str, seconds: float = _ON_ITS_WAY) -> str:
        """The password of ``document``, waited for as long as it may be on its way; empty when none was heard."""
        end = time.monotonic() + seconds
        with self._lock:
            while document not in self._known and (left := end - time.monotonic()) > 0:
                self._lock.wait(left)
            return self._known.get(document, "")
