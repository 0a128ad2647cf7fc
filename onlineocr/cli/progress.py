"""Progress on standard error: a changing line on a terminal, else a plain line every few seconds."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from onlineocr.ocr.page import Page

from .output import say

Watch = Callable[[str, Iterator[Page]], Iterator[Page]]
SECONDS = 10.0  # between two plain lines, and between the first page and the first line


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Watch]:
    """Yield a function that passes a file's pages on and shows how many have been read."""
    if quiet:
        yield lambda _, pages: pages
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _line() as watch:
            yield watch
    else:
        yield _plain()


@contextmanager
def _line() -> Iterator[Watch]:
    from rich.console import Console  # noqa: PLC0415  only for a terminal
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(file: str, pages: Iterator[Page]) -> Iterator[Page]:
            bar.update(task, description=file)
            for page in pages:
                bar.update(task, description=f"{file}: page {page.number} read")
                yield page

        yield watch


def _plain() -> Watch:
    last = float("inf")

    def watch(file: str, pages: Iterator[Page]) -> Iterator[Page]:
        nonlocal last
        for page in pages:
            now = time.monotonic()
            last = min(last, now)
            if 0 < last < now and now - last >= SECONDS:
                last = now
                say(f"{file}: page {page.number} read")
            yield page

    return watch
