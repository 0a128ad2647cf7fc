"""Submit the file of the start page's form once, even if a double click sends the form twice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from onlineocr.documents import services
from onlineocr.documents.limits import concurrency, idempotency
from onlineocr.documents.limits.errors import InProgress
from onlineocr.documents.models import Batch, Document
from onlineocr.http.caller import Caller

_PATIENCE = 10.0  # seconds that a second submission waits for the first
_LOOK = 0.2


def new() -> str:
    """Return the mark of a form: each display of the page has another one."""
    return secrets.token_urlsafe(16)


def submit(
    files: Sequence[UploadedFile[Any]],
    options: Mapping[str, Any],
    *,
    mark: str,
    caller: Caller,
    batch: Batch | None = None,
) -> tuple[Document, str]:
    """Submit like `services.submit_batch`, and return the first document with its token; the same files and options in
    the form with this ``mark`` give the same document.

    Raise :class:`InProgress` if the first submission takes very long.
    """
    uploads = [services.Upload(chunks=file.chunks(), file_name=file.name or "", options=options) for file in files]
    told = [(file.name or "", idempotency.digest(file.chunks())) for file in files]
    seen = idempotency.fingerprint("form", mark, dict(options), told, str(batch))
    with _attempt(caller.share_key, seen if mark else None) as call:
        if call.repeats and (first := call.earlier(seen)):
            return first[0]

        def enter(*made: tuple[Document, str]) -> None:
            if not call.repeats:
                call.mark(seen, *made)

        owner, address = caller.owner, caller.address
        made = services.submit_batch(uploads=uploads, owner=owner, address=address, batch=batch, in_transaction=enter)
        return made[0]


@contextmanager
def _attempt(share_key: str, key: str | None) -> Iterator[idempotency.Attempt]:
    """Hold the key of the form, after waiting for the end of an earlier submission."""
    with ExitStack() as held:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                call = held.enter_context(idempotency.attempt(share_key, key))
                break
            except InProgress:
                with concurrency.waits.slot() as slotted:
                    if not slotted or time.monotonic() > until:
                        raise
                    time.sleep(_LOOK)
        yield call
