"""A process that has loaded the decoders and forks a child for every job. It parses no file itself.

:class:`~.box.Sandbox` starts it with a minimal environment and one socket. It has one thread, so that a
fork is safe, and ends as soon as its parent ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from onlineocr import processes

from ..decode import warm
from . import child, confine, landlock, seccomp, wire

SPARE, AT_WORK = "decode-spare", "decode"
"""Names of a child in the list of processes: while it waits for an order, and while it works on one."""


@dataclass(slots=True)
class _Running:
    """A child. Its end is reported to the socket ``status``. A spare child gets its order by the socket ``orders``."""

    pid: int
    pidfd: int
    status: socket.socket | None = None
    orders: socket.socket | None = None


class Zygote:
    """The main loop: receives orders, forks children and reports their ends."""

    def __init__(self, control: socket.socket, parent: int) -> None:
        self._control = control
        self._poll = select.poll()
        self._running: dict[int, _Running] = {}
        self._spare: socket.socket | None = None
        self._parent = parent
        self._mapped = processes.mapped_bytes()

    def serve(self) -> None:
        """Work until the parent closes its socket or dies."""
        self._poll.register(self._control, select.POLLIN)
        self._poll.register(self._parent, select.POLLIN)
        self._control.send(wire.pack(_shut_in()))
        self._keep_spare()
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._parent:
                    return
                if descriptor != self._control.fileno():
                    self._reap(self._running.pop(descriptor))
                elif not self._take():
                    return
                else:
                    self._keep_spare()

    def _take(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, wire.ORDER_BYTES, wire.MOST_DESCRIPTORS)
        if not data:
            return False
        try:
            self._start(data, descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _start(self, data: bytes, descriptors: list[int]) -> None:
        try:
            running = self._hand_to_spare(data, descriptors) or self._fork_for(data, descriptors)
        except OSError:
            _report(socket.socket(fileno=os.dup(descriptors[3])), wire.End(wire.NO_CHILD, 0))
            return
        running.status = socket.socket(fileno=os.dup(descriptors[3]))
        with contextlib.suppress(OSError):
            socket.send_fds(running.status, [b"started"], [running.pidfd])

    def _fork_for(self, data: bytes, descriptors: list[int]) -> _Running:
        mapped = self._mapped
        return self._fork(_childs(descriptors), lambda: _work(data, mapped))

    def _fork(self, kept: list[int], work: Callable[[], None]) -> _Running:
        """Fork a child that calls ``work`` and ends. ``kept`` are the descriptors that it needs."""
        pid = os.fork()
        if pid == 0:
            _become_child(kept, work)
        running = _Running(pid, os.pidfd_open(pid))
        self._running[running.pidfd] = running
        self._poll.register(running.pidfd, select.POLLIN)
        return running

    def _keep_spare(self) -> None:
        """Fork a spare child in advance, so that the next order need not wait for the fork."""
        if self._spare is None:
            ours, theirs = wire.packets()
            mapped = self._mapped
            with theirs, contextlib.suppress(OSError):
                running = self._fork([theirs.fileno()], lambda: _await_work(mapped))
                running.orders = self._spare = ours

    def _hand_to_spare(self, data: bytes, descriptors: list[int]) -> _Running | None:
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        running = next((one for one in self._running.values() if one.orders is spare), None)
        with spare:
            try:
                socket.send_fds(spare, [data], _childs(descriptors))
            except OSError:  # it was killed
                return None
        return running

    def _reap(self, ended: _Running) -> None:
        self._poll.unregister(ended.pidfd)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(ended.pid, signal.SIGKILL)
        _, status, usage = os.wait4(ended.pid, 0)
        if ended.status is not None:
            code, processor = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
            _report(ended.status, wire.End(code, usage.ru_maxrss * 1024, processor))
        elif ended.orders is self._spare:
            self._spare = None
        os.close(ended.pidfd)

    def kill_all(self) -> None:
        """End every child and wait for it."""
        for running in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGKILL)
            os.waitpid(running.pid, 0)


def _childs(descriptors: list[int]) -> list[int]:
    """Return the descriptors for the child, in its order: all except the socket that reports its end."""
    return descriptors[:3] + descriptors[4:]


def _report(status: socket.socket, end: wire.End) -> None:
    with status, contextlib.suppress(OSError):
        status.send(wire.pack(asdict(end)))


def _become_child(kept: list[int], work: Callable[[], None]) -> None:
    """Turn this fork into a child, call ``work`` and exit without a return.

    ``kept`` become the descriptors from ``child.SOURCE`` on; all others are closed.
    """
    try:
        gc.disable()
        confine.die_with_parent(_ZYGOTE)
        os.setsid()
        _place(kept)
        work()
        os._exit(0)
    except MemoryError:
        os._exit(wire.NO_MEMORY)
    except BaseException:  # noqa: BLE001 - after any error this process must not continue as a second zygote
        os._exit(wire.MISTAKE)


def _place(descriptors: list[int]) -> None:
    first_free = child.SOURCE + len(descriptors)
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, first_free) for descriptor in descriptors]
    for index, descriptor in enumerate(moved):
        os.dup2(descriptor, child.SOURCE + index)
    confine.close_all_but(first_free)


def _await_work(mapped: int) -> None:
    """Wait, as a spare child, for the order on the first descriptor. Return if the zygote closes its end."""
    processes.call_itself(SPARE)
    orders = socket.socket(fileno=child.SOURCE)
    data, descriptors, _, _ = socket.recv_fds(orders, wire.ORDER_BYTES, wire.MOST_DESCRIPTORS)
    orders.detach()
    if data:
        _place(descriptors)
        _work(data, mapped)


def _work(data: bytes, mapped: int) -> None:
    processes.call_itself(AT_WORK)
    child.run(wire.Order.unpack(data), mapped)


_ZYGOTE = 0


def main(descriptor: int, parent: int) -> None:
    global _ZYGOTE  # noqa: PLW0603 - this module runs as one process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ZYGOTE = os.getpid()
    warm.up()
    zygote = Zygote(socket.socket(fileno=descriptor), parent)
    try:
        zygote.serve()
    finally:
        zygote.kill_all()
        os._exit(0)


def _shut_in() -> dict[str, bool]:
    """Restrict this process and every child: no network, no files except fonts and code, no output."""
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    os.close(silence)
    gc.freeze()  # garbage collection in a child would copy memory pages without benefit
    protections = {"namespaces": confine.leave_namespaces()}
    confine.drop_capabilities()
    confine.give_up_privileges()
    return protections | {"landlock": landlock.confine(confine.readable_places()), "seccomp": seccomp.possible()}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
