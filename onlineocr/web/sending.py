"""The form of the start page hands in its file once, however often it is sent: two clicks of a mouse send it twice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from onlineocr.documents import once, services, waiting_room
from onlineocr.documents.lanes import lane_of
from onlineocr.documents.ledger import KeyedCall
from onlineocr.documents.models import Document
from onlineocr.documents.refusals import InProgress

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
    seen = once.fingerprint("form", mark, dict(options), upload.file_name, once.digest(file.chunks()))
    row = _take(lane_of(owner, address), seen)
    if not row.mine:
        first = list(zip(*once.made(row), strict=True))
        return first[0] if first else services.submit(upload=upload, owner=owner, address=address)

    def enter(*made: tuple[Document, str]) -> None:
        once.mark(row, seen, [one for one, _ in made], [token for _, token in made])

    try:
        return services.submit_batch(uploads=[upload], owner=owner, address=address, also=enter)[0]
    except BaseException:
        once.release(row)
        raise
    finally:
        once.let_go(row)


def _take(lane: str, key: str) -> KeyedCall:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return once.take(lane, key)
        except InProgress:
            with waiting_room.waits.seat() as seated:
                if not seated or time.monotonic() > until:
                    raise
                time.sleep(_LOOK)
