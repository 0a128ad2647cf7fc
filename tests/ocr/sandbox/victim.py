"""What a decode child must not reach: a process, a folder and listening sockets, and a look at their state."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from onlineocr.ocr.errors import DamagedFile
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.ocr.sandbox.forkserver import ForkServer
from tests.ocr.sandbox.orders import carrying

from .deeds import IPC_KEY, Target

_VICTIM = """
import signal, sys
def note(number, _): print(number, file=open(sys.argv[1], "a"))
for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP, 32, 33}: signal.signal(number, note)
print("ready", flush=True)
sys.stdin.read()
"""
_LIMITS = (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)
_PATCH = """
from onlineocr.ocr.sandbox import child, confine, landlock
from tests.ocr.sandbox import deeds
landlock.newest = {landlock}
if not {namespaces}: confine.leave_namespaces = lambda: False
def answer(file, order):
    return {{"error": {{"code": "damaged_file", "detail": deeds.attempt(order.chosen["password"]), "remedy": ""}}}}
child._answer = answer
"""


class Victim:
    """A process of this user that notes its signals, beside a folder and sockets."""

    def __init__(self, folder: Path) -> None:
        self._outside = folder / "outside"
        self._outside.mkdir()
        (self._outside / "secret").write_text("key")
        self._signals = folder / "signals"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _VICTIM, str(self._signals)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()
        name = f"onlineocr-{uuid4().hex}"
        self._sockets = [
            _listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            _listening(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            _listening(socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "s")),
            _listening(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{name}"),
        ]
        tcp, udp = (listening.getsockname()[1] for listening in self._sockets[:2])
        self.target = Target(self._process.pid, str(self._outside), tcp, udp, str(folder / "s"), name)

    def state(self) -> dict[str, Any]:
        """Return everything about it that a deed could change."""
        pid = self._process.pid
        if (ended := self._process.poll()) is not None:
            return {"ended": ended}
        secret = self._outside / "secret"
        reached, _, _ = select.select(self._sockets, [], [], 0)
        return {
            "ended": None,
            "signals": self._signals.exists() and self._signals.read_text(),
            "limits": [resource.prlimit(pid, what) for what in _LIMITS],
            "affinity": os.sched_getaffinity(pid),
            "scheduler": os.sched_getscheduler(pid),
            "nice": os.getpriority(os.PRIO_PROCESS, pid),
            "group": os.getpgid(pid),
            "files": {path.name: path.read_bytes() for path in self._outside.iterdir()},
            "mode": (secret.stat().st_mode, secret.stat().st_mtime_ns),
            "reached": len(reached),
            "ipc": [_has_key(Path("/proc/sysvipc") / kind) for kind in ("shm", "sem", "msg")],
        }

    def end(self) -> None:
        for listening in self._sockets:
            listening.close()
        self._process.kill()
        self._process.communicate()


@contextlib.contextmanager
def rogue(*, landlock: int, namespaces: bool) -> Iterator[Sandbox]:
    """A sandbox whose children do deeds, as on a kernel with that Landlock, with or without namespaces."""
    patch = _PATCH.format(landlock=landlock, namespaces=namespaces)

    class Rogue(ForkServer):
        boot = ForkServer.boot.replace("from onlineocr.ocr.sandbox.zygote", patch + "from onlineocr.ocr.sandbox.zygote")

    with Sandbox(Limits(decode_seconds=30, work_pixels=10_000), Rogue) as sandbox:
        yield sandbox


def told(sandbox: Sandbox, source: Path, deed: str, target: Target) -> str:
    """Tell a child to do ``deed`` where it would decode ``source``; return how it went."""
    try:
        sandbox.page(source, 1, carrying(f"{deed}\n{target.pack()}"))
    except DamagedFile as said:
        return str(said)
    raise AssertionError("the child did not do as it was told")


def _listening(family: int, kind: int, address: Any) -> socket.socket:
    listening = socket.socket(family, kind)
    listening.bind(address)
    if kind == socket.SOCK_STREAM:
        listening.listen()
    return listening


def _has_key(path: Path) -> bool:
    """Return whether a deed made this object of System V; the others of this machine come and go."""
    with contextlib.suppress(OSError):
        return any(line.split()[0] == str(IPC_KEY) for line in path.read_text().splitlines())
    return False
