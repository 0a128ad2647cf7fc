"""The pace of a client's transfer."""

from __future__ import annotations


class Pace:
    """Count of the transferred bytes in consecutive windows of time.

    A client that stalls is detected after one window at the earliest and two at the latest.
    """

    def __init__(self, seconds: float, least: int) -> None:
        self._seconds, self._least = seconds, least * seconds
        self._since = 0.0
        self._moved = 0.0

    def restart(self, now: float) -> None:
        """Start a window at ``now``."""
        self._since, self._moved = now, 0.0

    def moved(self, size: int) -> None:
        """Count ``size`` bytes."""
        self._moved += size

    def too_slow(self, now: float) -> bool:
        """Return whether a window with too few bytes has ended at ``now``; if one has ended, start the next one."""
        if now - self._since < self._seconds:
            return False
        slow = self._moved < self._least
        self.restart(now)
        return slow
