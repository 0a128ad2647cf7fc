"""The system calls that a decode child may make: reading, memory, time, and the end. No other one.

A filter in classic BPF, as Documentation/userspace-api/seccomp_filter.rst of Linux describes it. What is
not listed answers ENOSYS, which libraries know how to live with; nothing is killed for asking.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_PR_GET_SECCOMP, _PR_SET_SECCOMP, _MODE_FILTER = 21, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# name: (x86_64, aarch64; None where that machine has no such call)
_CALLS: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "lseek": (8, 62), "pread64": (17, 67), "readv": (19, 65),
    "writev": (20, 66), "preadv": (295, 69), "fstat": (5, 80), "stat": (4, None), "lstat": (6, None),
    "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61), "getcwd": (79, 17),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "futex": (202, 98), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169), "getrandom": (318, 278),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getrusage": (98, 165), "prlimit64": (302, 261), "sysinfo": (99, 179), "uname": (63, 160),
    "dup": (32, 23), "fcntl": (72, 25), "exit": (60, 93), "exit_group": (231, 94), "rseq": (334, 293),
    "set_robust_list": (273, 99),
}  # fmt: skip
_OPEN = (2, None)
_OPENAT = (257, 56)
_TGKILL = (234, 131)
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


def possible() -> bool:
    """Whether this kernel and machine can keep the filter."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    _listed(*machine)
    refused = _libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, None, 0, 0) != 0
    return refused and ctypes.get_errno() == errno.EFAULT  # it looked for the program that we did not give


def confine() -> bool:
    """From now on this process makes listed calls only; False where that is not possible. Cannot be undone."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    program = _program(*machine, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    described = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, described, 0, 0) == 0)


def _program(arch: int, column: int, pid: int) -> bytes:
    own_signals = _if_same(_TGKILL[column], 0, pid)
    return _listed(arch, column) + b"".join([*own_signals, _step(_RETURN, _ERRNO | errno.ENOSYS)])


@functools.cache
def _listed(arch: int, column: int) -> bytes:
    """All that is the same for every process; made once, before the forks."""
    refuse = _step(_RETURN, _ERRNO | errno.ENOSYS)
    allow = _step(_RETURN, _ALLOW)
    steps = [_step(_LOAD, _ARCH), _step(_EQUAL, arch, 1, 0), refuse, _step(_LOAD, _NUMBER)]
    if column == 0:
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), refuse]  # the x32 calls have the same arch
    for calls in _CALLS.values():
        if (number := calls[column]) is not None:
            steps += [_step(_EQUAL, number, 0, 1), allow]
    return b"".join([*steps, *_if_clear(_OPEN[column], 1, _WRITING), *_if_clear(_OPENAT[column], 2, _WRITING)])


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


def _if_clear(number: int | None, argument: int, bits: int) -> list[bytes]:
    """Allow call ``number`` when none of ``bits`` is set in its ``argument``."""
    if number is None:
        return []
    return [
        _step(_EQUAL, number, 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT + 8 * argument),
        _step(_ANY_BIT, bits, 1, 0),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _ERRNO | errno.EACCES),
    ]


def _if_same(number: int | None, argument: int, value: int) -> list[bytes]:
    """Allow call ``number`` when its ``argument`` is ``value``."""
    if number is None:
        return []
    return [
        _step(_EQUAL, number, 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT + 8 * argument),
        _step(_EQUAL, value, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _ERRNO | errno.EPERM),
    ]
