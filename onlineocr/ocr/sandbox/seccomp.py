"""The system calls that a decode child may make: for reading, memory, time and its end.

A call that is not listed fails with ENOSYS. A call that could refer to another process, its owner or its clock is
listed with arguments that refer to the child only.
"""

from __future__ import annotations

import errno
import functools
import os

from . import bpf

# name: (x86_64, aarch64; None if that machine has no such call)
_CALLS: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "lseek": (8, 62), "pread64": (17, 67), "readv": (19, 65),
    "writev": (20, 66), "preadv": (295, 69), "fstat": (5, 80), "stat": (4, None), "lstat": (6, None),
    "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None), "faccessat": (269, 48),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61), "getcwd": (79, 17),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128), "sched_yield": (24, 124),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "getrandom": (318, 278),
    "getpid": (39, 172), "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getrusage": (98, 165), "sysinfo": (99, 179), "uname": (63, 160),
    "dup": (32, 23), "exit": (60, 93), "exit_group": (231, 94), "rseq": (334, 293), "set_robust_list": (273, 99),
}  # fmt: skip
_OPEN, _OPENAT, _PRLIMIT, _FCNTL, _FUTEX = (2, None), (257, 56), (302, 261), (72, 25), (202, 98)
_GETAFFINITY, _TGKILL, _CLONE = (204, 123), (234, 131), (56, 220)
_CLOCKS = {"clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115)}

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_ASYNC
_FCNTL_COMMANDS = (0, 1, 2, 3, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: none of them makes the kernel send signals."""
_FUTEX_COMMANDS = (0, 1, 3, 4, 5, 9, 10)
"""Waits and wakes, but not priority inheritance, which refers to a thread by its id."""
_FUTEX_COMMAND_BITS = 0xFFFFFFFF & ~(128 | 256)  # without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME
_STATIC_CLOCKS = 12  # from here on, and below 0, a clock belongs to a device or to another process
_THREAD = (0x3D0F00, 0x7D0F00)  # the flags of pthread_create in glibc and musl


def possible() -> bool:
    """Return whether this kernel and machine support the filter; prepare it."""
    machine = bpf.column()
    if machine is None:
        return False
    _common(machine)
    return bpf.possible()


def confine(*, threads: bool = False) -> bool:
    """Allow only the listed calls from now on. With ``threads`` also allow new threads of this process.

    Return False if the machine or the kernel does not support the filter. This cannot be undone.
    """
    machine = bpf.column()
    return machine is not None and bpf.install(_program(machine, os.getpid(), threads=threads))


def numbers() -> frozenset[int]:
    """Return the numbers of the calls that the filter allows on this machine, some only with certain arguments."""
    machine = bpf.column() or 0
    looked_at = (_OPEN, _OPENAT, _PRLIMIT, _FCNTL, _FUTEX, _GETAFFINITY, _TGKILL, *_CLOCKS.values())
    return frozenset(
        number for call in (*_CALLS.values(), *looked_at) if (number := call[machine]) is not None
    )  # fmt: skip


def _program(machine: int, pid: int, *, threads: bool) -> bytes:
    clone = _CLONE[machine]
    # clone3 has its flags in memory, which filters cannot read. Its ENOSYS makes libc call clone.
    may_clone = bpf.allowed(clone, bpf.fits_int(0), bpf.one_of(0, _THREAD)) if threads else b""
    own = (
        bpf.allowed(_TGKILL[machine], bpf.one_of(0, (pid,))),
        bpf.allowed(_GETAFFINITY[machine], bpf.one_of(0, (0, pid))),
    )
    return b"".join([_common(machine), *own, may_clone, bpf.refuse()])


@functools.cache
def _common(machine: int) -> bytes:
    """Return the part of the filter that is the same for every process. It is built once, before the forks."""
    calls = [bpf.allowed(number) for call in _CALLS.values() if (number := call[machine]) is not None]
    opening = _OPEN[machine]
    if opening is not None:
        calls.append(bpf.allowed(opening, bpf.without(1, _WRITING, errno.EACCES)))
    calls += [bpf.allowed(call[machine], bpf.below(0, _STATIC_CLOCKS)) for call in _CLOCKS.values()]
    return b"".join([
        bpf.native_only(),
        *calls,
        bpf.allowed(_OPENAT[machine], bpf.without(2, _WRITING, errno.EACCES)),
        bpf.allowed(_PRLIMIT[machine], bpf.one_of(0, (0,))),
        bpf.allowed(_FCNTL[machine], bpf.one_of(1, _FCNTL_COMMANDS)),
        bpf.allowed(_FUTEX[machine], bpf.one_of(1, _FUTEX_COMMANDS, errno.ENOSYS, _FUTEX_COMMAND_BITS)),
    ])  # fmt: skip
