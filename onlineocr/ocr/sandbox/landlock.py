"""The files that processes may open: the zygote and its children may read fonts and the decoders' own code. An engine's
process may read every file, and write none.

The rules use Landlock (Documentation/userspace-api/landlock.rst of Linux, 5.13 and later), which needs no privilege.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable, Mapping

_libc = ctypes.CDLL(None, use_errno=True)
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every machine
_VERSION = 1
_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _DEVICE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 15
_HARMLESS = _EXECUTE | _READ_FILE | _READ_DIR | _DEVICE
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_TCP, _ALL_SCOPES = 0b11, 0b11
newest = 1000
"""Highest version that this module uses. Tests lower it to simulate an older kernel; 0 means no Landlock."""


def version() -> int:
    """Return the version of Landlock that the kernel has, at most :data:`newest`; 0 for none."""
    has = int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION)))
    return max(0, min(has, newest))


def confine(readable: Iterable[str]) -> bool:
    """Restrict this process to reading files below ``readable``, without TCP and without signals to other processes.

    It needs no_new_privs. Return False if the kernel does not support it. This cannot be undone; children inherit it.
    """
    return _restrict(_every_right(), dict.fromkeys(readable, _READ_FILE | _READ_DIR))


def write_nothing() -> bool:
    """Forbid this process to create, change and remove files, to use TCP and to signal other processes.

    Otherwise it works like :func:`confine`.
    """
    return _restrict(_every_right() & ~_HARMLESS, {os.devnull: _WRITE_FILE})


def _every_right() -> int:
    return (1 << _FILE_RIGHTS.get(version(), 16)) - 1


def _restrict(rights: int, allowed: Mapping[str, int]) -> bool:
    known = version()
    if not known:
        return False
    rules = struct.pack("QQQ", rights, _ALL_TCP, _ALL_SCOPES)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = int(_libc.syscall(_CREATE, rules, ctypes.c_size_t(size), ctypes.c_uint32(0)))
    if ruleset < 0:
        return False
    try:
        for place, access in allowed.items():
            _allow(ruleset, place, access)
        return bool(_libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, place: str, access: int) -> None:
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a missing path needs no permission
    rights = access if stat.S_ISDIR(os.fstat(descriptor).st_mode) else access & ~_READ_DIR
    rule = struct.pack("=Qi", rights, descriptor)
    _libc.syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0))
    os.close(descriptor)
