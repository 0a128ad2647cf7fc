"""The parent's side of the zygote: starts it, sends orders to it, and restarts it after its death."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar

from onlineocr import processes

from ..errors import DecoderUnavailable
from . import wire

_ROOT = str(Path(__file__).resolve().parents[3])
_START_SECONDS, _END_SECONDS = 30.0, 2.0
_SEND_SECONDS = 5.0  # for an order, which a zygote at work takes in milliseconds
_LOOK_SECONDS = 0.25
_REFUSAL_SECONDS = 10.0  # for which readiness reports that a job found no decoder
STOPPED_SECONDS = 1.0
"""Seconds after which a stopped process counts as lost: a tracer or a suspended terminal may stop one for a moment."""
_BOOT = (
    "import sys\n"
    "control, parent, path = sys.argv[1:]\n"
    "sys.path[:] = path.split(chr(10))\n"
    "from onlineocr.ocr.sandbox.zygote import main\n"
    "main(int(control), int(parent))\n"
)
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}


class ForkServer:
    """Owner of one zygote. It is thread-safe. An order is a single packet, so no lock is held while a child works."""

    boot: ClassVar[str] = _BOOT

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self.protections: dict[str, bool] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped_since: float | None = None
        self._wanted = False
        self._refusal: tuple[float, str] | None = None

    def start(self) -> None:
        """Start the zygote if it is not running."""
        with self._lock:
            self._living()

    def send(self, order: bytes, descriptors: list[int]) -> socket.socket:
        """Send an order to the zygote, after a restart if it has died. Return the control socket that was used."""
        with self._lock:  # a packet is sent in microseconds; the child works outside the lock
            control = self._living()
            try:
                socket.send_fds(control, [order], descriptors)
            except OSError:
                self._end()
                control = self._living()
                socket.send_fds(control, [order], descriptors)
            return control

    def check(self) -> None:
        """Replace a zygote that has died or is stopped. Raise DecoderUnavailable while there is none at work.

        Do nothing before the first start.
        """
        self.end_if_stopped()
        with self._lock:
            if self._stopped_since is not None:
                raise DecoderUnavailable("The decoder process is stopped and will be replaced")
            if self._wanted:
                self._living()
        refusal = self._refusal
        if refusal is not None and time.monotonic() - refusal[0] < _REFUSAL_SECONDS:
            raise DecoderUnavailable(refusal[1])

    def note_refusal(self, text: str) -> None:
        """Let :meth:`check` report for a while that a job found no decoder; with an empty text no longer."""
        self._refusal = (time.monotonic(), text) if text else None

    def end_if_stopped(self) -> None:
        """End a zygote that has been stopped for a second. Its jobs then find out that they have lost it."""
        if not self._lock.acquire(blocking=False):
            return  # another thread starts or ends it
        try:
            if not processes.is_stopped(self.pid):
                self._stopped_since = None
            elif self._stopped_since is None:
                self._stopped_since = time.monotonic()
            elif time.monotonic() - self._stopped_since >= STOPPED_SECONDS:
                self._end()
        finally:
            self._lock.release()

    def _living(self) -> socket.socket:
        self._wanted = True
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._end()
            self._control = self._begin()
        return self._control

    def discard(self, control: socket.socket) -> None:
        """End the zygote behind ``control``, unless it has been replaced."""
        with self._lock:
            if control is self._control:
                self._end()

    @property
    def pid(self) -> int | None:
        """The process id of the zygote, or None if none is running."""
        process = self._process
        return process.pid if process else None

    def close(self) -> None:
        """End the zygote and all its children."""
        with self._lock:
            self._wanted = False
            self._end()

    def _begin(self) -> socket.socket:
        ourselves = os.pidfd_open(os.getpid())
        try:
            ours, theirs = wire.packets()
        except OSError:
            os.close(ourselves)
            raise
        path = "\n".join([_ROOT, *(entry for entry in sys.path if entry and entry != _ROOT)])
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, "-I", "-S", "-B", "-c", self.boot, str(theirs.fileno()), str(ourselves), path],
                stdin=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/", start_new_session=True,
                pass_fds=(theirs.fileno(), ourselves),
            )  # fmt: skip
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(ourselves)
        self._wait_until_ready(ours)
        return ours

    def _wait_until_ready(self, control: socket.socket) -> None:
        try:
            self._await_first_packet(control)
            self.protections = json.loads(control.recv(wire.STATUS_BYTES))
        except (OSError, ValueError):
            control.close()
            self._end()
            raise DecoderUnavailable("The decoder process could not start") from None
        control.settimeout(_SEND_SECONDS)

    def _await_first_packet(self, control: socket.socket) -> None:
        until = time.monotonic() + _START_SECONDS
        stopped = None
        while not select.select([control], [], [], _LOOK_SECONDS)[0]:
            now = time.monotonic()
            stopped = (stopped or now) if processes.is_stopped(self.pid) else None
            if now > until or (stopped and now - stopped >= STOPPED_SECONDS):
                raise TimeoutError

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        process, self._process = self._process, None
        self._stopped_since = None
        if process is None:
            return
        try:
            process.wait(0 if processes.is_stopped(process.pid) else _END_SECONDS)  # it ends its children first
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
