"""Keep child processes running until a signal ends them all, with all their descendants.

There is one thread and no signal handler: signals are blocked and waited for, so they interrupt nothing. Children have
their own process groups, so that Ctrl-C in a terminal reaches only the supervisor, which ends them in order. The
supervisor adopts orphaned descendants (``PR_SET_CHILD_SUBREAPER``) and kills them. If the supervisor itself is killed,
the kernel ends the children (``PR_SET_PDEATHSIG``).
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from onlineocr.processes import adopt_orphans, end_with_parent, importing

STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = STOPPING | {signal.SIGCHLD}
GRACE_SECONDS = 10.0
STEADY_SECONDS = 10.0
LONGEST_PAUSE = 5.0
TRIES_BEFORE_READY = 3


class Stopped(Exception):
    """A signal requested the end."""


class GaveUp(Exception):
    """A child ended repeatedly before the service was ready. The text names it."""


@dataclass
class Child:
    """A program to run: its command, and the end of its last run.

    ``waits``: it starts once the service is ready, so that it takes no processor time from the start of the service.
    """

    name: str
    command: Sequence[str]
    waits: bool = False
    process: subprocess.Popen[bytes] | None = None
    exit_code: int = 0
    started: float = 0.0
    failures: int = 0
    due: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own modules
            self.command,
            stdin=subprocess.DEVNULL,
            env=importing(os.environ),
            process_group=0,
            preexec_fn=_prepare_child,  # noqa: PLW1509  there is one thread
        )

    def ended(self, status: int) -> None:
        """Record the end and the time of the next start: the pause doubles with each failure."""
        now = time.monotonic()
        self.exit_code = os.waitstatus_to_exitcode(status)
        if self.process:
            self.process.returncode = self.exit_code
        self.process = None
        self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
        self.due = now + min(0.5 * 2 ** (self.failures - 1), LONGEST_PAUSE)

    @property
    def outcome(self) -> str:
        if self.exit_code < 0:
            return f"was ended by signal {-self.exit_code}"
        return f"ended with exit code {self.exit_code}"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None


class Supervisor:
    """Owns the processes started through it; the end of the ``with`` block ends them all."""

    def __enter__(self) -> Supervisor:
        self._children: list[Child] = []
        self._mask = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        adopt_orphans()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        adopt_orphans(False)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def run_once(self, child: Child) -> int:
        """Run ``child`` to its end and return its exit code; :class:`Stopped` if a signal came first."""
        self._children.append(child)
        child.start()
        while child.process:
            self._wait(None)
            self._reap()
        self._children.remove(child)
        return child.exit_code

    def run(
        self,
        children: Sequence[Child],
        is_ready: Callable[[], bool],
        announce: Callable[[], None],
        report: Callable[[str], None],
    ) -> None:
        """Keep ``children`` running; call ``announce`` once ``is_ready()``.

        Ends only by :class:`Stopped`, or by :class:`GaveUp` if a child fails repeatedly before that.
        """
        self._children.extend(children)
        ready = False
        while True:
            self._start_due(child for child in children if ready or not child.waits)
            self._wait(self._pause(children) if ready else 0.05)
            for child in self._reap():
                report(f"{child.name} {child.outcome}; it is started again")
            if not ready:
                _check_patience(children)
                ready = is_ready()
                if ready:
                    announce()

    def _start_due(self, children: Iterable[Child]) -> None:
        for child in children:
            if not child.process and time.monotonic() >= child.due:
                child.start()

    def _pause(self, children: Sequence[Child]) -> float | None:
        due = [child.due - time.monotonic() for child in children if not child.process]
        return max(0.0, min(due)) if due else None

    def _wait(self, seconds: float | None) -> None:
        """Sleep until a child ends or the time is over; raise :class:`Stopped` on the other signals."""
        info = signal.sigwaitinfo(WATCHED) if seconds is None else signal.sigtimedwait(WATCHED, seconds)
        if info and info.si_signo in STOPPING:
            raise Stopped

    def _reap(self) -> list[Child]:
        """Record every process that ended; return our own children among them."""
        ended = []
        for pid, status in _reapable():
            child = next((child for child in self._children if child.pid == pid), None)
            if child:
                child.ended(status)
                _kill_group(pid)
                ended.append(child)
        if ended:
            _kill_adopted(keep={child.pid for child in self._children})
        return ended

    def _stop(self) -> None:
        """Ask every child to end; after the grace time, or at a second signal, kill the remaining ones."""
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._running():
            os.kill(child.pid or 0, signal.SIGTERM)
        with suppress(Stopped):
            while self._running() and (left := deadline - time.monotonic()) > 0:
                self._wait(left)
                self._reap()
        for child in self._running():
            _kill_group(child.pid or 0)
        while _kill_adopted(keep=set()):
            self._reap()
            time.sleep(0.01)

    def _running(self) -> list[Child]:
        return [child for child in self._children if child.process]


def _check_patience(children: Sequence[Child]) -> None:
    for child in children:
        if child.failures >= TRIES_BEFORE_READY:
            raise GaveUp(f"{child.name} ended {child.failures} times before the service was ready ({child.outcome})")


def _reapable() -> Iterator[tuple[int, int]]:
    """Yield process id and wait status of every ended child, our own or adopted."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            yield ended


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _kill_adopted(keep: set[int | None]) -> bool:
    """Kill every child process but ``keep``; return whether there was one. Adopted processes have lost their parent."""
    orphans = [pid for pid in _children_of(os.getpid()) if pid not in keep]
    for pid in orphans:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(orphans)


def _children_of(parent: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            stat = (folder / "stat").read_text()
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                yield int(folder.name)


def _prepare_child() -> None:
    """Unblock the signals, and end with the supervisor; runs in the new process."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
    end_with_parent(signal.SIGTERM)
