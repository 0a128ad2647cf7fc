"""One page through every stage: prepare -> engine -> layout. The only module that sees them all."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from . import layout, plan
from .engines import registry
from .engines.base import Engine, Reading
from .errors import EmptyFile
from .limits import Limits
from .options import Options
from .page import Page, PageImage
from .sandbox import Sandbox
from .upright import Upright, find_turn, reads_upright, upright


def recognize(
    source: Path | str | bytes, options: Options | None = None, limits: Limits | None = None
) -> Iterator[Page]:
    """Read a picture or a PDF, page by page; only one page is in memory at a time.

    ``source`` is a path, or the file's bytes. The file is decoded in a child process with no network and
    bounded memory and time; recognition runs in this process, with the engine that ``options`` name.
    Raises :class:`~.errors.OcrError` (a subclass that says what is wrong) before the first page, or at the
    page that cannot be read.
    """
    options, limits = options or Options(), limits or Limits()
    plan.check(options)
    with _opened(source) as file, Sandbox(limits) as sandbox:
        info = sandbox.probe(file, options)
        engine = registry.get(options.engine)
        for number in plan.page_numbers(info, options, limits):
            with sandbox.page(file, number, options) as shared:
                yield read_page(shared.image(), options, engine)


def read_page(image: PageImage, options: Options, engine: Engine) -> Page:
    """Recognize one decoded page. Boxes are in pixels of the upright page at its full size."""
    started = time.monotonic()
    page, reading = _read(image, options, engine)
    lines = page.lines(reading.lines)
    text, blocks = layout.arrange(lines)
    return Page(
        number=image.number,
        width=page.width,
        height=page.height,
        dpi=image.dpi,
        rotation=page.rotation,
        skew=page.skew,
        engine=reading.engine,
        engine_reason=reading.reason,
        source_reason="recognized from the picture",
        languages=reading.languages,
        confidence=layout.mean_confidence(lines),
        text=text,
        blocks=blocks,
        duration_ms=round((time.monotonic() - started) * 1000),
        problems=image.problems,
    )


def _read(image: PageImage, options: Options, engine: Engine) -> tuple[Upright, Reading]:
    """Read the page as it lies; and again, turned, when that shows it not to be upright.

    Almost every page is upright, and its own reading is the best proof of that: it costs nothing.
    """
    page = upright(image, options)
    reading = engine.recognize(page.pixels, options)
    if options.orient and not reads_upright(reading.lines) and (turned := find_turn(image, engine)):
        page = upright(image, options, turned)
        reading = engine.recognize(page.pixels, options)
    return page, reading


@contextlib.contextmanager
def _opened(source: Path | str | bytes) -> Iterator[Path | int]:
    if not isinstance(source, bytes):
        yield Path(source)
        return
    if not source:
        raise EmptyFile
    fd = os.memfd_create("document", os.MFD_CLOEXEC)
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(source)
        yield fd
    finally:
        os.close(fd)
