"""All stages of one page: own text or prepare -> engine -> confidence -> detections -> layout.

It is the only module that uses all of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import confidence, detections, embedded_text, layout, plan, sources
from .engines import registry
from .engines.base import Engine, Reading
from .limits import Limits
from .options import Options
from .orientation import Upright, find_turn, find_turn_again, reads_upright, surer, upright
from .page import Page, PageImage
from .sandbox import Sandbox

if TYPE_CHECKING:
    from .sources import Source


def recognize(source: Source, options: Options | None = None, limits: Limits | None = None) -> Iterator[Page]:
    """Read a picture or a PDF, page by page; only one page is in memory at a time.

    ``source`` is a path, bytes, a file that is open in binary mode, a PIL image or a NumPy array (gray, RGB or RGBA);
    all except a path are copied at the call. A file is decoded in a child process without network and with bounded
    memory and time; recognition runs in this process, with the engine that ``options`` name. Raises a subclass of
    :class:`~.errors.OcrError` before the first page, or at the page that cannot be read.
    """
    options = options or Options()
    plan.check(options)
    taken, limits = sources.take(source, limits or Limits())
    return _pages(taken, options, limits)


def _pages(taken: Path | bytes, options: Options, limits: Limits) -> Iterator[Page]:
    with sources.opened(taken) as file, Sandbox(limits) as sandbox:
        info = sandbox.probe(file, options)
        engine = registry.get(options.engine)
        for number in plan.page_numbers(info, options, limits):
            with sandbox.page(file, number, options) as shared:
                yield read_page(shared.image(), options, engine)


def read_page(image: PageImage, options: Options, engine: Engine, *, rotation: int | None = None) -> Page:
    """Return the result of one decoded page: recognized, or a PDF page's own text. Boxes are in pixels of the upright
    page at its full size.

    With ``rotation``, clockwise degrees that a person chose, the page is turned so and always recognized.
    """
    started = time.monotonic()
    found = _found(image, options, engine) if rotation is None else _turned(image, options, engine, rotation)
    lines = confidence.calibrated(found.lines, registry.curve(found.engine.name))
    beside = detections.find(found.page, lines, options)
    text, blocks = layout.arrange(beside.lines, beside.grids)
    return Page(
        number=image.number,
        width=found.page.width,
        height=found.page.height,
        dpi=image.dpi,
        rotation=found.page.rotation,
        skew=found.page.skew,
        engine=found.engine,
        engine_reason=found.engine_reason,
        source=found.source,
        source_reason=found.reason,
        languages=found.languages,
        confidence=layout.mean_confidence(line for block in blocks for line in block.lines),
        text=text,
        blocks=blocks,
        tables=layout.tables_of(blocks, beside.grids),
        barcodes=beside.barcodes,
        duration_ms=round((time.monotonic() - started) * 1000),
        problems=(*image.problems, *found.problems, *beside.problems),
    )


def _found(image: PageImage, options: Options, engine: Engine) -> embedded_text.Taken:
    """Return the page's lines, recognized or from its own text as ``options.text_layer`` allows."""
    if options.text_layer == "only":
        return embedded_text.only(image, options)
    verdict = embedded_text.take(image, options, engine) if options.text_layer == "auto" else embedded_text.Refused("")
    if isinstance(verdict, embedded_text.Taken):
        return verdict
    page, reading = _read(image, options, engine)
    reason = "recognized from the picture" + (f", because {verdict.reason}" if verdict.reason else "")
    return _recognized(page, reading, reason)


def _turned(image: PageImage, options: Options, engine: Engine, rotation: int) -> embedded_text.Taken:
    """Return the lines of the page as it lies after a turn by ``rotation``."""
    page = upright(image, options, rotation)
    reading = engine.recognize(page.pixels, options)
    return _recognized(page, reading, "recognized from the picture as a person turned it")


def _recognized(page: Upright, reading: Reading, reason: str) -> embedded_text.Taken:
    return embedded_text.Taken(
        page, list(reading.lines), "ocr", reason, reading.engine, reading.reason, reading.languages, reading.problems
    )


def _read(image: PageImage, options: Options, engine: Engine) -> tuple[Upright, Reading]:
    """Read the page, turned upright if look and text show that it is not.

    The orientation network runs first, so that a turned page is not read twice. Where the network is wrong, in scripts
    that it does not know, the reading shows it: then the page is turned and read again.
    """
    page = upright(image, options, find_turn(image, engine) if options.orient else 0)
    reading = engine.recognize(page.pixels, options)
    if not options.orient or page.rotation or reads_upright(reading.lines):
        return page, reading
    turned = find_turn_again(image, reading.lines, engine)
    if not turned:
        return page, reading
    other = upright(image, options, turned)
    again = engine.recognize(other.pixels, options)
    return (other, again) if surer(image, reading.lines, again.lines) else (page, reading)
