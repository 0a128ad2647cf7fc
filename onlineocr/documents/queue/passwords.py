"""Passwords of PDFs on their way to the worker: sent as wake-up messages, held in memory, never stored.

The process that took the upload keeps the password for a while, and sends it again when a worker asks for it: one that
missed the message, or has restarted since. Only if both have restarted is the password lost; the document then fails
with ``pdf_encrypted`` and must be sent again.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import OrderedDict

from ..notify import doorbell

_MOST = 1000
_PATIENCE = 3.0  # seconds that a worker waits for the password
_ASK_AGAIN = 0.5


class _Known:
    """The latest thousand passwords by document. Thread-safe."""

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
        """Return the password, after waiting up to ``seconds``; empty if there is none."""
        with self._changed:
            self._changed.wait_for(lambda: document in self._passwords, seconds)
            return self._passwords.get(document, "")


class Keeper:
    """The sending side, in a process that takes uploads: sends passwords, and repeats them on request."""

    def __init__(self) -> None:
        self._known = _Known()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def tell(self, document: str, password: str) -> None:
        """Send the password of ``document`` to every worker."""
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
    """The receiving side, in a worker: the passwords received."""

    def __init__(self) -> None:
        self._known = _Known()

    def hear(self, message: str) -> None:
        """Store the password in a message; any other message is ignored."""
        if message.startswith("{"):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                told = json.loads(message)
                self._known.keep(told["document"], told["password"])

    def of(self, document: str, seconds: float = _PATIENCE) -> str:
        """Return the password of ``document``, requested if it was not received; empty if nobody answers."""
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
