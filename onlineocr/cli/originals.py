"""The file that was read, opened again for formats that need it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options

if TYPE_CHECKING:
    from onlineocr.ocr.sandbox.original import OriginalFile


@contextmanager
def at_hand(source: Path | bytes, options: Options, say: Callable[[str], None]) -> Iterator[OriginalFile]:
    """Open ``source`` for making files from it; at the end, pass its problems to ``say``."""
    from onlineocr.ocr import original  # noqa: PLC0415  it loads numpy

    with original(source, options) as opened:
        yield opened
        for problem in opened.problems:
            say(problem.detail)


def digest(source: Path | bytes) -> str:
    """Return the SHA-256 of a file that can be read twice and is not too large to recognize, else an empty text."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        if source.is_file() and source.stat().st_size <= Limits().max_bytes:
            with source.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # opening the file later reports the error
        pass
    return ""
