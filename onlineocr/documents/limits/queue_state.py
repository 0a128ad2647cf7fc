"""A snapshot of the queue: open pages of each caller, the reading speed, and the expected wait of a new page.

Callers take turns, so a new page of a caller waits for its open pages, and for as many pages of each other caller.
`watched.current` limits the database queries, however many calls use it; where a thread renews the state, it makes
none.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from onlineocr import processes

from ..queue.workers import WORKER_SEEN
from .callers import is_visitor

PAGES_A_SECOND = 1.0
"""Pace of one recogniser before its first page was measured."""
_WORKERS = {
    "sqlite": "SELECT name, recognisers, page_ms FROM documents_worker "
    "WHERE seen_at >= strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '-' || %s || ' seconds')",
    "postgresql": "SELECT name, recognisers, page_ms FROM documents_worker "
    "WHERE seen_at >= statement_timestamp() - make_interval(secs => %s)",
}
_FRESH = 0.25  # seconds
_REST = 20  # the next query waits at least so many times as long as the last one took


class _Turns:
    """Sums of min(pages, turns) over callers, fast for any number of turns."""

    def __init__(self, counts: Iterable[int]) -> None:
        self._counts = sorted(counts)
        self._sums = [0, *accumulate(self._counts)]

    def pages(self, turns: int) -> int:
        """Return the pages of all callers that are read once each caller has had ``turns`` turns."""
        below = bisect_left(self._counts, turns)
        return self._sums[below] + turns * (len(self._counts) - below)


@dataclass(frozen=True)
class QueueState:
    """``open_pages`` counts by share key. ``pace`` is in pages per second, a default if none was measured;
    ``recognisers`` counts those of all recently seen workers, ``here`` those on this machine."""

    open_pages: Mapping[str, int] = field(default_factory=dict)
    pace: float = PAGES_A_SECOND
    recognisers: int = 0
    here: int = 0

    @cached_property
    def total(self) -> int:
        """Return the number of all open pages."""
        return sum(self.open_pages.values())

    def of(self, share_key: str) -> int:
        """Return the number of open pages of ``share_key``."""
        return self.open_pages.get(share_key, 0)

    def wait(self, share_key: str) -> float:
        """Return the seconds until a new page of ``share_key`` has its turn."""
        return self._turns.pages(self.of(share_key) + 1) / self.pace  # one turn more than pages: all of its own count

    def wait_behind_visitors(self, share_key: str) -> float:
        """Return the wait for a visitor, as if only visitors had pages in the queue."""
        return self._visitors.pages(self.of(share_key) + 1) / self.pace

    @cached_property
    def _turns(self) -> _Turns:
        return _Turns(self.open_pages.values())

    @cached_property
    def _visitors(self) -> _Turns:
        return _Turns(count for share_key, count in self.open_pages.items() if is_visitor(share_key))

    def plus(self, share_key: str, pages: int) -> QueueState:
        """Return the state with ``pages`` more pages of ``share_key``."""
        return replace(self, open_pages={**self.open_pages, share_key: self.of(share_key) + pages})


def read() -> QueueState:
    """Read the current state with two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT caller, count(*) FROM documents_queueentry GROUP BY caller")
        open_pages = dict(cursor.fetchall())
        cursor.execute(_WORKERS[connection.vendor], [WORKER_SEEN.total_seconds()])
        workers = cursor.fetchall()
    pace, recognisers, here = 0.0, 0, 0
    for name, count, page_ms in workers:
        recognisers += count
        here += count if processes.state(name) != "elsewhere" else 0
        pace += 1000 * count / page_ms if page_ms else count * PAGES_A_SECOND
    return QueueState(open_pages, pace or settings.RECOGNISERS * PAGES_A_SECOND, recognisers, here)


class Watched:
    """A cache of the last state read."""

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._state = QueueState()
        self._due = 0.0
        self.renewed = False
        """Whether a thread calls :meth:`renew` continuously."""

    def current(self) -> QueueState:
        """Return a recent state: the last one while another thread reads a new one, or the database does not answer."""
        if not self.renewed:
            self.renew()
        return self._state

    def renew(self) -> None:
        """Read the state if it is older than a quarter of a second, or longer if reading takes long."""
        if time.monotonic() >= self._due and self._reading.acquire(blocking=False):
            began = time.monotonic()
            try:
                self._state = read()
            except DatabaseError:  # the call's own query will fail and be answered with the error
                self._due = time.monotonic() + 1.0
            else:
                took = time.monotonic() - began
                self._due = began + max(_FRESH, took * _REST)
            finally:
                self._reading.release()

    def forget(self) -> None:
        """Read the state anew at the next query."""
        self._due = 0.0


watched = Watched()
