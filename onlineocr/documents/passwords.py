"""Passwords of PDFs on their way to the worker: told by the bell, held in memory, never written down.

A worker that was not there to hear, or has started anew since, does not know it: the document then fails with
``pdf_encrypted``, and is to be sent again.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict

from . import doorbell

_MOST = 1000


def tell(document: str, password: str) -> None:
    """Let every worker know the password of ``document``, before there is a page to claim."""
    if password:
        doorbell.ring("work", json.dumps({"document": document, "password": password}))


class Heard:
    """The passwords that this worker was told, the latest thousand. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
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

    def of(self, document: str) -> str:
        """The password of ``document``; empty when there is none, or none was heard."""
        with self._lock:
            return self._known.get(document, "")
