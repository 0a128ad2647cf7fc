"""Uploaded files on disk: written once, synced, never changed, opened only for a decode child or their owner.

A file is written before its row. Until :func:`settle` confirms the row, a locked file of the same name in ``pending``
shows that the uploading process is alive. The lock ends with the process, so files left by a killed process are
recognised.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from onlineocr.ocr.errors import EmptyFile, TooManyBytes

from ..limits import disk

_locks: dict[str, int] = {}
"""Descriptors of this process's locked files in ``pending``, by name."""
_CHECK_EVERY = 4 * 1024**2  # bytes written between two checks of the free disk space


@dataclass(frozen=True, slots=True)
class Stored:
    """A file synced to disk. ``key`` names it; ``size`` in bytes; ``sha256`` in hex."""

    key: str
    size: int
    sha256: str


def save(chunks: Iterable[bytes], *, max_bytes: int) -> Stored:
    """Write a new file and sync it to disk.

    Raises :class:`DiskFull` if it would not leave the reserve, :class:`TooManyBytes` after more than ``max_bytes``,
    :class:`EmptyFile` for no content. After any error nothing is left on disk.
    """
    name = secrets.token_hex(16)
    key = f"{name[:2]}/{name}"
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    _announce(name)
    try:
        with path.open("xb") as file:
            size, digest = _copy(chunks, file, max_bytes)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except BaseException:
        delete(key)
        raise
    return Stored(key, size, digest)


@contextlib.contextmanager
def local(key: str) -> Iterator[Path]:
    """Yield the path of the file on this machine, valid inside the context."""
    yield _path(key)


def read(key: str) -> BinaryIO:
    """Open the file for its owner's download; FileNotFoundError if it was deleted."""
    return _path(key).open("rb")


def delete(key: str) -> None:
    """Delete the file, if it still exists."""
    _path(key).unlink(missing_ok=True)
    settle(key)


def settle(key: str) -> None:
    """Remove the pending mark of an upload: its file has a row, or was deleted."""
    name = key.rpartition("/")[2]
    with contextlib.suppress(OSError):
        (_pending() / name).unlink()
    lock = _locks.pop(name, None)
    if lock is not None:
        os.close(lock)


def given_up() -> Iterator[str]:
    """Yield the keys of uploads whose process ended without :func:`settle`."""
    for path in _pending().glob("*"):
        with contextlib.suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield f"{path.name[:2]}/{path.name}"


def older_than(moment: float) -> Iterator[list[str]]:
    """Yield the keys of all files last written before ``moment`` (seconds since the epoch), folder by folder."""
    for folder in (Path(settings.DATA_DIR) / "originals").glob("*"):
        keys = []
        for path in folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < moment:
                    keys.append(f"{folder.name}/{path.name}")
        if keys:
            yield keys


def _announce(name: str) -> None:
    """Create the pending mark of an upload, locked before it becomes visible."""
    folder = _pending()
    folder.mkdir(parents=True, exist_ok=True)
    hidden = Path(settings.DATA_DIR) / "tmp" / f"pending-{name}"
    lock = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        hidden.rename(folder / name)
    except BaseException:
        os.close(lock)
        hidden.unlink(missing_ok=True)
        raise
    _locks[name] = lock


def _pending() -> Path:
    return Path(settings.DATA_DIR) / "pending"


def _path(key: str) -> Path:
    return Path(settings.DATA_DIR) / "originals" / key


def _copy(chunks: Iterable[bytes], file: BinaryIO, max_bytes: int) -> tuple[int, str]:
    digest, size, next_check = hashlib.sha256(), 0, 0
    for chunk in chunks:
        if size >= next_check:
            disk.check()
            next_check = size + _CHECK_EVERY
        size += len(chunk)
        if size > max_bytes:
            raise TooManyBytes(f"The file has more than {max_bytes:,} bytes, the limit of this installation")
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise EmptyFile
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
