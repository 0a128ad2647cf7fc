"""Uploads opened again for export formats that need the original file: in a decode child, a few at a time."""

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
    """Return the upload of ``document``, restricted to the ``chosen`` pages or else to those that its run read.

    Using it raises :class:`~.page_images.TooBusy`, and :class:`OriginalGone` if the file was deleted.
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
