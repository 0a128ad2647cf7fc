"""The worker: slots that read, a bell that wakes them, a heartbeat that keeps their leases, a sweep, a courier."""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.db.utils import OperationalError
from django.utils import timezone

from onlineocr.documents import doorbell, queue
from onlineocr.documents.models import Worker as WorkerRow
from onlineocr.documents.passwords import Heard
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.webhooks import queue as outbox

from . import identity
from .chores import Chores
from .intake import Intake, give_back
from .pace import Pace
from .slot import Slot
from .tasks import Ready, Tasks
from .webhooks import Courier

log = structlog.get_logger(__name__)

_BEAT = 5.0  # seconds between two heartbeats; a lease outlives three of them
_KILL_SECONDS = 5.0
_LOOK = 0.4  # seconds between two looks for canceled runs


class Worker:
    """Runs until :meth:`stop`; then pages under way are given back uncounted."""

    def __init__(self, *, recognisers: int | None = None) -> None:
        self.name = identity.name()
        count = recognisers or settings.RECOGNISERS
        ahead = count // 2 + 1  # pages that wait decoded while every recogniser is busy
        self._sandbox = Sandbox(settings.LIMITS)
        self._wake = threading.Semaphore(0)
        self._heard = Heard()
        self._pace = Pace()
        self._stopping = threading.Event()
        self._courier = Courier(self.name)
        self._tasks = Tasks(count + ahead)
        self._ready = Ready()
        self._intakes = [
            Intake(
                number,
                worker=self.name,
                recognisers=count,
                sandbox=self._sandbox,
                tasks=self._tasks,
                ready=self._ready,
                wake=self._wake,
                heard=self._heard,
            )
            for number in range(ahead)
        ]
        self._slots = [Slot(number, ready=self._ready, tasks=self._tasks, pace=self._pace) for number in range(count)]

    def run(self) -> None:
        """Work until :meth:`stop` is called from another thread or a signal handler."""
        self._sandbox.warm()
        with doorbell.Doorbell("work") as bell:
            for thread in (*self._slots, *self._intakes):
                thread.start()
            keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
            keeper.start()
            self._courier.start()
            chores = Chores(self._stopping)
            chores.start()
            log.info("worker_started", worker=self.name, recognisers=len(self._slots))
            while not self._stopping.is_set():
                for message in bell.wait(1.0):
                    self._heard.hear(message)
                    self._wake.release()
            self._end(keeper)
            chores.join(timeout=5)

    def stop(self) -> None:
        """Ask to end; callable from a signal handler."""
        self._stopping.set()
        doorbell.ring("work")  # wakes our own bell too

    def _end(self, keeper: threading.Thread) -> None:
        for intake in self._intakes:
            intake.stopping.set()
            self._wake.release()
        for task in self._ready.close():
            give_back(task, self._tasks)
        grace_ends = time.monotonic() + settings.WORKER_GRACE
        while any(slot.task for slot in self._slots) and time.monotonic() < grace_ends:
            time.sleep(0.02)
        deadline = time.monotonic() + _KILL_SECONDS
        for slot in self._slots:
            slot.stopping.set()
        while any(slot.is_alive() for slot in self._slots) and time.monotonic() < deadline:
            for slot in self._slots:
                if slot.task is not None:  # again and again: its recogniser may be about to start
                    slot.recogniser.kill()
                slot.join(timeout=0.02)
        keeper.join(timeout=5)
        self._courier.stop(grace=max(0.0, grace_ends - time.monotonic()))
        WorkerRow.objects.filter(name=self.name).delete()
        self._sandbox.close()
        log.info("worker_stopped", worker=self.name)

    def _keep(self) -> None:
        """Heartbeat, cancel and sweep, in one thread with one database connection."""
        next_beat = 0.0
        while not self._stopping.wait(_LOOK):
            close_old_connections()
            try:
                self._cancel()
                if time.monotonic() >= next_beat:
                    next_beat = time.monotonic() + _BEAT
                    self._beat()
            except OperationalError as error:
                log.warning("database_away", error=str(error))

    def _cancel(self) -> None:
        held = {task.claim.token: task for task in self._tasks.all()}
        for token in queue.canceled(held.keys()) if held else ():
            first = not held[token].canceled
            held[token].cancel()
            if first:
                queue.stop(held[token].claim)

    def _beat(self) -> None:
        WorkerRow.objects.update_or_create(
            name=self.name,
            defaults={"recognisers": len(self._slots), "seen_at": timezone.now(), "page_ms": self._pace.ms},
        )
        queue.renew([task.claim.token for task in self._tasks.all()])
        for row in WorkerRow.objects.exclude(name=self.name):
            if identity.is_dead(row.name):
                log.warning(
                    "worker_died", worker=row.name, pages=queue.abandon(row.name), messages=outbox.abandon(row.name)
                )
        queue.sweep()
