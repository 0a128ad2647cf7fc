"""Wait for a change of a document, by reading its row at each wake-up message."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from django.db import close_old_connections

from onlineocr.dberrors import is_away

from . import doorbell

_LOOK_AGAIN = 1.0  # seconds between two looks without a message, as one may be lost


class Waiters:
    """One listener and one thread for all waiting calls of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: defaultdict[str, set[threading.Event]] = defaultdict(set)
        self._thread: threading.Thread | None = None
        self._stopped = False

    def stop(self) -> None:
        """End every wait and let none begin, before the process ends."""
        with self._lock:
            self._stopped = True
            for event in (event for events in self._events.values() for event in events):
                event.set()

    @property
    def stopped(self) -> bool:
        """Return whether the process is about to end."""
        return self._stopped

    def wait_until(self, document: str, done: Callable[[], bool], seconds: float) -> bool:
        """Call ``done`` now, at each message for ``document`` and once a second; return its last answer after
        ``seconds``."""
        end = time.monotonic() + seconds
        event = self._register(document)
        try:
            while not _ask(done, last=time.monotonic() >= end):
                left = end - time.monotonic()
                if left <= 0 or self._stopped:
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
            try:
                messages = bell.wait(60.0)
            except OSError:
                time.sleep(_LOOK_AGAIN)
                continue
            for document in messages:
                with self._lock:
                    for event in self._events.get(document, ()):
                        event.set()


def _ask(done: Callable[[], bool], *, last: bool) -> bool:
    """Call ``done``; while the database is unavailable return False, but raise if this is the ``last`` call."""
    try:
        return done()
    except Exception as error:
        if last or not is_away(error):
            raise
        close_old_connections()
        return False


waiters = Waiters()
