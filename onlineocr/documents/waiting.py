"""Wait until a document moves on, by looking at its row whenever a bell rings."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from . import doorbell

_LOOK_AGAIN = 1.0  # seconds between two looks when no bell rings: a ring may be lost


class Waiters:
    """One bell and one listening thread for all waiting calls of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: defaultdict[str, set[threading.Event]] = defaultdict(set)
        self._thread: threading.Thread | None = None

    def wait_until(self, document: str, done: Callable[[], bool], seconds: float) -> bool:
        """Ask ``done`` now, at each ring for ``document`` and once a second; its last answer after ``seconds``."""
        end = time.monotonic() + seconds
        event = self._register(document)
        try:
            while not done():
                left = end - time.monotonic()
                if left <= 0:
                    return False
                event.wait(min(left, _LOOK_AGAIN))
                event.clear()
            return True
        finally:
            self._forget(document, event)

    def _register(self, document: str) -> threading.Event:
        event = threading.Event()
        with self._lock:
            self._events[document].add(event)
            if self._thread is None:
                bell = doorbell.Doorbell("change").__enter__()
                self._thread = threading.Thread(target=self._listen, args=(bell,), name="waiters", daemon=True)
                self._thread.start()
        return event

    def _forget(self, document: str, event: threading.Event) -> None:
        with self._lock:
            self._events[document].discard(event)
            if not self._events[document]:
                del self._events[document]

    def _listen(self, bell: doorbell.Doorbell) -> None:
        while True:
            for document in bell.wait(60.0):
                with self._lock:
                    for event in self._events.get(document, ()):
                        event.set()


waiters = Waiters()
