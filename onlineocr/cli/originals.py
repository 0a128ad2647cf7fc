"""The file that was read, opened again for formats that are made from it, too."""

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
    """``source`` for the time in which something is made from it; ``say`` hears at its end what there is to say."""
    from onlineocr.ocr import original  # noqa: PLC0415  it loads numpy

    with original(source, options) as opened:
        yield opened
        for problem in opened.problems:
            say(problem.detail)


def digest(source: Path | bytes) -> str:
    """SHA-256 of a file that can be read twice and is not too large to be recognized, else an empty text."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        if source.is_file() and source.stat().st_size <= Limits().max_bytes:
            with source.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # who opens it next says so
        pass
    return ""
