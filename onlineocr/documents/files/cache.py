"""Files made from a document, kept so that they need not be made again: pictures of its pages, exports.

One folder for each document, so that they go with it. All together stay within ``settings.PICTURES_BYTES``.
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

_LOOK_AFTER = 20  # looks at the room that is taken after a twentieth of it was written
_counting = threading.Lock()
_written = 0


def get(uid: str, name: str) -> bytes | None:
    """The file called ``name`` of the document; None when it is not kept."""
    file = opened(uid, name)
    if file is None:
        return None
    with file:
        return file.read()


def opened(uid: str, name: str) -> BinaryIO | None:
    """The same, to be read bit by bit; the caller closes it."""
    path = _folder(uid) / name
    try:
        file = path.open("rb")
        os.utime(path)  # used now: it stays longer
    except FileNotFoundError:
        return None
    return file


def put(uid: str, name: str, data: bytes) -> None:
    """Keep a file, unless its document has been deleted meanwhile or the disk is full."""
    for _ in passed_on(uid, name, [data]):
        pass


def passed_on(uid: str, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """``chunks``, as they come; what they make is kept, as by :func:`put`, if they are taken to their end."""
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
    """``file``; None from the moment that the disk has no room for it."""
    if file is not None:
        try:
            file.write(chunk)
        except OSError:
            with contextlib.suppress(OSError):
                file.close()
            return None
    return file


def delete(uid: str) -> None:
    """Remove all files of a document; there may be none."""
    shutil.rmtree(_folder(uid), ignore_errors=True)


def clear() -> bool:
    """Remove the files of all documents: they can be made again. False when there was none."""
    found = False
    for _, _, path in _files():
        with contextlib.suppress(OSError):
            path.unlink()
            found = True
    return found


def sweep() -> int:
    """Remove the files of documents that are no more, and what is over the room; how many documents' there were."""
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
    """Remove the files that were not used for longest until the rest keeps within the bound."""
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
