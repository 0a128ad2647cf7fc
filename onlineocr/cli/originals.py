"""The file that was read, opened again for formats that are made from it, too."""

from __future__ import annotations

import os
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
    from onlineocr.ocr.sandbox import Sandbox  # noqa: PLC0415  it loads numpy
    from onlineocr.ocr.sandbox.original import OriginalFile  # noqa: PLC0415

    with Sandbox() as sandbox:
        original = OriginalFile(sandbox, lambda: _opened(source), options)
        yield original
        for problem in original.problems:
            say(problem.detail)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[Path | int]:
    if isinstance(source, Path):
        yield source
        return
    with open(os.memfd_create("original", os.MFD_CLOEXEC), "w+b") as file:  # noqa: PTH123 - a descriptor
        file.write(source)
        file.flush()
        yield file.fileno()
