"""The results of several documents as the members of one zip, each document a file in the same format."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils import timezone

from onlineocr import filenames
from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.export.base import Format
from onlineocr.ocr.export.zipstream import Member

from . import results, services
from .files import exports
from .files.page_images import TooBusy
from .limits.errors import Busy
from .models import Document
from .models.states import Status
from .privacy.zip_names import Unique, safe
from .results import ResultGone

LEFT_OUT = "left-out.txt"
_GONE = "it was deleted while this file was made"
_PATIENCE = 10  # seconds that a document may wait for the server to make other files


def members(keys: Iterable[int], export: Format) -> Iterator[Member]:
    """Yield the result of each document as a file in the format ``export``, in the order of ``keys``.

    ``keys`` are primary keys; who may read these documents is the caller's to check. Names are safe on any system and
    unique in the zip. A document without a result, that needs a password, or that was deleted meanwhile is left out;
    `LEFT_OUT` at the end names each one with the reason, also those of which only the beginning could be written.
    Memory holds the keys, the names and a few pages. A document that is kept only until it is fetched is deleted once
    its whole result was sent.
    """
    names, left_out = Unique(LEFT_OUT), list[str]()
    for key in list(keys):
        document = Document.objects.select_related("shown", "latest").filter(pk=key).first()
        if document is None or document.expired or document.latest is None:
            left_out.append("A document that was deleted a moment ago")
        else:
            yield from _file(document, export, names, left_out)
    if left_out:
        yield Member(LEFT_OUT, timezone.now(), ["".join(f"{line}\n" for line in left_out).encode()])


def _file(document: Document, export: Format, names: Unique, left_out: list[str]) -> Iterator[Member]:
    called = safe(document.file_name, str(document.uid))
    try:
        fitting, chunks = _begun(document, export)
    except (OcrError, Busy, TooBusy, ResultGone) as error:
        left_out.append(f"{called}: {_reason(error)}")
        return
    name = names.name(safe(filenames.derive(called, fitting.extension, str(document.uid)), str(document.uid)))
    before = len(left_out)
    yield Member(name, document.updated_at, _noted(chunks, name, left_out), dense=fitting.binary)
    if document.transient and Status(document.status).ended and len(left_out) == before:
        services.delete_soon(document)


def _begun(document: Document, export: Format) -> tuple[Format, Iterator[bytes]]:
    """Return the result with its first chunk made, so that a refusal leaves no empty file behind."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            state = results.state(document)
            if state is None:
                raise OcrError(results.unread_reason(document))
            fitting, chunks = exports.create(document, export, state, detail=results.detail(document))
            return fitting, chain([next(chunks, b"")], chunks)
        except (Busy, TooBusy):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _noted(chunks: Iterator[bytes], name: str, left_out: list[str]) -> Iterator[bytes]:
    """Yield ``chunks`` as far as they come: one document must not end the whole zip."""
    try:
        yield from chunks
    except (OcrError, ResultGone) as error:
        left_out.append(f"{name}: only its beginning is here; {_reason(error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, OcrError):
        return str(error)
    return _GONE if isinstance(error, ResultGone) else "the server was making other files; try again"
