"""Limits on the calls that hold a thread of this process for long, so that short calls always find a free one.

A web process has a fixed number of threads. Three kinds of calls hold one for seconds: those that wait for a document,
those whose body is being received, and those for which a file is made. Each kind has a limit with fewer slots than
there are threads. A call without a slot is refused at once, so that the health check finds a thread.
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


class Slot:
    """One slot of a limit. Any thread may give it back; giving it back twice does nothing."""

    def __init__(self, limit: ConcurrencyLimit) -> None:
        self._limit, self._lock, self.taken = limit, threading.Lock(), True
        self.leave: Callable[[float], None] | None = None
        self._began = 0.0
        self.elsewhere = 0.0
        """Processor seconds that other processes spent for the call."""

    def charged(self, leave: Callable[[float], None]) -> None:
        """Start to count the call's processor time; ``leave`` receives it at the end."""
        self.leave, self._began = leave, processes.thread_seconds()

    def free(self) -> None:
        with self._lock:
            if self.taken:
                self.taken = False
                self._limit._count(-1)  # noqa: SLF001
                if self.leave is not None:
                    self.leave(max(0.0, processes.thread_seconds() - self._began) + self.elsewhere)


class ConcurrencyLimit:
    """Slots for calls of one kind; ``setting`` names the setting with their number."""

    def __init__(self, setting: str, what: str, share: processor_share.Share | None = None) -> None:
        self._setting, self._what, self._share = setting, what, share
        self._lock = threading.Lock()
        self._mine = threading.local()
        self.taken = 0

    @property
    def slots(self) -> int:
        found: int = getattr(settings, self._setting)
        return found

    @property
    def full(self) -> bool:
        """Return whether the next call would find no slot."""
        return self.taken >= self.slots

    @contextmanager
    def slot(self) -> Iterator[bool]:
        """Yield whether a slot was free; it is held inside the context. A thread that holds one needs no second."""
        mine: Slot | None = getattr(self._mine, "slot", None)
        if mine is not None and mine.taken:
            yield True
        elif not self._count(+1):
            yield False
        else:
            slot = self._mine.slot = Slot(self)
            try:
                yield True
            finally:
                slot.free()

    @contextmanager
    def required(self, caller: str = "") -> Iterator[None]:
        """Hold a slot like :meth:`slot`; :class:`Busy` if none is free, or ``caller`` gets no share of the
        processor."""
        with self.slot() as slotted:
            if not slotted:
                raise self.refusal()
            mine: Slot = self._mine.slot
            if self._share is not None and mine.leave is None:
                self._share.enter(caller)
                mine.charged(self._share.leave)
            yield

    def turns_away(self, caller: str = "") -> Busy | None:
        """Return the error with which :meth:`required` would refuse the next call of ``caller`` at once, else None."""
        if self.full:
            return self.refusal()
        return self._share.turns_away(caller) if self._share is not None else None

    def charge(self, seconds: float) -> None:
        """Add processor time that the call of this thread spent in another process."""
        if (mine := getattr(self._mine, "slot", None)) is not None:
            mine.elsewhere += seconds

    def leave(self) -> None:
        """Give this thread's slot back before its context ends."""
        if (mine := getattr(self._mine, "slot", None)) is not None:
            mine.free()

    def refusal(self) -> Busy:
        """Return the error of a call for which there is no slot."""
        return Busy(f"The server has {self.slots} {self._what} already. Try again soon.", retry_after=RETRY_AFTER)

    def _count(self, more: int) -> bool:
        with self._lock:
            if more > 0 and self.full:
                return False
            self.taken += more
            return True


waits = ConcurrencyLimit("WAITING_CALLS", "calls that wait for their document")
uploads = ConcurrencyLimit("UPLOADS_AT_ONCE", "uploads on their way", processor_share.uploads)
exports = ConcurrencyLimit("EXPORTS_AT_ONCE", "files to make")
looks = threading.BoundedSemaphore(settings.LOOKS_AT_ONCE)
"""Slots for the inspection of uploads in a decode child: each may use up to ONLINEOCR_DECODE_MEMORY."""
