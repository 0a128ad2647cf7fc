"""A zip of the result in every other format, named after the document.

A format that needs the uploaded file is left out if that file is deleted or needs a password.
"""

# The pages are read once and stored in a temporary file, from which each format is written: memory holds one page.

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import PurePath
from typing import IO

from ..errors import OcrError
from ..page import Page
from . import zipstream
from .base import About, Format, Writer
from .zipstream import Member

_KEPT_IN_MEMORY = 1024 * 1024
_UNSAFE = re.compile(r"[^\w .()+,-]")


NAME = "zip"


def format_of(formats: Iterable[Format]) -> Format:
    """Return the format that is a zip of ``formats``."""
    return Format(NAME, "application/zip", ".zip", "All of the others", of(formats), binary=True, costly=True)


def of(formats: Iterable[Format]) -> Writer:
    """Return the writer of a zip of ``formats``."""
    chosen = tuple(formats)

    def write(pages: Iterable[Page], about: About) -> Iterator[bytes]:
        with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY) as file:
            for page in pages:
                file.write(json.dumps(page.to_dict()).encode() + b"\n")
            yield from zipstream.stream(_members(chosen, file, about))

    return write


def _members(formats: Iterable[Format], file: IO[bytes], about: About) -> Iterator[Member]:
    stem = _UNSAFE.sub("_", PurePath(about.title).stem).strip(". ")[:100] or "result"
    changed = about.created_at or datetime.now(UTC)
    # Formats that need the original come first: if it cannot be opened now, no byte has been sent yet.
    for form in sorted(formats, key=lambda form: not form.needs_original):
        fitting, pages = form.fitting(_again(file))
        name = f"{stem}{fitting.extension}"
        try:
            chunks = _begun(fitting, pages, about)
        except OcrError as error:
            yield Member(f"{name}.missing.txt", changed, [f"{error.detail}\n".encode()])
        else:
            yield Member(name, changed, chunks, dense=fitting.binary)


def _begun(form: Format, pages: Iterator[Page], about: About) -> Iterator[bytes]:
    chunks = form.bytes(pages, about)
    return chain([next(chunks, b"")], chunks) if form.needs_original else chunks


def _again(file: IO[bytes]) -> Iterator[Page]:
    file.seek(0)
    return (Page.from_dict(json.loads(line)) for line in file)
