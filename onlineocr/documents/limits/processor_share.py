"""Limit the processor time spent on receiving uploads, so that the recognisers of this machine get the rest.

While enough pages wait to keep the recognisers busy, uploads together get a share of the machine. Each call is charged
the time that it computed or was ready to compute, and the next one begins when the share has paid for it. Some calls
wait for that in a line, in which callers take turns. A call that finds the line full is refused at once, which costs
almost nothing. While few pages wait, the recognisers have spare time and there is no limit.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.conf import settings

from .errors import Busy
from .queue_state import watched

LINE = 16
"""Maximum number of calls in the line of one process."""
PATIENCE = 8.0
"""Longest wait of a call in the line, in seconds."""
_BURST = 1.0  # seconds of all cores that may be saved or owed, so that slow calls do not cause refusals for minutes
_RESERVE = 3.0  # seconds of work for the recognisers that count as enough
_LONGEST_WAIT = 15.0  # seconds of Retry-After; by then the line has moved
_COST = 0.03  # seconds of processor time, before an upload was measured
_WEIGHT = 0.1  # of the newest upload in the mean
_LOOK = 0.25  # seconds between two checks of the queue


class Share:
    """A share of the machine's processor time. ``plenty`` returns whether the recognisers have enough pages, given the
    number of calls under way and of calls begun since the start."""

    def __init__(self, *, plenty: Callable[[int, int], bool], cores: int | None = None) -> None:
        self._plenty = plenty
        self._cores = cores or len(os.sched_getaffinity(0))
        self._condition = threading.Condition()
        self._saved = self._most = _BURST * self._cores
        self._at = time.monotonic()
        self._cost = _COST
        self._line: list[Place] = []
        self._served: Counter[str] = Counter()
        self._inside = self._begun = 0

    def enter(self, caller: str) -> None:
        """Wait until the call may begin; :class:`Busy` if the line is full or does not move. Call `leave` at the
        end."""
        plenty = self._plenty(self._inside, self._begun)
        with self._condition:
            if not plenty or (not self._line and self._level() > 0):
                self._begin()
                return
            self._join(caller)

    def turns_away(self, caller: str) -> Busy | None:
        """Return the error with which :meth:`enter` would refuse the next call of ``caller`` at once, else None."""
        plenty = self._plenty(self._inside, self._begun)
        with self._condition:
            return self._busy() if plenty and not self._has_place(caller) else None

    def leave(self, spent: float) -> None:
        """Charge the ended call with ``spent`` seconds, measured by `thread_seconds`."""
        with self._condition:
            self._inside -= 1
            self._saved += self._cost - spent  # the mean was taken when it began
            self._cost += _WEIGHT * (spent - self._cost)
            self._condition.notify_all()

    def forgive(self) -> None:
        """Reset the processor time charged so far."""
        with self._condition:
            self._saved, self._at = self._most, time.monotonic()

    def _join(self, caller: str) -> None:
        if not self._has_place(caller):
            raise self._busy()
        place = Place(caller)
        self._line.append(place)
        try:
            self._stand(place)
            self._served[caller] += 1
            self._begin()
        finally:
            self._line.remove(place)
            if not self._line:
                self._served.clear()
            self._condition.notify_all()

    def _has_place(self, caller: str) -> bool:
        return len(self._line) < LINE and sum(place.caller == caller for place in self._line) < LINE // 2

    def _stand(self, place: Place) -> None:
        """Wait for the turn of ``place``; the caller with the fewest turns goes first."""
        end = time.monotonic() + PATIENCE
        while self._level() <= 0 or min(self._line, key=lambda one: self._served[one.caller]) is not place:
            if time.monotonic() >= end:
                raise self._busy()
            self._condition.wait(min(_LOOK, max(0.01, -self._level() / self._rate)))

    def _begin(self) -> None:
        self._inside += 1
        self._begun += 1
        self._saved = self._level() - self._cost

    def _level(self) -> float:
        now = time.monotonic()
        self._saved = min(self._most, max(-self._most, self._saved) + (now - self._at) * self._rate)
        self._at = now
        return self._saved

    @property
    def _rate(self) -> float:
        return float(settings.UPLOAD_SHARE) / 100 * self._cores

    def _busy(self) -> Busy:
        wait = min(_LONGEST_WAIT, (len(self._line) * self._cost - self._saved) / self._rate)
        text = "The server takes in as many uploads as it can while it reads the pages that wait. Try again soon."
        return Busy(text, retry_after=max(1.0, wait))


class Place:
    """One call in the line."""

    def __init__(self, caller: str) -> None:
        self.caller = caller


class Backlog:
    """Checks whether the recognisers of this machine have enough pages."""

    def __init__(self) -> None:
        self._state: object = None
        self._counted = 0

    def plenty(self, inside: int, begun: int) -> bool:
        """Return whether the waiting pages, and the calls not counted in them yet, keep the recognisers busy."""
        state = watched.current()
        if state is not self._state:
            self._state, self._counted = state, begun - inside
        if not state.here:  # they compute elsewhere
            return False
        return state.total + begun - self._counted >= max(3 * state.here, state.pace * _RESERVE)


uploads = Share(plenty=Backlog().plenty)
