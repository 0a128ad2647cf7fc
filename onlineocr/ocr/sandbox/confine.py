"""Privileges that a process gives up before it reads untrusted bytes."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import resource
import signal
import struct
import sys

from onlineocr.processes import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, end_with_parent, prctl

from ..limits import Limits

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET, _CLONE_NEWIPC, _CLONE_NEWUSER = 0x40000000, 0x08000000, 0x10000000
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
_RANDOM = "/dev/urandom"  # qpdf needs it for protected documents
OPEN_FILES = 64
_TASKS, _TASKS_OF_USER = 5, 8192
"""Limit of tasks for a child with threads: in a user namespace of its own, or of all its user's tasks without one. The
decoder of HEIC starts one thread. A superuser's tasks are not counted."""


def leave_namespaces() -> bool:
    """Leave the host's network and System V memory. Return False if the kernel or the container forbids it."""
    user, group = os.geteuid(), os.getegid()
    left = bool(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)
    if left:
        _keep_names(user, group)
    return left


def _keep_names(user: int, group: int) -> None:
    """Map the ids to themselves in the new user namespace. Unmapped, a child could not enter one of its own."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
            file.write(text)


def count_own_tasks() -> bool:
    """Enter a user namespace in which this process is the first one. Return False if that is forbidden."""
    alone = bool(_libc.unshare(_CLONE_NEWUSER) == 0)
    drop_capabilities()
    end_with_parent()
    return alone


def drop_capabilities() -> None:
    """Drop all capabilities, so that a superuser's process is like any other process of the same owner."""
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _libc.capset(header, bytes(24))


def readable_places() -> list[str]:
    """Return the folders of fonts and of code that a decoder may load later."""
    modules = (sys.modules.get(name) for name in ("os", "PIL", "numpy", "pypdfium2", "pypdfium2_raw", "pillow_heif"))
    code = (os.path.dirname(module.__file__) for module in modules if module and module.__file__)  # noqa: PTH120
    return [*_FONTS, _RANDOM, *code, *_loaded_late()]


def _loaded_late() -> list[str]:
    """Return the folders of the code for searchable PDFs, which is too large to be loaded for every child."""
    found = importlib.util.find_spec("pikepdf")
    ours = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    return [ours, os.path.dirname(os.path.dirname(found.origin))] if found and found.origin else [ours]  # noqa: PTH120


def die_with_parent(parent: int) -> None:
    """Let this process end when the process ``parent`` ends, even if it has just ended."""
    end_with_parent()
    if os.getppid() != parent:
        os._exit(1)


def close_all_but(count: int) -> None:
    """Close every descriptor from ``count`` on."""
    os.closerange(count, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def bound(
    limits: Limits, already_mapped: int, source_bytes: int, output_bytes: int = 0, *, threads: bool = False
) -> None:
    """Set hard limits, which this process cannot raise again.

    ``decode_memory`` is the memory that the child adds to the zygote's and to the mapped source. A file that the child
    received open may grow to ``output_bytes``. With ``threads`` it may start a few threads.
    """
    tasks = 0 if not threads else _TASKS if count_own_tasks() else _TASKS_OF_USER
    seconds = max(1, int(limits.decode_seconds + 0.999))
    for what, most in (
        (resource.RLIMIT_AS, already_mapped + source_bytes + limits.decode_memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, tasks),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _, hard = resource.getrlimit(what)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (value, value))
    signal.setitimer(signal.ITIMER_REAL, limits.decode_seconds + 1)  # in case the parent does not kill it


def give_up_privileges() -> None:
    """Exclude privileges by set-user-id programs, and access to this process by other processes."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_DUMPABLE, 0)
