"""A zip file that is sent while it is made: no temporary file; memory for one block and the table of contents."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

BLOCK = 64 * 1024
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)  # the earliest date that the format can store


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside the zip. ``name`` is its path there, with ``/``. ``chunks`` is read once, in the order of members.

    ``dense`` files, mostly pictures and PDFs, are not compressed again: that would take time and save nothing.
    """

    name: str
    changed_at: datetime
    chunks: Iterable[bytes]
    dense: bool = False


def stream(members: Iterable[Member], *, large: bool = True) -> Iterator[bytes]:
    """Return the bytes of the zip, in blocks of about 64 KiB, while ``members`` come.

    Sizes follow each file, as the format allows for sizes that are not known in advance. They have 64 bits if a member
    may be ``large`` (over 2 GiB), else 32 bits, since some readers do not support 64. Everything is deflated, dense
    files with level 0: readers that process a zip from the front cannot read a stored file whose size follows it.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, max(member.changed_at, _OLDEST).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            # Public as compress_level since Python 3.13, where the old name still works.
            info._compresslevel = 0 if member.dense else None  # type: ignore[attr-defined]  # noqa: SLF001
            with archive.open(info, "w", force_zip64=large) as file:
                for chunk in member.chunks:
                    file.write(chunk)
                    if sink.size >= BLOCK:
                        yield sink.take()
    yield sink.take()


class _Sink:
    """A write-only buffer for zipfile without seeking; :meth:`take` empties it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no further buffer."""

    def close(self) -> None:
        """Do nothing: no file is open."""

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return data
