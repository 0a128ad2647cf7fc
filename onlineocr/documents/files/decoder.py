"""The decode children of this process, and the inspection of a stored file in one of them."""

from __future__ import annotations

import time
from functools import cache

from django.conf import settings

from onlineocr.ocr import plan
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import DocumentInfo
from onlineocr.ocr.sandbox import Sandbox, SandboxWatch

from ..limits import concurrency
from . import storage


@cache
def sandbox() -> Sandbox:
    """Return the sandbox of this process, which starts decode children as they are needed."""
    return Sandbox(settings.LIMITS)


@cache
def watch() -> SandboxWatch:
    """Return the thread that watches this sandbox. The web server starts it."""
    return SandboxWatch(sandbox())


def look(key: str, options: Options) -> DocumentInfo:
    """Return the format, the pages and the problems of the stored file ``key``, found within the sandbox.

    Raises FileNotFoundError if the file was deleted, :class:`OcrError` if it cannot be decoded.
    """
    plan.check(options)
    with concurrency.looks, storage.local(key) as path:
        began = time.monotonic()
        try:
            return sandbox().probe(path, options)
        finally:
            concurrency.uploads.charge(time.monotonic() - began)
