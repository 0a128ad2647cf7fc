"""The heartbeat: shows that the worker is alive, renews leases, ends canceled pages, and sweeps pages of dead
workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import structlog
from django.conf import settings

from onlineocr import processes
from onlineocr.dbclock import DatabaseNow
from onlineocr.documents.models import Worker as WorkerRow
from onlineocr.documents.queue import claims, counts
from onlineocr.documents.queue.durability import light
from onlineocr.ocr.sandbox import SandboxWatch
from onlineocr.webhooks import queue as outbox

from .intake import give_back
from .loop import Loop
from .outcomes import Outcomes
from .pace import Pace
from .slot import Slot
from .tasks import Claimed, Ready, Tasks

log = structlog.get_logger(__name__)

_LOOK = 0.4  # seconds between two checks for canceled runs
_SHOW = 1.0  # seconds between two signs of life
_COUNT = 5.0  # seconds between two writes of the counts of ended pages
_RENEW = 5.0  # seconds between two renewals of leases; a lease outlives three of them
_SWEEPERS = 8  # average number of workers that look for expired leases at each renewal
_CUT_OFF = 10.0  # seconds without a renewal after which other workers may have been cut off as well
_STILL = 60.0  # seconds that a page may be held beyond the longest reading time


class Heartbeat(Loop):
    """One thread with one database connection."""

    def __init__(
        self,
        worker: str,
        *,
        slots: Sequence[Slot],
        tasks: Tasks,
        claimed: Claimed,
        ready: Ready,
        outcomes: Outcomes,
        pace: Pace,
        decoders: SandboxWatch,
        stopping: threading.Event,
    ) -> None:
        super().__init__("heartbeat", stopping)
        self._worker, self._slots, self._tasks = worker, slots, tasks
        self._claimed, self._ready = claimed, ready
        self._outcomes, self._pace, self._decoders = outcomes, pace, decoders
        self._next_show = self._next_count = self._next_renewal = self._next_sweep = 0.0
        self._renewed: float | None = None
        self._sweep_from = 0.0

    def turn(self) -> None:
        if self.stopping.wait(_LOOK):
            return
        if all(slot.trouble for slot in self._slots):
            for task in (*self._claimed.drain(), *self._ready.drain()):  # another worker may be able to read them
                self._outcomes.end(task, give_back(task))
        self._cancel()
        if time.monotonic() >= self._next_show:
            self._next_show = time.monotonic() + _SHOW
            self._show()
            self._bury()
        if time.monotonic() >= self._next_count:
            self._next_count = time.monotonic() + _COUNT
            counts.flush()
        if time.monotonic() >= self._next_renewal:
            self._renew()
            self._next_renewal = time.monotonic() + _RENEW

    def sign_off(self) -> None:
        """Write the last counts, and delete the worker's row at its end, so that it is not reported as missing."""
        counts.flush()
        WorkerRow.objects.filter(name=self._worker).delete()

    def _cancel(self) -> None:
        held = {task.claim.token: task for task in self._tasks.all()}
        for token in claims.canceled([task.claim for task in held.values()]) if held else ():
            first = not held[token].canceled
            held[token].cancel()
            if first:
                claims.stop(held[token].claim)

    def _show(self) -> None:
        working = 0 if self._is_stuck() or self._decoders.trouble else sum(slot.works for slot in self._slots)
        row = {
            "recognisers": len(self._slots),
            "working": working,
            "trouble": self._trouble(working)[:300],
            "page_ms": self._pace.ms,
        }
        with light():  # after a power failure, earlier heartbeats are worthless
            shown = WorkerRow.objects.filter(name=self._worker).update(**row, seen_at=DatabaseNow())
        if not shown:
            WorkerRow.objects.update_or_create(name=self._worker, defaults=row | {"seen_at": DatabaseNow()})

    def _is_stuck(self) -> bool:
        return self._tasks.unmoved() > 3 * settings.LIMITS.page_seconds + settings.LIMITS.decode_seconds + _STILL

    def _trouble(self, working: int) -> str:
        if working:
            return ""
        if self._is_stuck():
            return f"No page has ended for {self._tasks.unmoved():.0f} s."
        if trouble := self._decoders.trouble:
            return f"{trouble}."
        return next((slot.trouble for slot in self._slots if slot.trouble), "The recognisers are starting.")

    def _bury(self) -> None:
        """Detect killed workers of this machine and end their leases."""
        mine = WorkerRow.objects.filter(name__startswith=processes.of_this_machine())
        for name in mine.exclude(name=self._worker).values_list("name", flat=True):
            if processes.is_dead(name):
                log.warning("worker_died", worker=name, pages=claims.abandon(name), messages=outbox.abandon(name))
                self._next_renewal = self._next_sweep = 0.0

    def _renew(self) -> None:
        """Renew the leases of all recognisers by one statement, then put pages of other workers with expired leases
        back.

        The more workers there are, the less often each of them looks for such pages. After an outage the other workers
        get time to renew their leases, too: only pages of workers known to be dead are put back then.
        """
        now = time.monotonic()
        if self._renewed is not None and now - self._renewed > _CUT_OFF:
            self._sweep_from = now + claims.LEASE.total_seconds()
        claims.renew([task.claim for task in self._tasks.all()])
        self._renewed = now
        if now >= self._next_sweep:
            claims.sweep(only_abandoned=now < self._sweep_from)
            self._next_sweep = now + _RENEW * (WorkerRow.objects.count() // _SWEEPERS)
