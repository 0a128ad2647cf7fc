"""Damaged pictures, which end too early or have a broken part: their decodable rows, with a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import ImageFile

from ..errors import DamagedFile, TruncatedFile
from ..page import PageImage, Pixels, Problem

_FILL = (0, 128)  # gray levels that decoders leave in rows without data
_ALL = 0.98  # of the picture: if more is missing, it is not read


def is_tolerant() -> bool:
    return bool(ImageFile.LOAD_TRUNCATED_IMAGES)


@contextmanager
def tolerant() -> Iterator[None]:
    """Let Pillow decode damaged files as far as possible within this context.

    The setting is global. One decode child reads one page, so no other page is affected.
    """
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def rescued(error: DamagedFile, decode: Callable[[], PageImage]) -> PageImage:
    """Return the decodable part of the page with ``error`` as its problem; raise ``error`` if there is none."""
    try:
        with tolerant():
            page = decode()
    except DamagedFile:
        raise error from None
    missing = _missing(page.pixels)
    if missing > _ALL:
        raise error
    lost = f"; {missing:.0%} of the picture could not be decoded" if missing >= 0.005 else ""
    return replace(page, problems=(*page.problems, Problem(error.code, f"{error}{lost}")))


def missing_frames(number: int) -> Problem:
    """Return the problem of the last page of a TIFF whose chain of pages is broken."""
    return Problem(TruncatedFile.code, f"The TIFF breaks off after page {number}; pages that follow it are missing")


def _missing(pixels: Pixels) -> float:
    """Return the share of rows or columns without data at one side of the picture."""
    empty = np.zeros(pixels.shape[:2], np.bool_)
    for level in _FILL:
        empty |= (pixels == level).all(axis=2)
    return max(_run(np.asarray(empty.all(axis=axis))) for axis in (0, 1))


def _run(lines: npt.NDArray[np.bool_]) -> float:
    """Return the longer run of True at either end, as a share of all."""
    if lines.all():
        return 1.0
    ahead, behind = int(np.argmin(lines)), int(np.argmin(lines[::-1]))
    return max(ahead, behind) / len(lines)
