"""Pages held by this worker: claimed, being decoded, waiting for a recogniser, being read."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from onlineocr.documents.queue.claims import Claim
from onlineocr.ocr.sandbox import SharedImage


@dataclass(eq=False, slots=True)
class Task:
    """One claimed page. ``shared`` is its picture once it is decoded; ``kill`` ends the process that works on it
    now."""

    claim: Claim
    shared: SharedImage | None = None
    fingerprint: str = ""
    canceled: bool = False
    kill: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def names(self) -> dict[str, Any]:
        """Return the page's document and number for the log."""
        return {"document": self.claim.document, "number": self.claim.number}

    def cancel(self) -> None:
        """Give the page up. Any thread may call this repeatedly: the child may be about to start."""
        self.canceled = True
        if (kill := self.kill) is not None:
            kill()

    def close(self) -> None:
        if self.shared is not None:
            self.shared.close()


class Tasks:
    """Every page that this worker holds, from claim to end. ``room`` limits their number."""

    def __init__(self, most: int) -> None:
        self.room = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._held: set[Task] = set()
        self._moved = time.monotonic()

    def idle(self, recognisers: int) -> int:
        """Return how many of ``recognisers`` are idle and have no page on its way to them."""
        with self._lock:
            return max(0, recognisers - len(self._held))

    def add(self, task: Task) -> None:
        with self._lock:
            self._held.add(task)
            self._moved = time.monotonic()

    def end(self, task: Task) -> None:
        """Remove a page that is no longer held, which makes room for another. Call it once for each :meth:`add`."""
        with self._lock:
            self._held.remove(task)
            self._moved = time.monotonic()
        task.close()
        self.room.release()

    def unmoved(self) -> float:
        """Return the seconds since a page was added or removed, while there are pages; else 0."""
        with self._lock:
            return time.monotonic() - self._moved if self._held else 0.0

    def all(self) -> list[Task]:
        with self._lock:
            return list(self._held)


class Claimed:
    """Pages that were claimed together with another one and are not being decoded yet."""

    def __init__(self) -> None:
        self._tasks: deque[Task] = deque()

    def put(self, tasks: Iterable[Task]) -> None:
        self._tasks.extend(tasks)

    def take(self) -> Task | None:
        """Return the page that was claimed first; None if there is none."""
        try:
            return self._tasks.popleft()
        except IndexError:
            return None

    def drain(self) -> list[Task]:
        """Remove and return all of them."""
        return list(iter(self.take, None))


class Ready:
    """Decoded pages that wait for a recogniser: interactive ones first, then in the order of arrival."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._heap: list[tuple[int, int, Task]] = []
        self._order = itertools.count()
        self.closed = False

    def put(self, task: Task) -> bool:
        """Add a page; return False after :meth:`close`."""
        with self._condition:
            if not self.closed:
                heapq.heappush(self._heap, (task.claim.priority, next(self._order), task))
                self._condition.notify()
            return not self.closed

    def take(self, seconds: float | None = None) -> Task | None:
        """Return the next page; None after :meth:`close`, or if none has come in ``seconds``."""
        with self._condition:
            self._condition.wait_for(lambda: self._heap or self.closed, seconds)
            return heapq.heappop(self._heap)[2] if self._heap else None

    def drain(self) -> list[Task]:
        """Remove and return all waiting pages."""
        with self._condition:
            left, self._heap = [task for *_, task in self._heap], []
            return left

    def close(self) -> list[Task]:
        """Return the waiting pages, and none to any later :meth:`take`."""
        with self._condition:
            self.closed = True
            left, self._heap = [task for *_, task in self._heap], []
            self._condition.notify_all()
            return left
