"""Results in the export formats; exports that are costly to make are cached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from onlineocr import __version__
from onlineocr.ocr.export.base import About, Format
from onlineocr.ocr.export.zipstream import BLOCK
from onlineocr.ocr.page import Page
from onlineocr.ocr.pages import PageSelection

from .. import results
from ..limits import concurrency
from ..models import Document
from ..models.states import Status
from ..results import ResultState
from . import cache, source_files


def name_of(
    export: Format, state: ResultState, chosen: PageSelection | None, password: str = "", detail: str = "words"
) -> str:
    """Return a cache name that changes whenever the file's content could. A password may add parts
    that are left out without it."""
    parts = (__version__, export.name, chosen or "", state.name, bool(password), detail)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def create(
    document: Document,
    export: Format,
    state: ResultState,
    *,
    chosen: PageSelection | None = None,
    password: str = "",
    detail: str = "words",
) -> tuple[Format, Iterator[bytes]]:
    """Return the result of the document (or of its ``chosen`` pages) in chunks, and the format that was used.

    Nothing is cached for a call with a password, or for a document that is deleted once fetched. For a costly format,
    the first chunk raises :class:`~.limits.errors.Busy` if too many exports are being made.
    """
    keeps = export.costly and not password and not document.transient and Status(document.status).ended
    uid, file = str(document.uid), f"{name_of(export, state, chosen, detail=detail)}{export.extension}"
    if keeps and (kept := cache.opened(uid, file)) is not None:
        return export, _read(kept)
    fitting, pages = export.fitting(results.pages(document, chosen))
    original = source_files.of(document, chosen, password=password)
    about = replace(results.about(document, chosen), original=original, detail=detail)
    chunks = _seated(fitting, pages, about) if export.costly else fitting.bytes(pages, about)
    return fitting, cache.passed_on(uid, file, chunks) if keeps else chunks


def _seated(export: Format, pages: Iterable[Page], about: About) -> Iterator[bytes]:
    with concurrency.exports.required():
        yield from export.bytes(pages, about)


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, BLOCK), b"")
