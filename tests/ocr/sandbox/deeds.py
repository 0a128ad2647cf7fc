# ruff: noqa: ARG005, PTH101, PTH102, PTH104, PTH108, PTH211
"""Deeds of a decode child that its file has taken over: each tries to reach something outside.

A deed raises OSError when it is refused and returns when it had its way. ``Target`` names what it aims at.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass

libc = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() == "aarch64"
SOURCE, CANVAS, ANSWER = 3, 4, 5
IPC_KEY = 0x4F4352


@dataclass(frozen=True)
class Target:
    """A process of the same user, a folder that it may write to, and sockets that listen."""

    pid: int
    folder: str
    tcp: int
    udp: int
    unix: str
    abstract: str

    def pack(self) -> str:
        return json.dumps(asdict(self))


def call(number: int, *arguments: object) -> int:
    """Make a system call that libc has no name for."""
    result = int(libc.syscall(ctypes.c_long(number), *[a if a is None else _long(a) for a in arguments]))
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def _long(value: object) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value


def named(name: str, *arguments: object) -> int:
    """Call a function of libc."""
    result = int(getattr(libc, name)(*arguments))
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def _own_signals(target: Target, command: int, value: object) -> None:
    """Have the kernel send SIGKILL to the target when the parent reads from the pipe."""
    named("fcntl", ANSWER, command, value)
    named("fcntl", ANSWER, 10, signal.SIGKILL)  # F_SETSIG
    named("fcntl", ANSWER, 4, os.O_WRONLY | os.O_ASYNC)  # F_SETFL


def _owner(target: Target) -> None:
    _own_signals(target, 8, target.pid)  # F_SETOWN


def _owner_ex(target: Target) -> None:
    _own_signals(target, 15, ctypes.byref((ctypes.c_int * 2)(1, target.pid)))  # F_SETOWN_EX, F_OWNER_PID


def _limit(what: int) -> Callable[[Target], None]:
    def deed(target: Target) -> None:
        resource.prlimit(target.pid, what, (1, 1))

    return deed


def _connect(family: int, kind: int, address: Callable[[Target], object]) -> Callable[[Target], None]:
    def deed(target: Target) -> None:
        with socket.socket(family, kind) as link:
            link.settimeout(1)
            link.connect(address(target))  # type: ignore[arg-type]
            link.send(b"out")

    return deed


def _memory(name: str) -> Callable[[Target], None]:
    def deed(target: Target) -> None:
        text = ctypes.create_string_buffer(8)
        vector = (ctypes.c_void_p * 2)(ctypes.addressof(text), 8)
        named(name, target.pid, vector, ctypes.c_ulong(1), vector, ctypes.c_ulong(1), ctypes.c_ulong(0))

    return deed


def _fork(_: Target) -> None:
    if os.fork() == 0:
        os._exit(0)


def _io_uring(_: Target) -> None:
    call(425, 4, ctypes.create_string_buffer(120))


def _perf(target: Target) -> None:
    attributes = ctypes.create_string_buffer(128)
    attributes[4] = 128
    call(241 if ARM else 298, attributes, target.pid, -1, -1, 0)


def _mapped_out(_: Target) -> None:
    """A memory file of one's own would outlive the bounds on memory."""
    os.ftruncate(os.memfd_create("hoard"), 2**20)


DEEDS: dict[str, Callable[[Target], None]] = {
    # signals
    "kill": lambda t: os.kill(t.pid, signal.SIGKILL),
    "kill the group": lambda t: os.killpg(os.getpgid(0), signal.SIGTERM),
    "kill everybody": lambda _: os.kill(-1, signal.SIGTERM),
    "tgkill": lambda t: call(131 if ARM else 234, t.pid, t.pid, signal.SIGKILL),
    "tkill": lambda t: call(130 if ARM else 200, t.pid, signal.SIGKILL),
    "rt_sigqueueinfo": lambda t: call(138 if ARM else 129, t.pid, signal.SIGKILL, ctypes.create_string_buffer(128)),
    "rt_tgsigqueueinfo": lambda t: call(
        240 if ARM else 297, t.pid, t.pid, signal.SIGKILL, ctypes.create_string_buffer(128)
    ),
    "pidfd_open": lambda t: os.pidfd_open(t.pid),
    "pidfd_send_signal": lambda _: call(424, SOURCE, signal.SIGKILL, None, 0),
    "fcntl F_SETOWN": _owner,
    "fcntl F_SETOWN_EX": _owner_ex,
    "fcntl F_SETSIG": lambda _: named("fcntl", ANSWER, 10, signal.SIGKILL),
    "fcntl F_SETFL O_ASYNC": lambda _: named("fcntl", ANSWER, 4, os.O_WRONLY | os.O_ASYNC),
    "fcntl F_NOTIFY": lambda _: named("fcntl", os.open("/usr/share/fonts", os.O_RDONLY), 1026, 0x80000002),
    "fcntl F_SETLEASE": lambda _: named("fcntl", SOURCE, 1024, 0),
    "ioctl FIOSETOWN": lambda t: named("ioctl", ANSWER, 0x8901, ctypes.byref(ctypes.c_int(t.pid))),
    "ioctl FIOASYNC": lambda _: named("ioctl", ANSWER, 0x5452, ctypes.byref(ctypes.c_int(1))),
    "ioctl TIOCSTI": lambda _: named("ioctl", 0, 0x5412, b"x"),
    "timer_create": lambda _: call(107 if ARM else 222, 0, None, ctypes.create_string_buffer(8)),
    # bounds and scheduling of others
    "prlimit RLIMIT_CPU": _limit(resource.RLIMIT_CPU),
    "prlimit RLIMIT_NOFILE": _limit(resource.RLIMIT_NOFILE),
    "prlimit, to look": lambda t: resource.prlimit(t.pid, resource.RLIMIT_CPU),
    "prlimit on the zygote": lambda _: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)),
    "sched_setaffinity": lambda t: os.sched_setaffinity(t.pid, {0}),
    "sched_getaffinity": lambda t: os.sched_getaffinity(t.pid),
    "sched_setscheduler": lambda t: os.sched_setscheduler(t.pid, os.SCHED_IDLE, os.sched_param(0)),
    "sched_setattr": lambda t: call(274 if ARM else 314, t.pid, ctypes.create_string_buffer(b"\x30", 48), 0),
    "setpriority": lambda t: os.setpriority(os.PRIO_PROCESS, t.pid, 19),
    "ioprio_set": lambda t: call(30 if ARM else 251, 1, t.pid, 3 << 13),
    "migrate_pages": lambda t: call(238 if ARM else 256, t.pid, 0, None, None),
    "move_pages": lambda t: call(239 if ARM else 279, t.pid, 0, None, None, None, 0),
    "process_madvise": lambda _: call(440, SOURCE, None, 0, 21, 0),
    "setpgid": lambda t: os.setpgid(t.pid, 0),
    "prctl": lambda _: named("prctl", 1, 0, 0, 0, 0),
    "clock of another process": lambda t: call(113 if ARM else 228, (~t.pid << 3) | 2, ctypes.create_string_buffer(16)),
    "futex FUTEX_LOCK_PI": lambda t: call(98 if ARM else 202, ctypes.byref(ctypes.c_int(t.pid)), 6, 0, None, None, 0),
    # memory of others
    "ptrace": lambda t: named("ptrace", 16, t.pid, None, None),
    "process_vm_readv": _memory("process_vm_readv"),
    "process_vm_writev": _memory("process_vm_writev"),
    "kcmp": lambda t: call(272 if ARM else 312, os.getpid(), t.pid, 2, 0, 0),
    "perf_event_open": _perf,
    "pidfd_getfd": lambda _: call(438, SOURCE, 0, 0),
    "userfaultfd": lambda _: call(282 if ARM else 323, 1),
    "get_robust_list": lambda t: call(
        100 if ARM else 274, t.pid, ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
    ),
    # processes
    "fork": _fork,
    "vfork, clone3": lambda _: call(435, ctypes.create_string_buffer(88), 88),
    "exec": lambda _: os.execv("/bin/true", ["true"]),
    "unshare": lambda _: named("unshare", 0x10000000),
    "setns": lambda _: named("setns", SOURCE, 0),
    "bpf": lambda _: call(280 if ARM else 321, 0, ctypes.create_string_buffer(72), 72),
    "io_uring_setup": _io_uring,
    # System V, message queues, keys
    "shmget": lambda _: named("shmget", IPC_KEY, 4096, 0o1666),
    "semget": lambda _: named("semget", IPC_KEY, 1, 0o1666),
    "msgget": lambda _: named("msgget", IPC_KEY, 0o1666),
    "mq_open": lambda _: call(180 if ARM else 240, b"onlineocr", os.O_RDWR | os.O_CREAT, 0o600, None),
    "add_key": lambda _: call(217 if ARM else 248, b"user", b"onlineocr", b"x", 1, -3),
    # files
    "write a file": lambda t: os.open(f"{t.folder}/new", os.O_WRONLY | os.O_CREAT, 0o600),
    "change a file": lambda t: os.open(f"{t.folder}/secret", os.O_RDWR),
    "truncate": lambda t: os.truncate(f"{t.folder}/secret", 0),
    "truncate at opening": lambda t: os.open(f"{t.folder}/secret", os.O_RDONLY | os.O_TRUNC),
    "unlink": lambda t: os.unlink(f"{t.folder}/secret"),
    "rename": lambda t: os.rename(f"{t.folder}/secret", f"{t.folder}/other"),
    "link": lambda t: os.link(f"{t.folder}/secret", f"{t.folder}/other"),
    "symlink": lambda t: os.symlink("secret", f"{t.folder}/other"),
    "mkdir": lambda t: os.mkdir(f"{t.folder}/other"),
    "mkfifo": lambda t: os.mkfifo(f"{t.folder}/other"),
    "chmod": lambda t: os.chmod(f"{t.folder}/secret", 0o777),
    "utime": lambda t: os.utime(f"{t.folder}/secret", (0, 0)),
    "setxattr": lambda t: os.setxattr(f"{t.folder}/secret", "user.x", b"x"),
    "chdir": lambda t: os.chdir(t.folder),
    "inotify": lambda _: named("inotify_init"),
    "memfd_create": _mapped_out,
    "the source itself": lambda _: os.pwrite(SOURCE, b"x", 0),
    "open the source anew": lambda _: os.open(f"/proc/self/fd/{SOURCE}", os.O_RDWR),
    # network
    "TCP": _connect(socket.AF_INET, socket.SOCK_STREAM, lambda t: ("127.0.0.1", t.tcp)),
    "UDP": _connect(socket.AF_INET, socket.SOCK_DGRAM, lambda t: ("127.0.0.1", t.udp)),
    "a socket with a path": _connect(socket.AF_UNIX, socket.SOCK_STREAM, lambda t: t.unix),
    "an abstract socket": _connect(socket.AF_UNIX, socket.SOCK_STREAM, lambda t: f"\0{t.abstract}"),
    "socketpair": lambda _: socket.socketpair(),
    "netlink": lambda _: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
    "pipe": lambda _: os.pipe(),
}

READING = {"read a secret": lambda t: os.open(f"{t.folder}/secret", os.O_RDONLY)}
"""What only Landlock refuses."""


def attempt(order: str) -> str:
    """Do the deed of ``order``, ``NAME\\nTARGET``; return how it went."""
    name, _, packed = order.partition("\n")
    try:
        (DEEDS | READING)[name](Target(**json.loads(packed)))
    except OSError as error:
        return f"refused: {error.strerror}"
    return "done"
