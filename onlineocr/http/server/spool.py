"""Storage of bodies that are being received: in memory while they are small, then in a temporary file."""

from __future__ import annotations

import io
import tempfile
from typing import BinaryIO, cast

IN_MEMORY = 64 * 1024  # bytes of one body


class SpoolRoom:
    """The disk space for all spooled bodies."""

    def __init__(self, limit: int, folder: str) -> None:
        self.limit, self.folder = limit, folder
        self.used = 0

    @property
    def overfull(self) -> bool:
        """Whether the bodies exceed the limit."""
        return self.used > self.limit


class Spool:
    """One body. waitress's receivers write to it, and the application reads its file.

    An error of a write is stored in ``failed``; the server then refuses the request.
    """

    def __init__(self, room: SpoolRoom) -> None:
        self._room = room
        self._file: BinaryIO = io.BytesIO()
        self._size = 0
        self.on_disk = 0
        self.failed: OSError | None = None

    def append(self, data: bytes) -> None:
        """Add ``data`` to the end."""
        self._size += len(data)
        try:
            if not self.on_disk and self._size > IN_MEMORY:
                self._spill()
            self._file.write(data)
        except OSError as error:
            self.failed = error
            return
        if self.on_disk:
            self._hold(self._size)

    def getfile(self) -> BinaryIO:
        """Return the body as a file, at its start."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Remove the body and release its disk space. A second call does nothing."""
        self._file.close()
        self._hold(0)

    def __len__(self) -> int:
        return self._size

    def _spill(self) -> None:
        file = cast("BinaryIO", tempfile.TemporaryFile(dir=self._room.folder))  # noqa: SIM115 - closed with the body
        file.write(cast("io.BytesIO", self._file).getbuffer())
        self._file = file
        self._hold(file.tell() or 1)

    def _hold(self, size: int) -> None:
        self._room.used += size - self.on_disk
        self.on_disk = size
