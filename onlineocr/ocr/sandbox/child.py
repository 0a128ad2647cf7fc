"""One decode child: it sets its limits, inspects a file or decodes one page, answers, and ends."""

from __future__ import annotations

import errno
import mmap
import os
from typing import Any, BinaryIO

import numpy as np

from ..decode import document, picture, sniff
from ..decode.canvas import plain
from ..errors import DecodeMemory, NoSpace, OcrError, TooManyPixels
from ..page import PageImage, Pixels
from ..picture import Picture
from . import confine, seccomp, wire

SOURCE, CANVAS, ANSWER, LAYERS = 3, 4, 5, 6


def run(order: wire.Order, already_mapped: int) -> None:
    """Set the limits and answer ``order`` about the file at descriptor ``SOURCE``."""
    with open(SOURCE, "rb", closefd=False) as file:
        threads = sniff.starts_threads(os.pread(SOURCE, sniff.HEAD, 0))
        confine.bound(order.limits, already_mapped, os.fstat(SOURCE).st_size, order.output_bytes, threads=threads)
        confine.give_up_privileges()
        seccomp.confine(threads=threads)
        os.write(ANSWER, wire.BEGUN)
        said = _answer(file, order)
    _write(wire.pack(said))


def _answer(file: BinaryIO, order: wire.Order) -> dict[str, Any]:
    try:
        if order.searchable:
            return {"searchable": _searchable(file, order)}
        if order.picture:
            return {"picture": _picture(file, order, order.picture)}
        if order.number == 0:
            return {"document": document.probe(file, order.options, order.limits).to_dict()}
        return {"page": meta(document.decode(file, order.number, order.options, order.limits, _shared))}
    except (MemoryError, DecodeMemory):
        return _refusal(DecodeMemory.over(order.limits.decode_memory))
    except OcrError as error:
        return _refusal(error)


def _picture(file: BinaryIO, order: wire.Order, wanted: Picture) -> dict[str, Any]:
    """Write the page as a picture file to the parent's memory, and return its length and size."""
    page = document.decode(file, order.number, order.options, order.limits, plain)
    data, width, height = picture.encode(page, wanted)
    with mmap.mmap(CANVAS, len(data)) as memory:
        memory[:] = data
    return {"length": len(data), "width": width, "height": height}


def _searchable(file: BinaryIO, order: wire.Order) -> dict[str, Any]:
    """Write the document with its text layers to the parent's file, and return its length and problems."""
    from ..pdf_output.assembly import assemble  # noqa: PLC0415  only few children need qpdf

    try:
        with open(LAYERS, "rb", closefd=False) as layers, open(CANVAS, "r+b", closefd=False) as out:
            layers.seek(0)
            problems = assemble(file, layers, out, order.options, order.limits)
            return {"length": out.tell(), "problems": [problem.to_dict() for problem in problems]}
    except OSError as error:  # also when the file is closed
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise NoSpace from None


def _refusal(error: OcrError) -> dict[str, Any]:
    return {"error": {"code": error.code, "detail": str(error), "remedy": error.remedy}}


def meta(page: PageImage) -> dict[str, Any]:
    """Return the description of a page: everything except its pixels."""
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "full_width": page.full_width,
        "full_height": page.full_height,
        "problems": [problem.to_dict() for problem in page.problems],
        "own_text": page.own_text.to_dict() if page.own_text else None,
    }


def _shared(width: int, height: int) -> Pixels:
    """Map the canvas that the parent sent. Raise :class:`TooManyPixels` if it is too small."""
    length = width * height * 3
    room = os.fstat(CANVAS).st_size
    if length > room:
        raise TooManyPixels(f"A page of {width} x {height} pixels does not fit into {room} bytes")
    return np.frombuffer(mmap.mmap(CANVAS, length), np.uint8).reshape(height, width, 3)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(ANSWER, view) :]
    os.close(ANSWER)  # so the parent need not wait for the end of this process
