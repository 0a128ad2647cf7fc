"""Pages in this worker's hands: claimed, being decoded, waiting for a recogniser, being read."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from onlineocr.documents.queue import Claim
from onlineocr.ocr.sandbox import SharedImage


@dataclass(eq=False, slots=True)
class Task:
    """One claimed page. ``shared`` is its picture once it is decoded; ``kill`` ends whatever works at it now.

    ``begun``: its attempt was counted when it was claimed.
    """

    claim: Claim
    shared: SharedImage | None = None
    fingerprint: str = ""
    begun: bool = False
    canceled: bool = False
    kill: Callable[[], None] | None = field(default=None, repr=False)

    def cancel(self) -> None:
        """Give the page up. Any thread may ask, again and again: the child may be about to start."""
        self.canceled = True
        if (kill := self.kill) is not None:
            kill()

    def close(self) -> None:
        if self.shared is not None:
            self.shared.close()


class Tasks:
    """Every page that this worker holds, from claim to end. ``room`` bounds how many there are."""

    def __init__(self, most: int) -> None:
        self.room = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._held: set[Task] = set()

    def idle(self, recognisers: int) -> bool:
        """Whether one of so many recognisers has nothing to do, nor will have."""
        with self._lock:
            return len(self._held) < recognisers

    def add(self, task: Task) -> None:
        with self._lock:
            self._held.add(task)

    def end(self, task: Task) -> None:
        """The page is no longer ours; there is room for another. Once for each :meth:`add`."""
        with self._lock:
            self._held.remove(task)
        task.close()
        self.room.release()

    def all(self) -> list[Task]:
        with self._lock:
            return list(self._held)


class Ready:
    """Decoded pages that wait for a recogniser: interactive ones first, then in the order they came."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._heap: list[tuple[int, int, Task]] = []
        self._order = itertools.count()
        self._closed = False

    def put(self, task: Task) -> None:
        with self._condition:
            heapq.heappush(self._heap, (task.claim.priority, next(self._order), task))
            self._condition.notify()

    def take(self) -> Task | None:
        """The next page, waited for; None after :meth:`close`."""
        with self._condition:
            while not self._heap and not self._closed:
                self._condition.wait()
            return None if self._closed else heapq.heappop(self._heap)[2]

    def close(self) -> list[Task]:
        """Nothing more is handed out; the pages that still waited."""
        with self._condition:
            self._closed = True
            left, self._heap = [task for *_, task in self._heap], []
            self._condition.notify_all()
            return left
