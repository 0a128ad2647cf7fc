"""Files made from a document and cached: pictures of its pages, exports.

Each document has its own folder, deleted with the document. All folders together stay within
``settings.PICTURES_BYTES``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from ..models import Document

_LOOK_AFTER = 20  # the used room is measured each time a twentieth of it was written
_counting = threading.Lock()
_written = 0


def get(uid: str, name: str) -> bytes | None:
    """Return the content of the document's file ``name``, or None if it is not cached."""
    file = opened(uid, name)
    if file is None:
        return None
    with file:
        return file.read()


def opened(uid: str, name: str) -> BinaryIO | None:
    """Open the document's file ``name`` for reading, or return None; the caller closes it."""
    path = _folder(uid) / name
    try:
        file = path.open("rb")
        os.utime(path)  # mark as recently used
    except FileNotFoundError:
        return None
    return file


def put(uid: str, name: str, data: bytes) -> None:
    """Cache a file, unless its document has been deleted since or the disk is full."""
    for _ in passed_on(uid, name, [data]):
        pass


def passed_on(uid: str, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``chunks`` unchanged, and cache them as :func:`put` does once all have been consumed."""
    path = _folder(uid) / name
    part = path.with_name(f".{name}-{os.urandom(4).hex()}")
    file, size = _begun(part), 0
    try:
        for chunk in chunks:
            file, size = _written_to(file, chunk), size + len(chunk)
            yield chunk
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
                part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            if file is not None:
                file.close()
            part.unlink(missing_ok=True)
    if not Document.objects.filter(uid=uid).exists():
        delete(uid)
    if _is_due(size):
        make_room()


def _begun(part: Path) -> BinaryIO | None:
    with contextlib.suppress(OSError):
        return _new(part)
    return None


def _new(part: Path) -> BinaryIO:
    part.parent.mkdir(parents=True, exist_ok=True)
    return part.open("wb")


def _written_to(file: BinaryIO | None, chunk: bytes) -> BinaryIO | None:
    """Write ``chunk`` and return ``file``; return None once the disk is full."""
    if file is not None:
        try:
            file.write(chunk)
        except OSError:
            with contextlib.suppress(OSError):
                file.close()
            return None
    return file


def delete(uid: str) -> None:
    """Delete all cached files of a document, if there are any."""
    shutil.rmtree(_folder(uid), ignore_errors=True)


def clear() -> bool:
    """Delete the cached files of all documents, since they can be made again. Return False if there were none."""
    found = False
    for _, _, path in _files():
        with contextlib.suppress(OSError):
            path.unlink()
            found = True
    return found


def sweep() -> int:
    """Delete cached files of deleted documents, and files over the size limit. Return the number of deleted documents
    found."""
    gone = 0
    for group in _root().glob("*"):
        found = {name for name in (path.name for path in group.glob("*")) if _is_uid(name)}
        known = {str(uid) for uid in Document.objects.filter(uid__in=found).values_list("uid", flat=True)}
        for uid in found - known:
            delete(uid)
            gone += 1
    make_room()
    return gone


def make_room() -> None:
    """Delete the least recently used files until the rest is within the limit."""
    files = sorted(_files())
    taken = sum(size for _, size, _ in files)
    for _, size, path in files:
        if taken <= settings.PICTURES_BYTES:
            return
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()  # only when that was its last file
        taken -= size


def _is_due(size: int) -> bool:
    global _written  # noqa: PLW0603 - one count for this process
    with _counting:
        _written += size
        due = _written * _LOOK_AFTER >= settings.PICTURES_BYTES
        if due:
            _written = 0
    return due


def _files() -> Iterator[tuple[float, int, Path]]:
    for path in _root().glob("*/*/*"):
        with contextlib.suppress(FileNotFoundError):
            found = path.stat()
            yield found.st_mtime, found.st_size, path


def _root() -> Path:
    return Path(settings.DATA_DIR) / "derived"


def _folder(uid: str) -> Path:
    return _root() / uid[-2:] / uid


def _is_uid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
