"""The parent's connection to one child: waits for it, reads its answer, kills it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import threading
import time

from onlineocr import processes

from ..errors import DecoderCrashed, DecoderUnavailable, DecodeTimeout
from . import wire
from .forkserver import STOPPED_SECONDS, ForkServer

_START_SECONDS = 5.0
_LOOK_SECONDS = 0.25  # between two checks of processes that do not answer
_PIECE = 64 * 1024


class ProcessLost(Exception):
    """A process that worked on the order is lost, through no fault of the file."""


class ZygoteLost(ProcessLost):
    """The zygote died, and the child with it."""


class ChildStopped(ProcessLost):
    """The child was stopped from outside. It has been killed."""


class Link:
    """One order and the child that works on it."""

    def __init__(self, forkserver: ForkServer, order: wire.Order, descriptors: list[int]) -> None:
        self._forkserver = forkserver
        self._seconds = order.limits.decode_seconds
        self._stopped_since: float | None = None
        self._lock = threading.Lock()
        self._pidfd: int | None = None
        self._killed = False
        self._end: wire.End | None = None
        self._data = bytearray()
        self._status, their_status = wire.packets()
        try:
            self._answer, theirs = os.pipe2(os.O_CLOEXEC)
        except OSError:
            self._status.close()
            their_status.close()
            raise
        os.set_blocking(self._answer, False)
        try:
            source, canvas, *layers = descriptors if len(descriptors) > 1 else descriptors * 2
            passed = [source, canvas, theirs, their_status.fileno(), *layers]
            self.control = forkserver.send(order.pack(), passed)
            self._deadline = time.monotonic() + self._seconds
        except BaseException:
            self.close()
            raise
        finally:
            os.close(theirs)
            their_status.close()

    def wait(self, timeout: float | None, *, to_its_end: bool = True) -> tuple[bytes, wire.End]:
        """Return the answer and how the child ended. Without ``to_its_end`` return as soon as the answer is complete.

        Raise TimeoutError after ``timeout`` seconds, :class:`DecodeTimeout` at the child's own deadline (it
        is killed then), and :class:`ProcessLost`.
        """
        until = self._deadline if timeout is None else min(self._deadline, time.monotonic() + timeout)
        poll = select.poll()
        poll.register(self._answer, select.POLLIN)
        poll.register(self._status, select.POLLIN)
        while self._end is None:
            left = max(0, until - time.monotonic())
            ready = dict(poll.poll(min(left, _LOOK_SECONDS) * 1000))
            if not ready:
                self._check_processes()
            if not ready and time.monotonic() >= until:
                self._too_late()
            if self._answer in ready and not self._read():
                poll.unregister(self._answer)
                if not to_its_end and self._data.endswith(b"}"):
                    self._end = wire.End(0, 0)  # the actual end does not matter any more
                    break
            if self._status.fileno() in ready:
                self._hear()
        while self._read():
            pass
        return bytes(self._data), self._end

    def _too_late(self) -> None:
        if time.monotonic() < self._deadline:
            raise TimeoutError
        if not self._data:
            self.kill()
            raise DecoderUnavailable(f"No decoder process has begun to read the file within {self._seconds:g} seconds")
        self.kill()
        if self._stopped_since is not None:
            raise ChildStopped
        raise DecodeTimeout(f"Decoding took longer than {self._seconds:g} seconds")

    def _check_processes(self) -> None:
        """End a zygote or a child that is stopped: it would otherwise use up the file's time."""
        self._forkserver.end_if_stopped()
        if self._pidfd is None or not processes.is_stopped(processes.pid_of(self._pidfd)):
            self._stopped_since = None
        elif self._stopped_since is None:
            self._stopped_since = time.monotonic()
        elif time.monotonic() - self._stopped_since >= STOPPED_SECONDS:
            self.kill()
            raise ChildStopped

    def _read(self) -> bool:
        """Read the available part of the answer. Return False if there is none, or at its end."""
        try:
            piece = os.read(self._answer, _PIECE)
        except BlockingIOError:
            return False
        self._data += piece
        if len(self._data) > wire.ANSWER_BYTES:
            self.kill()
            raise DecoderCrashed("The decoder's answer has no end")
        return bool(piece)

    def _hear(self) -> None:
        """Read one packet from the zygote."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._status, wire.STATUS_BYTES, 1)
        except OSError:
            data, descriptors = b"", []
        if descriptors:
            with self._lock:
                self._pidfd = descriptors[0]
            if self._killed:
                self.kill()
        elif data:
            self._end = wire.End(**json.loads(data))
        else:
            raise ZygoteLost

    def kill(self) -> None:
        """Send SIGKILL now, or as soon as the child is known. Any thread may call it."""
        self._killed = True
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Close all descriptors and kill a child that still works. A second call does nothing."""
        if self._answer < 0:
            return
        if self._end is None and hasattr(self, "control"):
            self._kill_surely()
        with self._lock:
            pidfd, self._pidfd = self._pidfd, None
        if pidfd is not None:
            os.close(pidfd)
        os.close(self._answer)
        self._answer = -1
        self._status.close()

    def _kill_surely(self) -> None:
        self._status.settimeout(_START_SECONDS)
        with contextlib.suppress(ZygoteLost):
            if self._pidfd is None:
                self._hear()
        self.kill()
