"""Uploads opened again for formats that are made from them: in a decode child, a few at a time."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from onlineocr.ocr.errors import OriginalGone
from onlineocr.ocr.options import Options
from onlineocr.ocr.pages import PageSelection
from onlineocr.ocr.sandbox.original import OriginalFile

from ..models import Document
from . import decoder, page_images, storage


def of(document: Document, chosen: PageSelection | None = None, *, password: str = "") -> OriginalFile:
    """The upload of ``document``, of which the pages are wanted that its run read, or the ``chosen`` ones of them.

    To make something from it raises :class:`~.pictures.TooBusy`, and :class:`OriginalGone` when it is not there.
    """
    run = document.shown or document.run
    options = Options(pages=chosen or run.parsed_options().pages, password=password)
    folder = Path(settings.DATA_DIR)
    return OriginalFile(decoder.sandbox(), functools.partial(_opened, document.key), options, folder)


@contextmanager
def _opened(key: str) -> Iterator[Path]:
    try:
        with page_images.turn(), storage.local(key) as path:
            yield path
    except FileNotFoundError:
        raise OriginalGone from None
