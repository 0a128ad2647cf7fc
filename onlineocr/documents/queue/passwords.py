"""Passwords of PDFs on their way to the worker: told by the bell, held in memory, never written down.

The process that took the upload keeps the password for a while, and tells it again when a worker asks: one that was
not there to hear, or has started anew since. Only when both have started anew is it lost; the document then fails
with ``pdf_encrypted``, and is to be sent again.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import OrderedDict

from ..notify import doorbell

_MOST = 1000
_PATIENCE = 3.0  # seconds that a worker waits for the answer to its question
_ASK_AGAIN = 0.5


class _Known:
    """The latest thousand passwords by their documents. Any thread may ask."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._passwords: OrderedDict[str, str] = OrderedDict()

    def keep(self, document: str, password: str) -> None:
        with self._changed:
            self._passwords[document] = password
            while len(self._passwords) > _MOST:
                self._passwords.popitem(last=False)
            self._changed.notify_all()

    def get(self, document: str, seconds: float = 0.0) -> str:
        """The password, waited for at most so long; empty when there is none."""
        with self._changed:
            self._changed.wait_for(lambda: document in self._passwords, seconds)
            return self._passwords.get(document, "")


class Keeper:
    """Of the process that takes uploads: tells passwords, and tells them again to whoever asks."""

    def __init__(self) -> None:
        self._known = _Known()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def tell(self, document: str, password: str) -> None:
        """Let every worker know the password of ``document``."""
        if password:
            self._known.keep(document, password)
            self._listen()
            _say(document, password)

    def _listen(self) -> None:
        with self._lock:
            if self._thread is None:
                bell = doorbell.Doorbell("secret").__enter__()
                self._thread = threading.Thread(target=self._answer, args=(bell,), name="passwords", daemon=True)
                self._thread.start()

    def _answer(self, bell: doorbell.Doorbell) -> None:
        while True:
            try:
                for document in bell.wait(60.0):
                    if password := self._known.get(document):
                        _say(document, password)
            except OSError:
                time.sleep(_ASK_AGAIN)


class Heard:
    """Of a worker: the passwords that it was told."""

    def __init__(self) -> None:
        self._known = _Known()

    def hear(self, message: str) -> None:
        """Take in what a bell said; anything but a password is passed over."""
        if message.startswith("{"):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                told = json.loads(message)
                self._known.keep(told["document"], told["password"])

    def of(self, document: str, seconds: float = _PATIENCE) -> str:
        """The password of ``document``, asked for when it was not heard; empty when nobody answers."""
        end = time.monotonic() + seconds
        while not (password := self._known.get(document)):
            left = end - time.monotonic()
            if left <= 0:
                return ""
            doorbell.ring("secret", document)
            if password := self._known.get(document, min(left, _ASK_AGAIN)):
                return password
        return password


def _say(document: str, password: str) -> None:
    doorbell.ring("work", json.dumps({"document": document, "password": password}))


keeper = Keeper()
