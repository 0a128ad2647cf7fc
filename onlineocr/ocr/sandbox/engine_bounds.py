"""Limits of a process that runs an engine: no network, no new file, no other process.

Engines see pixels only and are trusted more than decoders, so the filter names the refused system calls, not the
allowed ones: an engine and its libraries may read files, map memory and start threads.
"""

from __future__ import annotations

import errno
import os
import resource

from . import bpf, confine, landlock

# Calls that are refused with any arguments: name: (x86_64, aarch64; None if that machine has no such call)
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "io_uring_setup": (425, 425),
    "execve": (59, 221), "execveat": (322, 281), "unshare": (272, 97), "setns": (308, 268), "setpgid": (109, 154),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "perf_event_open": (298, 241), "bpf": (321, 280), "userfaultfd": (323, 282),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "migrate_pages": (256, 238), "move_pages": (279, 239),
    "shmget": (29, 194), "shmat": (30, 196), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "fork": (57, None), "vfork": (58, None), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
}  # fmt: skip
_CLONE, _CLONE3, _CLONE_THREAD = (56, 220), 435, 0x10000
_KILL, _TGKILL, _PRLIMIT, _SETAFFINITY = (62, 129), (234, 131), (302, 261), (203, 122)
_FCNTL, _SIGNALS = (72, 25), (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_IOCTL, _OWNERS = (16, 29), (0x8901, 0x8902, 0x5412)  # FIOSETOWN, SIOCSPGRP, TIOCSTI


def apply() -> dict[str, bool]:
    """Limit this process permanently. Return which of ``landlock`` and ``seccomp`` are active.

    Call it before threads start.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    confine.drop_capabilities()
    confine.give_up_privileges()
    held = {"landlock": landlock.write_nothing(), "seccomp": False}
    machine = bpf.column()
    if machine is not None:
        held["seccomp"] = bpf.install(_program(machine, os.getpid()))
    return held


def _program(machine: int, pid: int) -> bytes:
    refused = [number for numbers in _REFUSED.values() if (number := numbers[machine]) is not None]
    return b"".join([
        bpf.native_only(),
        *(bpf.refused(number, errno.EPERM) for number in refused),
        bpf.refused(_CLONE3, errno.ENOSYS),  # its flags are in memory, which filters cannot read; libc then calls clone
        bpf.allowed(_CLONE[machine], bpf.with_bits(0, _CLONE_THREAD)),
        bpf.allowed(_KILL[machine], bpf.one_of(0, (pid,))),
        bpf.allowed(_TGKILL[machine], bpf.one_of(0, (pid,))),
        bpf.allowed(_PRLIMIT[machine], bpf.one_of(0, (0, pid))),
        bpf.allowed(_SETAFFINITY[machine], bpf.one_of(0, (0, pid))),
        bpf.allowed(_FCNTL[machine], bpf.none_of(1, _SIGNALS)),
        bpf.allowed(_IOCTL[machine], bpf.none_of(1, _OWNERS)),
        bpf.allow(),
    ])  # fmt: skip
