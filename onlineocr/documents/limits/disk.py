"""Free disk space: a reserve that uploads leave free, and a ballast file that makes room for deletions.

While less than the reserve is free, uploads are refused; work under way and corrections go on. Deletions need space
too, since SQLite writes changes to its log first. If even that is full, the ballast file is deleted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from django.conf import settings

from .errors import DiskFull

_RESERVE = 256 * 1024**2
_SHARE = 8  # the reserve of a small disk is an eighth of it
_BALLAST_SHARE = 16  # the ballast is a sixteenth of the reserve
_RETRY_AFTER = 60.0
_MIB = 1024**2
_BLOCK = 1024**2


def reserve() -> int:
    """Return the bytes of the data folder's disk that uploads leave free."""
    configured: int = settings.DISK_RESERVE
    return configured or min(_RESERVE, shutil.disk_usage(settings.DATA_DIR).total // _SHARE)


def check(size: int = 0) -> None:
    """Raise :class:`DiskFull` if ``size`` more bytes would not leave the reserve."""
    free, kept = shutil.disk_usage(settings.DATA_DIR).free, reserve()
    if free - size < kept:
        text = f"The server's disk has {free // _MIB:,} MiB left, and {kept // _MIB:,} MiB are kept for other work"
        text += f"; this upload needs {max(1, size // _MIB):,} MiB. " if size else ". "
        raise DiskFull(f"{text}Its operator must make room.", retry_after=_RETRY_AFTER)


def keep_ballast() -> None:
    """Write the ballast file if it is missing and there is room for it."""
    path, size = _ballast(), max(_MIB, reserve() // _BALLAST_SHARE)
    if path.exists() or shutil.disk_usage(settings.DATA_DIR).free < reserve() + size:
        return
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            for _ in range(size // _BLOCK):
                file.write(os.urandom(_BLOCK))  # so that no file system stores it in less room
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


def drop_ballast() -> bool:
    """Delete the ballast file; return False if there was none."""
    with contextlib.suppress(OSError):
        _ballast().unlink()
        return True
    return False


def _ballast() -> Path:
    return Path(settings.DATA_DIR) / "ballast"
