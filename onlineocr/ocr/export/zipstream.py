"""A zip file that is sent while it is made: no temporary file, memory for one block and the table of contents."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

BLOCK = 64 * 1024
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)  # what the format can tell


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside the zip. ``name`` is its path there, with ``/``; ``chunks`` is read once, when its turn comes.

    ``dense`` files, pictures and PDFs mostly, are packed as they are: squeezing them once more takes time for nothing.
    """

    name: str
    changed_at: datetime
    chunks: Iterable[bytes]
    dense: bool = False


def stream(members: Iterable[Member], *, large: bool = True) -> Iterator[bytes]:
    """The bytes of the zip, in blocks of about 64 KiB, while ``members`` come.

    Sizes are told after each file, as the format allows where they are not known before, and in 64 bits; not so where
    no member is ``large``, over 2 GiB, for readers that do not expect it. Everything is deflated, dense files with
    level 0: a stored file whose size comes after it stops readers that go through a zip from the front.
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
    """Where zipfile writes to, without a way back: what was taken is gone."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        self.size = 0
        return data
