"""How many calls may hold a thread of this process for long, so that short calls always find one.

A web process has a fixed number of threads. Three kinds of calls hold one for seconds: those that wait for a document,
those whose body is on its way, and those for whom a file is made. Each kind has a room with fewer seats than there are
threads. Whoever finds no seat is told so at once, instead of standing in the way of the health check.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from onlineocr import processes

from . import processor_share
from .errors import Busy

RETRY_AFTER = 2.0  # seconds


class Seat:
    """One of a room's seats, taken; given back once, by whichever thread."""

    def __init__(self, room: Room) -> None:
        self._room, self._lock, self.taken = room, threading.Lock(), True
        self.leave: Callable[[float], None] | None = None
        self._began = 0.0
        self.elsewhere = 0.0
        """Seconds that the call kept other processes at work."""

    def charged(self, leave: Callable[[float], None]) -> None:
        """From now on the call's processor time counts; ``leave`` gets it at the end."""
        self.leave, self._began = leave, processes.thread_seconds()

    def free(self) -> None:
        with self._lock:
            if self.taken:
                self.taken = False
                self._room._count(-1)  # noqa: SLF001
                if self.leave is not None:
                    self.leave(max(0.0, processes.thread_seconds() - self._began) + self.elsewhere)


class Room:
    """Seats for calls of one kind; ``setting`` names how many there are."""

    def __init__(self, setting: str, what: str, share: processor_share.Share | None = None) -> None:
        self._setting, self._what, self._share = setting, what, share
        self._lock = threading.Lock()
        self._mine = threading.local()
        self.taken = 0

    @property
    def seats(self) -> int:
        found: int = getattr(settings, self._setting)
        return found

    @property
    def full(self) -> bool:
        """Whether the next one would find no seat."""
        return self.taken >= self.seats

    @contextmanager
    def seat(self) -> Iterator[bool]:
        """Whether there is a seat; it is kept as long as the context lasts. A thread that has one needs no second."""
        mine: Seat | None = getattr(self._mine, "seat", None)
        if mine is not None and mine.taken:
            yield True
        elif not self._count(+1):
            yield False
        else:
            seat = self._mine.seat = Seat(self)
            try:
                yield True
            finally:
                seat.free()

    @contextmanager
    def required(self, caller: str = "") -> Iterator[None]:
        """As :meth:`seat`; :class:`Busy` when there is none, or no share of the processor for ``caller``."""
        with self.seat() as seated:
            if not seated:
                raise self.refusal()
            mine: Seat = self._mine.seat
            if self._share is not None and mine.leave is None:
                self._share.enter(caller)
                mine.charged(self._share.leave)
            yield

    def turns_away(self, caller: str = "") -> Busy | None:
        """Why :meth:`required` would refuse the next call of ``caller`` at once."""
        if self.full:
            return self.refusal()
        return self._share.turns_away(caller) if self._share is not None else None

    def charge(self, seconds: float) -> None:
        """Add processor time that the call of this thread spent in another process."""
        if (mine := getattr(self._mine, "seat", None)) is not None:
            mine.elsewhere += seconds

    def leave(self) -> None:
        """Give this thread's seat back before its context ends."""
        if (mine := getattr(self._mine, "seat", None)) is not None:
            mine.free()

    def refusal(self) -> Busy:
        """What those hear for whom there is no seat."""
        return Busy(f"The server has {self.seats} {self._what} already. Try again soon.", retry_after=RETRY_AFTER)

    def _count(self, more: int) -> bool:
        with self._lock:
            if more > 0 and self.full:
                return False
            self.taken += more
            return True


waits = Room("WAITING_CALLS", "calls that wait for their document")
uploads = Room("UPLOADS_AT_ONCE", "uploads on their way", processor_share.uploads)
exports = Room("EXPORTS_AT_ONCE", "files to make")
looks = threading.BoundedSemaphore(settings.LOOKS_AT_ONCE)
"""Who looks into an uploaded file in a decode child: each may take memory up to ONLINEOCR_DECODE_MEMORY."""
