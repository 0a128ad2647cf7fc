"""Parser of chunked bodies: its time is proportional to the bytes, its memory a few hundred bytes beside the body."""

from __future__ import annotations

import re
from typing import BinaryIO

from .refusals import Refusal, malformed, too_large
from .spool import Spool

_SIZE_LINE_BYTES = 256  # with extensions
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})(;[\t -~\x80-\xff]*)?")
_TRAILER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t -~\x80-\xff]*\r\n")
_OF_HEADS = {b"content-length", b"host", b"transfer-encoding"}  # fields that count in the head of a request only
_TRAILER_BYTES = 8 * 1024
_FRAMING_BYTES = 16 * 1024  # of framing beyond 16 bytes and twice the data of each chunk
_FRAMING_FREE = 16


class Chunks:
    """A receiver for waitress's parser. ``refusal`` is the error of the body, or None.

    Trailers are discarded.
    """

    error = None  # waitress's own way to report a malformed body

    def __init__(self, spool: Spool, limit: int) -> None:
        self._spool, self._limit = spool, limit
        self._read = self._size_line
        self._line = bytearray()
        self._left = 0
        self._framing = 0
        self._trailers = 0
        self.completed = False
        self.refusal: Refusal | None = None

    def __len__(self) -> int:
        return len(self._spool)

    def received(self, data: bytes) -> int:
        """Read ``data``, up to the end of the body at most; return how many bytes were read."""
        position = 0
        while position < len(data) and not self.completed and self.refusal is None:
            position = self._read(data, position)
        return position

    def getfile(self) -> BinaryIO:
        """Return the body as a file, at its start."""
        return self._spool.getfile()

    def getbuf(self) -> Spool:
        """Return the spool of the body."""
        return self._spool

    def _size_line(self, data: bytes, position: int) -> int:
        position = self._read_line(data, position, _SIZE_LINE_BYTES)
        if not self._line.endswith(b"\n"):
            return position
        found = _SIZE.fullmatch(self._line[:-2]) if self._line.endswith(b"\r\n") else None
        if found is None:
            self.refusal = malformed("The size line of a chunk is malformed.")
            return position
        self._left = int(found[1], 16)
        self._framing = max(0, self._framing + len(self._line) - _FRAMING_FREE - 2 * self._left)
        if len(self._spool) + self._left > self._limit:
            self.refusal = too_large(None, self._limit)
        elif self._framing > _FRAMING_BYTES:
            self.refusal = malformed("The chunks of the body have too much beside its data.")
        self._line.clear()
        self._read = self._data if self._left else self._trailer
        return position

    def _data(self, data: bytes, position: int) -> int:
        part = data[position : position + self._left]
        self._spool.append(part)
        self._left -= len(part)
        if not self._left:
            self._read = self._data_end
        return position + len(part)

    def _data_end(self, data: bytes, position: int) -> int:
        part = data[position : position + 2 - len(self._line)]
        self._line += part
        if not b"\r\n".startswith(self._line):
            self.refusal = malformed("A chunk has more bytes than its size line says.")
        elif len(self._line) == 2:
            self._line.clear()
            self._read = self._size_line
        return position + len(part)

    def _trailer(self, data: bytes, position: int) -> int:
        end = self._read_line(data, position, _TRAILER_BYTES - self._trailers)
        if self._line.endswith(b"\n"):
            self.completed = self._line == b"\r\n"
            if not self.completed:
                self._check_trailer()
            self._trailers += len(self._line)
            self._line.clear()
        return end

    def _check_trailer(self) -> None:
        found = _TRAILER.fullmatch(self._line)
        if found is None:
            self.refusal = malformed("A trailer of the body is malformed.")
        elif found[1].lower() in _OF_HEADS:
            self.refusal = malformed(f"{found[1].decode()} cannot be a trailer.")

    def _read_line(self, data: bytes, position: int, most: int) -> int:
        """Add to the line up to its line feed, and refuse the body if the line becomes longer than ``most`` bytes."""
        end = data.find(b"\n", position, position + most + 1) + 1 or min(len(data), position + most + 1)
        self._line += data[position:end]
        if len(self._line) > most:
            self.refusal = malformed("The body has a size line or trailers that are too long.")
            self._line.clear()
        return end
