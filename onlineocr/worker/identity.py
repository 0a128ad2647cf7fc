"""Who a worker is, and whether the one of that name still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def name() -> str:
    """``host/pid/start``: the start time tells a process from a later one that was given its number."""
    return f"{socket.gethostname()}/{os.getpid()}/{_start(os.getpid())}"


def is_dead(worker: str) -> bool:
    """Whether the worker ran on this machine and is gone; False when it is elsewhere and nobody can tell."""
    host, _, rest = worker.rpartition("/")[0].rpartition("/")[0], "", worker.split("/")[-2:]
    if host != socket.gethostname() or len(rest) != 2 or not rest[0].isdigit():
        return False
    return _start(int(rest[0])) != rest[1]


def _start(pid: int) -> str:
    """Start time of a process in clock ticks since boot (proc(5), field 22); empty when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
