"""The recent average time of a page, the basis of estimates."""

from __future__ import annotations

import threading

_WEIGHT = 0.1  # weight of the newest page: about the last ten pages count


class Pace:
    """A moving average over the pages of all slots, in milliseconds; None before the first."""

    def __init__(self, ms: float | None = None) -> None:
        self._lock = threading.Lock()
        self.ms = ms

    def add(self, ms: float) -> None:
        with self._lock:
            self.ms = ms if self.ms is None else (1 - _WEIGHT) * self.ms + _WEIGHT * ms
