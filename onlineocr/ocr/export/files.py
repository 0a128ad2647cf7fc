"""Atomic writes: files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_UNNAMED_IMPOSSIBLE = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that replaces ``path`` when the block ends without an error.

    Until then an older file is unchanged and the new one is not visible, even if this process is killed. A link is
    followed. A device or a pipe is written directly.
    """
    target = path.resolve()
    older = _status(target)
    if older and not stat.S_ISREG(older.st_mode):
        with target.open("wb") as file:
            yield file
        return
    if older and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    with _unfinished(target.parent) as (file, name):
        yield file
        if older:
            os.fchmod(file.fileno(), stat.S_IMODE(older.st_mode))
        file.flush()
        os.fsync(file.fileno())
        if not name.exists():
            _link(file.fileno(), name)
        name.replace(target)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextmanager
def _unfinished(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a new file in ``folder``, unnamed if the file system supports that, and reserve a name for it."""
    name = folder / f".onlineocr-{secrets.token_hex(8)}"
    try:
        with open(_unnamed(folder, name), "wb") as file:
            yield file, name
    finally:
        name.unlink(missing_ok=True)


def _unnamed(folder: Path, name: Path) -> int:
    if Path("/proc/self/fd").exists():
        try:
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o666)
        except OSError as error:
            if error.errno not in _UNNAMED_IMPOSSIBLE or not folder.is_dir():
                raise
    return os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)


def _link(descriptor: int, name: Path) -> None:
    folder = os.open(name.parent, os.O_PATH | os.O_CLOEXEC)
    try:
        # Python lets the kernel follow /proc/self/fd only if it gets the descriptor of a folder.
        os.link(f"/proc/self/fd/{descriptor}", name.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)
