"""The installation's own secret key, made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_or_make(file: Path) -> str:
    """The key in ``file``; the first caller makes it, readable by its owner only.

    Several processes may start at once. Each writes a whole key under a name of its own and links it into place; a
    link fails where one stands already, so all of them read the same one and none reads half of it.
    """
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    mine = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(64) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(mine, file)
        except FileExistsError:
            return
    finally:
        mine.unlink(missing_ok=True)
