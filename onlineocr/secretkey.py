"""The installation's own secret key, made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

PATIENCE = 5.0  # seconds that the maker of a key has for writing 87 bytes


def read_or_make(file: Path) -> str:
    """The key in ``file``; the first caller makes it, readable by its owner only.

    Several processes may start at once. Each writes a whole key under a name of its own and links it into place; a
    link fails where one stands already, so all of them read the same one and none reads half of it. Where the file
    system knows no links, the first to create the file writes it and the others wait for its last character.

    Raises:
        OSError: the folder cannot be written or the file cannot be read.
        ValueError: the file holds no whole key.
    """
    if not file.exists():
        _make(file)
    until = time.monotonic() + PATIENCE
    while not (text := file.read_text(encoding="ascii")).endswith("\n") or not text.strip():
        if time.monotonic() > until:
            raise ValueError(f"{file} holds no whole key. Delete it; a new one is made and everybody signs in again.")
        time.sleep(0.02)
    return text.strip()


def _make(file: Path) -> None:
    mine = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        _write(mine)
        os.link(mine, file)
    except FileExistsError:
        return
    except OSError:
        _make_without_links(file)
    finally:
        mine.unlink(missing_ok=True)


def _make_without_links(file: Path) -> None:
    try:
        _write(file)
    except FileExistsError:
        return


def _write(file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(64) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
