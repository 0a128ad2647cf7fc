"""The worker: slots that read, the threads around them, and the wake-up messages that they wait for."""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings

from onlineocr import processes
from onlineocr.dberrors import is_away
from onlineocr.documents.notify import doorbell
from onlineocr.documents.queue.passwords import Heard
from onlineocr.ocr.sandbox import Sandbox, SandboxWatch

from .heartbeat import Heartbeat
from .intake import Intake, give_back
from .maintenance import Maintenance
from .outcomes import Outcomes
from .pace import Pace
from .slot import Slot
from .tasks import Claimed, Ready, Tasks
from .webhooks import WebhookDispatcher

log = structlog.get_logger(__name__)

_KILL_SECONDS = 5.0
_WRITE_SECONDS = 1.0  # for writing kept outcomes when the worker ends


class ThreadEnded(RuntimeError):
    """A thread of the worker ended by itself. The process then ends, so that a new worker is started in its place."""


class Worker:
    """Runs until :meth:`stop`; then pages under way are put back, without counting the attempt."""

    def __init__(self, *, recognisers: int | None = None) -> None:
        self.name = processes.name()
        count = recognisers or settings.RECOGNISERS
        ahead = count // 2 + 1  # decoded pages that wait while every recogniser is busy
        self._sandbox = Sandbox(settings.LIMITS)
        self._wake = threading.Semaphore(0)
        self._heard = Heard()
        self._pace = Pace()
        self._stopping = threading.Event()
        self._decoders = SandboxWatch(self._sandbox, self._stopping)
        self._dispatcher = WebhookDispatcher(self.name)
        self._tasks = Tasks(count + ahead)
        self._claimed, self._ready = Claimed(), Ready()
        self._outcomes = Outcomes(self._tasks)
        self._slots = [
            Slot(number, ready=self._ready, tasks=self._tasks, outcomes=self._outcomes, pace=self._pace)
            for number in range(count)
        ]
        self._intakes = [
            Intake(
                number,
                worker=self.name,
                recognisers=count,
                sandbox=self._sandbox,
                tasks=self._tasks,
                claimed=self._claimed,
                ready=self._ready,
                outcomes=self._outcomes,
                wake=self._wake,
                heard=self._heard,
                able=lambda: any(not slot.trouble for slot in self._slots),
            )
            for number in range(ahead)
        ]
        self._heartbeat = Heartbeat(
            self.name, slots=self._slots, tasks=self._tasks, claimed=self._claimed, ready=self._ready,
            outcomes=self._outcomes, pace=self._pace, decoders=self._decoders, stopping=self._stopping,
        )  # fmt: skip
        self._maintenance = Maintenance(self._stopping)

    def run(self) -> None:
        """Work until :meth:`stop` is called from another thread or a signal handler.

        Raises :class:`ThreadEnded` if one of the threads has ended before.
        """
        self._sandbox.warm()
        threads = (
            *self._slots, *self._intakes, self._outcomes, self._heartbeat, self._dispatcher, self._maintenance,
            self._decoders,
        )  # fmt: skip
        with doorbell.Doorbell("work") as bell:
            for thread in threads:
                thread.start()
            log.info("worker_started", worker=self.name, recognisers=len(self._slots))
            while not self._stopping.is_set():
                for message in bell.wait(1.0):
                    self._heard.hear(message)
                    self._wake.release()
                ended = [thread.name for thread in threads if not thread.is_alive()]
                if ended and not self._stopping.is_set():
                    raise ThreadEnded(f"Threads ended: {', '.join(ended)}")
            self._end()

    def stop(self) -> None:
        """Request the end of the worker; callable from a signal handler."""
        self._stopping.set()
        doorbell.ring("work")  # wakes this worker too

    def _end(self) -> None:
        for intake in self._intakes:
            intake.stopping.set()
            self._wake.release()
        for task in (*self._claimed.drain(), *self._ready.close()):
            self._outcomes.end(task, give_back(task))
        grace_ends = time.monotonic() + settings.WORKER_GRACE
        while any(slot.task for slot in self._slots) and time.monotonic() < grace_ends:
            time.sleep(0.02)
        deadline = time.monotonic() + _KILL_SECONDS
        for slot in self._slots:
            slot.stopping.set()
        while any(slot.is_alive() for slot in self._slots) and time.monotonic() < deadline:
            for slot in self._slots:
                if slot.task is not None:  # repeated, as its recogniser may be about to start
                    slot.recogniser.kill()
                slot.join(timeout=0.02)
        self._dispatcher.stop(grace=max(0.0, grace_ends - time.monotonic()))
        self._outcomes.stop(grace=_WRITE_SECONDS)
        self._heartbeat.join(timeout=5)
        self._maintenance.join(timeout=5)
        self._decoders.join(timeout=5)
        self._sign_off()
        self._sandbox.close()
        log.info("worker_stopped", worker=self.name)

    def _sign_off(self) -> None:
        try:
            self._heartbeat.sign_off()
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("database_away", error=str(error).strip())  # others see that it died
