"""Filters of system calls in classic BPF (Documentation/userspace-api/seccomp_filter.rst of Linux).

A filter is a chain of steps. It sees the number of a call and its arguments, but not the memory that they point to.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_X32 = 0x40000000  # the calls of the x32 ABI have this bit and the architecture of x86_64
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

Steps = list[bytes]


def column() -> int | None:
    """Column of this machine in the tables of call numbers: 0 for x86_64, 1 for aarch64, None for any other."""
    machine = _MACHINES.get(os.uname().machine)
    return machine[1] if machine else None


def possible() -> bool:
    """Return whether this kernel and machine support a filter."""
    if column() is None:
        return False
    refused = _libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, None, 0, 0) != 0
    return refused and ctypes.get_errno() == errno.EFAULT  # the kernel tried to read the missing program


def install(program: bytes) -> bool:
    """Filter the calls of this process from now on. This cannot be undone; later threads and children inherit it."""
    code = ctypes.create_string_buffer(program, len(program))
    described = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, described, 0, 0) == 0)


def native_only() -> bytes:
    """Refuse the calls of foreign architectures (i386, x32, 32-bit Arm), then load the number of the call."""
    arch = _MACHINES[os.uname().machine][0]
    return b"".join([
        _step(_LOAD, _ARCH), _step(_EQUAL, arch, 1, 0), refuse(), _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _X32, 0, 1), refuse(),
    ])  # fmt: skip


def allow() -> bytes:
    return _step(_RETURN, _ALLOW)


def refuse(error: int = errno.ENOSYS) -> bytes:
    """Let the call fail with ``error``. ENOSYS means a kernel without this call, a case that libraries handle."""
    return _step(_RETURN, _ERRNO | error)


def allowed(number: int, *conditions: Steps) -> bytes:
    """Allow the call ``number`` if all ``conditions`` hold; one that does not hold refuses it."""
    body = [*(step for condition in conditions for step in condition), allow()]
    return b"".join([_step(_EQUAL, number, 0, len(body)), *body])


def refused(number: int, error: int) -> bytes:
    return _step(_EQUAL, number, 0, 1) + refuse(error)


def one_of(argument: int, values: Sequence[int], error: int = errno.EPERM, mask: int = 0xFFFFFFFF) -> Steps:
    """Condition: the argument, an int, is one of ``values`` in the bits of ``mask``."""
    compared = [_step(_EQUAL, value & 0xFFFFFFFF, len(values) - at, 0) for at, value in enumerate(values)]
    return [_load(argument), _step(_AND, mask), *compared, refuse(error)]


def none_of(argument: int, values: Sequence[int], error: int = errno.EPERM) -> Steps:
    """Condition: the argument, an int, is none of ``values``."""
    last = len(values) - 1
    compared = [_step(_EQUAL, value, last - at, 0 if at < last else 1) for at, value in enumerate(values)]
    return [_load(argument), *compared, refuse(error)]


def with_bits(argument: int, bits: int, error: int = errno.EPERM) -> Steps:
    """Condition: one of ``bits`` is set in the argument."""
    return [_load(argument), _step(_ANY_BIT, bits, 1, 0), refuse(error)]


def without(argument: int, bits: int, error: int = errno.EPERM) -> Steps:
    """Condition: none of ``bits`` is set in the argument."""
    return [_load(argument), _step(_ANY_BIT, bits, 0, 1), refuse(error)]


def below(argument: int, bound: int, error: int = errno.EINVAL) -> Steps:
    """Condition: the argument, an int, is neither negative nor ``bound`` or more."""
    return [_load(argument), _step(_AT_LEAST, bound, 0, 1), refuse(error)]


def fits_int(argument: int, error: int = errno.EPERM) -> Steps:
    """Condition: the upper half of the argument is 0."""
    return [_step(_LOAD, _FIRST_ARGUMENT + 8 * argument + 4), _step(_EQUAL, 0, 1, 0), refuse(error)]


def _load(argument: int) -> bytes:
    return _step(_LOAD, _FIRST_ARGUMENT + 8 * argument)  # the lower half: both machines are little-endian


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
