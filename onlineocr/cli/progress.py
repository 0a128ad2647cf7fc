"""Progress on standard error, where a person watches; nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from onlineocr.ocr.page import Page

Watch = Callable[[str, Iterator[Page]], Iterator[Page]]


@contextmanager
def progress() -> Iterator[Watch]:
    """A function that passes a file's pages on and shows how many have been read."""
    if not sys.stderr.isatty():
        yield lambda _, pages: pages
        return
    from rich.console import Console  # noqa: PLC0415  only where somebody watches
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(file: str, pages: Iterator[Page]) -> Iterator[Page]:
            bar.update(task, description=file)
            for page in pages:
                bar.update(task, description=f"{file}: page {page.number} read")
                yield page

        yield watch
