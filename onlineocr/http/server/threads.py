"""The threads that run the application."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from onlineocr.http.writing import may_write

PROBES = ("/healthz", "/readyz")
_KEPT = 8  # threads reserved for reading calls, while all writing ones wait for a lock of the database


class Threads:
    """Threads for all requests, and one more for each probe: a probe is answered even if many calls wait."""

    def __init__(self, count: int) -> None:
        self._common = _pool(count)
        self._writing = _Bounded(self._common, max(1, count - _KEPT))
        self._probes = {path: _pool(1) for path in PROBES}

    def add_task(self, channel: Any) -> None:
        """Run the first request of ``channel`` as soon as a thread is free."""
        request = channel.requests[0]
        writes = may_write(request.command, request.headers.get("AUTHORIZATION", ""))
        common = self._writing if writes else self._common
        self._probes.get(request.path, common).add_task(channel)

    def shutdown(self) -> None:
        """Cancel requests that have no thread yet. Busy threads end with the process."""
        for pool in (self._common, *self._probes.values()):
            pool.shutdown(timeout=0)


class _Bounded:
    """A part of a pool: ``most`` tasks at once, and the others in a queue."""

    def __init__(self, pool: ThreadedTaskDispatcher, most: int) -> None:
        self._pool, self._free = pool, most
        self._line: deque[Any] = deque()
        self._lock = threading.Lock()

    def add_task(self, channel: Any) -> None:
        with self._lock:
            if not self._free:
                self._line.append(channel)
                return
            self._free -= 1
        self._pool.add_task(_Turn(self, channel))

    def done(self) -> None:
        """Start the next task of the queue."""
        with self._lock:
            if not self._line:
                self._free += 1
                return
            channel = self._line.popleft()
        self._pool.add_task(_Turn(self, channel))


class _Turn:
    """A task that starts the next one when it ends."""

    def __init__(self, bounded: _Bounded, channel: Any) -> None:
        self._bounded, self._channel = bounded, channel

    def service(self) -> None:
        try:
            self._channel.service()
        finally:
            self._bounded.done()

    def cancel(self) -> None:
        self._channel.cancel()


def _pool(count: int) -> ThreadedTaskDispatcher:
    pool = ThreadedTaskDispatcher()
    pool.set_thread_count(count)
    return pool
