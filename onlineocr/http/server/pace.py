"""How fast a client moves its bytes."""

from __future__ import annotations


class Pace:
    """Bytes that were moved in one window of time after the other.

    A client that stops is noticed after one window at the earliest and two at the latest.
    """

    def __init__(self, seconds: float, least: int) -> None:
        self._seconds, self._least = seconds, least * seconds
        self._since = 0.0
        self._moved = 0.0

    def restart(self, now: float) -> None:
        """Begin a window at ``now``."""
        self._since, self._moved = now, 0.0

    def moved(self, size: int) -> None:
        """Count ``size`` bytes."""
        self._moved += size

    def too_slow(self, now: float) -> bool:
        """Return whether a window has ended at ``now`` in which too few bytes were moved. Begin the next one then."""
        if now - self._since < self._seconds:
            return False
        slow = self._moved < self._least
        self.restart(now)
        return slow
