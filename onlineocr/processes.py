"""Facts about processes (proc(5)), a process's own kernel settings (prctl(2)), and commands of our own modules."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import socket
import sys
import time
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 15, 36, 38
_libc = ctypes.CDLL(None, use_errno=True)

_ROOT = str(Path(__file__).resolve().parents[1])

State = Literal["alive", "stopped", "dead", "elsewhere"]


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our modules by this interpreter. It imports nothing from the current folder,
    where a file ``json.py`` would take the place of Python's own module; run it in :func:`importing`."""
    return [sys.executable, "-P", "-m", module, *arguments]


def importing(environment: Mapping[str, str]) -> dict[str, str]:
    """Return ``environment`` extended so that Python finds our package, installed or not."""
    others = [folder for folder in environment.get("PYTHONPATH", "").split(os.pathsep) if folder not in {"", _ROOT}]
    return {**environment, "PYTHONPATH": os.pathsep.join([_ROOT, *others])}


def name() -> str:
    """Return ``host/pid/start`` of this process: the start time distinguishes it from a later one with the same
    number."""
    return f"{_machine()}/{os.getpid()}/{_stat(os.getpid())[1]}"


def of_this_machine() -> str:
    """Return the prefix of the names of this machine's processes."""
    return f"{_machine()}/"


def is_dead(process: str) -> bool:
    """Return whether the process ran on this machine and has ended; False when it runs elsewhere."""
    return state(process) == "dead"


def state(process: str) -> State:
    """Return the state of the process, as far as this machine can tell."""
    machine, *rest = process.rsplit("/", 2)
    if machine != _machine() or len(rest) != 2 or not rest[0].isdigit():
        return "elsewhere"
    letter, start = _stat(int(rest[0]))
    if letter in {"", "Z", "X"} or start != rest[1]:
        return "dead"
    return "stopped" if letter in {"T", "t"} else "alive"


def is_stopped(pid: int | None) -> bool:
    """Return whether the process was stopped (SIGSTOP, a debugger) and waits for SIGCONT."""
    return _fields(pid)[:1] in (["T"], ["t"])


def pid_of(pidfd: int) -> int | None:
    """Return the process id behind a descriptor of pidfd_open(2); None if the process has ended."""
    try:
        text = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    except OSError:
        return None
    found = re.search(r"^Pid:\s*(\d+)", text, re.MULTILINE)
    return int(found[1]) if found and found[1] != "0" else None


@cache
def _machine() -> str:
    """Return the host name and a number for this boot and this namespace of processes.

    Two containers may have the same host name and each a process 7.
    """
    try:
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it is no path
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    except OSError:
        namespace = boot = ""
    return f"{socket.gethostname()}-{zlib.crc32((namespace + boot).encode()):08x}"


def _stat(pid: int) -> tuple[str, str]:
    """Return state and start time in clock ticks since boot (fields 3 and 22); empty if there is no such process."""
    fields = _fields(pid)
    return (fields[0], fields[19]) if fields else ("", "")


def _fields(pid: int | None) -> list[str]:
    """Return the fields of stat from the third one on; none when there is no process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def cpu_seconds(pid: int | None) -> float:
    """Return the processor time that a process has used (fields 14 and 15 of stat); 0 if it has ended."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def resident_bytes(pid: int | None) -> int:
    """Return the resident memory of a process; 0 if it has ended."""
    return _pages(pid, 1)


def mapped_bytes() -> int:
    """Return the address space in use by this process."""
    return _pages("self", 0)


def thread_seconds() -> float:
    """Return the time that this thread has computed, or was ready to while another thread did (schedstat).

    The waiting time makes a call more expensive on a busy machine, where reading is slower to the same extent.
    """
    try:
        computed, waited, _ = Path("/proc/thread-self/schedstat").read_bytes().split()
    except (OSError, ValueError):
        return time.thread_time()
    return (int(computed) + int(waited)) / 1e9


def prctl(option: int, value: int, *more: int) -> bool:
    """Call prctl and return whether it succeeded."""
    rest = (*more, 0, 0, 0)[:3]
    return bool(_libc.prctl(option, *(ctypes.c_ulong(number) for number in (value, *rest))) == 0)


def end_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel send signal ``number`` to this process when its parent has ended."""
    prctl(PR_SET_PDEATHSIG, int(number))


def adopt_orphans(adopt: bool = True) -> None:
    """Become (or cease to be) the parent of descendants whose own parent has ended."""
    prctl(PR_SET_CHILD_SUBREAPER, int(adopt))


def call_itself(text: str) -> None:
    """Set the name of this process in process lists: at most 15 letters."""
    _libc.prctl(PR_SET_NAME, text.encode(), 0, 0, 0)


def _pages(pid: int | str | None, field: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - a zygote makes no path objects before the fork
            return int(file.read().split()[field]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0
