"""Wake-up messages between processes. A lost or repeated message does no harm: the database row decides.

On one machine a message is a datagram to a socket in the data folder. Workers listen for work; web processes listen for
changes of documents, and for requests for a PDF's password. A waiting process looks at the row first, and again after a
second or two at most.
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
    """Wake every listener for ``kind``; never blocks and never fails."""
    with contextlib.suppress(OSError):  # no descriptor is free, or the folder was deleted: a lost message does no harm
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
    """A listener for one kind of message, active inside the context."""

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
        """Return the received messages, at once if there are some; empty after ``seconds`` without one."""
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
    """Yield a path of ``folder`` that fits in a socket's address: the kernel accepts 107 bytes."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{fd}"
    finally:
        os.close(fd)
