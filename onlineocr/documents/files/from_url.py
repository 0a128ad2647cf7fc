"""Uploads by URL: the file is downloaded first, then handled like any other upload."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from django.conf import settings

from onlineocr import fetch
from onlineocr.fetch.errors import FetchesBusy, FetchesOff

_BLOCK = 256 * 1024
_AT_ONCE = threading.BoundedSemaphore(8)  # threads of a process that may wait for other servers


def fetched_file(*, url: Any, owner: Any) -> tuple[Iterator[bytes], str]:
    """Return the content of the file at ``url`` for ``owner`` (None: a visitor), and the name given by its server.

    Raises :class:`fetch.FetchError`: :class:`FetchesOff` if the operator has not allowed it for this caller.
    """
    allowed = settings.URL_UPLOADS == "everybody" or (settings.URL_UPLOADS == "accounts" and owner is not None)
    if not allowed:
        raise FetchesOff
    if not isinstance(url, str):
        raise fetch.InvalidAddress("The address must be a text")
    address = fetch.Url.parse(url.strip())
    if not _AT_ONCE.acquire(blocking=False):
        raise FetchesBusy
    try:
        chunks = _fetched(address)
        found = next(chunks)
    finally:
        _AT_ONCE.release()
    return cast("Iterator[bytes]", chunks), found.file_name


def _fetched(address: fetch.Url) -> Iterator[Any]:
    """Yield the download's description, then its content. A started generator closes the file even if nobody reads
    on."""
    policy = fetch.Policy(settings.FETCH_ALLOW, settings.FETCH_PORTS, plain=True)
    most: int = settings.LIMITS.max_bytes
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        yield fetch.download(address, file, policy=policy, seconds=settings.FETCH_SECONDS, max_bytes=most)
        file.seek(0)
        yield from iter(partial(file.read, _BLOCK), b"")
