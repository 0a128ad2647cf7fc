"""A separate read-only descriptor of the source for every job, with an offset of its own."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DecoderUnavailable, EmptyFile, TooManyBytes, UnsupportedType
from ..limits import Limits

SHORTAGES = {errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM}


@contextmanager
def shortage_is_not_the_files() -> Iterator[None]:
    """Raise DecoderUnavailable for a lack of descriptors, memory or processes, so that no file is blamed for it."""
    try:
        yield
    except OSError as error:
        if error.errno in SHORTAGES:
            raise DecoderUnavailable(f"The machine has nothing left for a decoder ({error.strerror})") from error
        raise


def opened(source: Path | int, limits: Limits) -> int:
    """Return a new read-only descriptor of ``source``. Raise an error if it is no regular file, empty or too large."""
    path = f"/proc/self/fd/{source}" if isinstance(source, int) else source
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        _check(os.fstat(descriptor), limits)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check(found: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise UnsupportedType("The source is not a regular file")
    if not found.st_size:
        raise EmptyFile
    if found.st_size > limits.max_bytes:
        raise TooManyBytes(f"The file has {found.st_size} bytes; at most {limits.max_bytes} are read")
