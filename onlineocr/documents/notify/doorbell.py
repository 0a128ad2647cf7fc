"""Doorbells: they only wake. A ring that is lost or doubled does no harm, for the row is the truth.

On one machine a ring is a datagram to a socket in the data folder. Workers listen for work; web processes for
documents that moved on, and for those whose password is asked for. Whoever waits looks at the row first and again
after at most a second or two.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from django.conf import settings

Kind = Literal["work", "change", "secret"]


def ring(kind: Kind, message: str = "") -> None:
    """Wake everybody who listens for ``kind``; never blocks and never fails."""
    with contextlib.suppress(OSError):  # no descriptor is free, or the folder is gone: a lost ring does no harm
        _ring(kind, message)


def _ring(kind: Kind, message: str) -> None:
    folder = _folder()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, _short(folder) as short:
        sender.setblocking(False)
        for path in folder.glob(f"{kind}-*.sock"):
            try:
                sender.sendto(message.encode(), f"{short}/{path.name}")
            except (ConnectionRefusedError, FileNotFoundError):
                path.unlink(missing_ok=True)  # its process was killed
            except OSError:
                continue  # a full queue: that listener has rings enough


class Doorbell:
    """A listener's own bell, alive as long as the context."""

    def __init__(self, kind: Kind) -> None:
        self._path = _folder() / f"{kind}-{os.getpid()}-{os.urandom(4).hex()}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        with _short(self._path.parent) as short:
            self._socket.bind(f"{short}/{self._path.name}")
        atexit.register(self.close)  # some listen until their process ends
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait(self, seconds: float) -> list[str]:
        """The messages that came, at once when some are there already; empty after ``seconds`` without one."""
        self._socket.settimeout(seconds)
        messages: list[str] = []
        with contextlib.suppress(TimeoutError, BlockingIOError):
            messages.append(self._socket.recv(4096).decode(errors="replace"))
            self._socket.setblocking(False)
            while True:
                messages.append(self._socket.recv(4096).decode(errors="replace"))
        return messages

    def close(self) -> None:
        atexit.unregister(self.close)
        self._socket.close()
        self._path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[str]:
    """A name for ``folder`` that fits a socket's address: 107 bytes are all that the kernel takes."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}"
    finally:
        os.close(fd)
