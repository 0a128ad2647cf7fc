"""Names for processes, and whether the process of such a name still runs."""

from __future__ import annotations

import os
import socket
import zlib
from functools import cache
from pathlib import Path
from typing import Literal

State = Literal["alive", "stopped", "dead", "elsewhere"]


def name() -> str:
    """Return ``host/pid/start`` of this process: the start time tells it from a later one with the same number."""
    return f"{_machine()}/{os.getpid()}/{_stat(os.getpid())[1]}"


def of_this_machine() -> str:
    """Return how the names of this machine's processes begin."""
    return f"{_machine()}/"


def is_dead(process: str) -> bool:
    """Return whether the process ran on this machine and has ended; False when it runs elsewhere."""
    return state(process) == "dead"


def state(process: str) -> State:
    """Return how the process is, as far as this machine can tell."""
    machine, *rest = process.rsplit("/", 2)
    if machine != _machine() or len(rest) != 2 or not rest[0].isdigit():
        return "elsewhere"
    letter, start = _stat(int(rest[0]))
    if letter in {"", "Z", "X"} or start != rest[1]:
        return "dead"
    return "stopped" if letter in {"T", "t"} else "alive"


@cache
def _machine() -> str:
    """The host name and a number for this boot and this namespace of processes.

    Two containers may have the same host name and each a process 7.
    """
    try:
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it is no path
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    except OSError:
        namespace = boot = ""
    return f"{socket.gethostname()}-{zlib.crc32((namespace + boot).encode()):08x}"


def _stat(pid: int) -> tuple[str, str]:
    """State and start time in clock ticks since boot (proc(5), fields 3 and 22); empty when there is no process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "", ""
    fields = stat.rpartition(")")[2].split()
    return fields[0], fields[19]
