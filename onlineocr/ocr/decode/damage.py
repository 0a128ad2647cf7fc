"""Pictures that end too early or have a broken piece: the rows that can be decoded, and a problem that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import ImageFile

from ..errors import DamagedFile, TruncatedFile
from ..page import PageImage, Pixels, Problem

_FILL = (0, 128)  # gray levels that decoders leave where no data came
_ALL = 0.98  # of the picture; with more of it missing there is nothing to read


def is_tolerant() -> bool:
    return bool(ImageFile.LOAD_TRUNCATED_IMAGES)


@contextmanager
def tolerant() -> Iterator[None]:
    """Within this context Pillow decodes as far as it can. One decode child reads one page, so no other is affected."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def rescued(error: DamagedFile, decode: Callable[[], PageImage]) -> PageImage:
    """The page as far as ``decode`` gets, with ``error`` as its problem; raise ``error`` if that is nothing."""
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
    """The problem of the last page of a TIFF whose chain of pages breaks off."""
    return Problem(TruncatedFile.code, f"The TIFF breaks off after page {number}; pages that follow it are missing")


def _missing(pixels: Pixels) -> float:
    """The share of the rows at one side of the picture that no data came for."""
    empty = np.zeros(pixels.shape[:2], np.bool_)
    for level in _FILL:
        empty |= (pixels == level).all(axis=2)
    return max(_run(np.asarray(empty.all(axis=axis))) for axis in (0, 1))


def _run(lines: npt.NDArray[np.bool_]) -> float:
    """The longer run of True at either end, as a share of all."""
    if lines.all():
        return 1.0
    ahead, behind = int(np.argmin(lines)), int(np.argmin(lines[::-1]))
    return max(ahead, behind) / len(lines)
