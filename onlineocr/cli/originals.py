"""The file that was read, opened again for formats that are made from it, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
