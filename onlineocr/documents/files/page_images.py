"""Pictures of pages for people to view: made in a decode child on request, and cached."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from onlineocr.ocr.errors import OriginalGone
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.picture import Picture

from ..models import Document, Page
from ..models.states import Status
from . import cache, decoder, storage

_AT_ONCE = 2  # pictures and PDFs made at the same time: a child uses one core
_WAITING = 8  # calls that may wait for one of them, each with a thread of the web server
_PATIENCE = 10.0  # seconds
_VERSION = 1  # increased when the same request gives another picture


class TooBusy(Exception):
    """Enough pictures are being made; ask again soon."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Description of one page's picture. ``name`` changes whenever the picture would."""

    document: Document
    number: int
    picture: Picture
    dpi: int | None
    name: str


def of(document: Document, page: Page, *, width: int | None, format: str, box: Box | None = None) -> PagePicture:
    """Describe the picture of ``page``: rotated as its result says; without a result, as the page is in the file.

    With ``box``, in pixels of the result, it is that part. ValueError for one that is no part of the page, as without
    a result, since then the page's size is not known.
    """
    result = page.result if page.status == Status.SUCCEEDED and page.result else {}
    size = (result["width"], result["height"]) if result else (0, 0)
    picture = Picture(width, result.get("rotation", 0), format, box, size)
    dpi = page.run.parsed_options().dpi
    parts = [_VERSION, document.sha256, page.number, dpi, picture.to_dict()]
    name = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
    return PagePicture(document, page.number, picture, dpi, name)


def read(wanted: PagePicture, *, password: str = "") -> bytes:
    """Return the picture's content, from the cache or made now.

    Raises :class:`TooBusy`, and :class:`OcrError` for a page that cannot be decoded, needs a password, or whose file
    was deleted. A picture made with a password is not cached.
    """
    uid, file = str(wanted.document.uid), f"{wanted.name}.{wanted.picture.format}"
    if (kept := cache.get(uid, file)) is not None:
        return kept
    with turn(f"{uid}/{file}"):
        if (kept := cache.get(uid, file)) is not None:
            return kept
        data = _make(wanted, password)
        if not password:
            cache.put(uid, file, data)
    return data


def _make(wanted: PagePicture, password: str) -> bytes:
    options = Options(dpi=wanted.dpi, password=password)
    try:
        with storage.local(wanted.document.key) as path:
            return decoder.sandbox().picture(path, wanted.number, wanted.picture, options)
    except FileNotFoundError:
        raise OriginalGone from None


_places = threading.BoundedSemaphore(_AT_ONCE + _WAITING)
_turns = threading.BoundedSemaphore(_AT_ONCE)
_ended = threading.Condition()
_under_way: set[str] = set()


@contextmanager
def turn(work: str = "") -> Iterator[None]:
    """Hold a slot for a decode child's work; :class:`TooBusy` if enough other calls wait for one.

    Calls with the same ``work`` come one after the other, without using a slot while they wait: the second one finds
    the first one's picture in the cache.
    """
    if not _places.acquire(blocking=False):
        raise TooBusy
    try:
        with _alone(work):
            if not _turns.acquire(timeout=_PATIENCE):
                raise TooBusy
            try:
                yield
            finally:
                _turns.release()
    finally:
        _places.release()


@contextmanager
def _alone(work: str) -> Iterator[None]:
    if not work:
        yield
        return
    with _ended:
        if not _ended.wait_for(lambda: work not in _under_way, _PATIENCE):
            raise TooBusy
        _under_way.add(work)
    try:
        yield
    finally:
        with _ended:
            _under_way.discard(work)
            _ended.notify_all()
