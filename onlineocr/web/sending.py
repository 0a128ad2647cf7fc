"""Submit the file of the start page's form once, even if a double click sends the form twice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from onlineocr.documents import services
from onlineocr.documents.limits import concurrency, idempotency
from onlineocr.documents.limits.errors import InProgress
from onlineocr.documents.models import Document
from onlineocr.http.caller import Caller

_PATIENCE = 10.0  # seconds that a second submission waits for the first
_LOOK = 0.2


def new() -> str:
    """Return the mark of a form: each display of the page has another one."""
    return secrets.token_urlsafe(16)


def submit(file: UploadedFile[Any], options: Mapping[str, Any], *, mark: str, caller: Caller) -> tuple[Document, str]:
    """Submit like `services.submit`; the same file and options in the form with this ``mark`` give the same document.

    Raise :class:`InProgress` if the first submission takes very long.
    """
    upload = services.Upload(chunks=file.chunks(), file_name=file.name or "", options=options)
    seen = idempotency.fingerprint("form", mark, dict(options), upload.file_name, idempotency.digest(file.chunks()))
    with _attempt(caller.share_key, seen if mark else None) as call:
        if call.repeats and (first := call.earlier(seen)):
            return first[0]

        def enter(*made: tuple[Document, str]) -> None:
            if not call.repeats:
                call.mark(seen, *made)

        owner, address = caller.owner, caller.address
        return services.submit_batch(uploads=[upload], owner=owner, address=address, in_transaction=enter)[0]


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
