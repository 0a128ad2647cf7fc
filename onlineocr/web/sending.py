"""The form of the start page hands in its file once, however often it is sent: two clicks of a mouse send it twice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from onlineocr.documents import services
from onlineocr.documents.limits import concurrency, idempotency
from onlineocr.documents.limits.callers import lane_of
from onlineocr.documents.limits.errors import InProgress
from onlineocr.documents.models import Document, KeyedCall

_PATIENCE = 10.0  # seconds that the second sending waits for the first
_LOOK = 0.2


def new() -> str:
    """The mark of a form: the page has another one each time that it is shown."""
    return secrets.token_urlsafe(16)


def submit(
    file: UploadedFile[Any], options: Mapping[str, Any], *, mark: str, owner: Any, address: str | None
) -> tuple[Document, str]:
    """As `services.submit`; the same file and options in the form with this ``mark`` give the same document.

    :class:`InProgress` when the first sending takes very long.
    """
    upload = services.Upload(chunks=file.chunks(), file_name=file.name or "", options=options)
    if not mark:
        return services.submit(upload=upload, owner=owner, address=address)
    seen = idempotency.fingerprint("form", mark, dict(options), upload.file_name, idempotency.digest(file.chunks()))
    row = _take(lane_of(owner, address), seen)
    if not row.mine:
        first = list(zip(*idempotency.made(row), strict=True))
        return first[0] if first else services.submit(upload=upload, owner=owner, address=address)

    def enter(*made: tuple[Document, str]) -> None:
        idempotency.mark(row, seen, [one for one, _ in made], [token for _, token in made])

    try:
        return services.submit_batch(uploads=[upload], owner=owner, address=address, also=enter)[0]
    except BaseException:
        idempotency.release(row)
        raise
    finally:
        idempotency.let_go(row)


def _take(lane: str, key: str) -> KeyedCall:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return idempotency.take(lane, key)
        except InProgress:
            with concurrency.waits.seat() as seated:
                if not seated or time.monotonic() > until:
                    raise
                time.sleep(_LOOK)
