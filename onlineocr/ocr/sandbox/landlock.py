"""The files that the zygote and its children may open: fonts and the decoders' own code, for reading.

By Landlock (Documentation/userspace-api/landlock.rst of Linux, 5.13 and later), which needs no privilege.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every machine
_VERSION = 1
_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_TCP, _ALL_SCOPES = 0b11, 0b11


def version() -> int:
    """What the kernel knows of Landlock; 0 for nothing."""
    return max(0, int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))))


def confine(readable: Iterable[str]) -> bool:
    """From now on open files below ``readable`` only, to read; no TCP; no signals out of here.

    Needs no_new_privs. False where the kernel cannot. Cannot be undone; children inherit it.
    """
    known = version()
    if not known:
        return False
    rules = struct.pack("QQQ", (1 << _FILE_RIGHTS.get(known, 16)) - 1, _ALL_TCP, _ALL_SCOPES)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = int(_libc.syscall(_CREATE, rules, ctypes.c_size_t(size), ctypes.c_uint32(0)))
    if ruleset < 0:
        return False
    try:
        for place in readable:
            _allow(ruleset, place)
        return bool(_libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, place: str) -> None:
    try:
        descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what does not exist needs no permission
    rights = _READ_FILE | _READ_DIR if stat.S_ISDIR(os.fstat(descriptor).st_mode) else _READ_FILE
    rule = struct.pack("=Qi", rights, descriptor)
    _libc.syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0))
    os.close(descriptor)
