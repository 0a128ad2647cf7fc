"""Pictures whose decoder holds far more than their pixels: how large they may be in the memory that there is."""

from __future__ import annotations

import os
from typing import BinaryIO

from ..errors import TooManyPixels
from ..limits import MIB, Limits
from . import sniff, structure

_OTHERS = 16 * MIB
"""What a child needs besides."""
_WEBP = 12
"""Bytes a pixel: the decoder's two canvases, and its result or, before that, the colors of a picture without loss."""
_COEFFICIENT, _DRAFT = 2, 1
"""Bytes of a JPEG: a coefficient's, and a pixel's that is decoded to half its width and height."""
_NAMES = {sniff.WEBP: "a WebP", sniff.JPEG: "a JPEG of several scans", sniff.AVIF: "an AVIF of this kind"}


def check(file: BinaryIO, media_type: str, size: tuple[int, int], mode: str, limits: Limits) -> None:
    """Raise :class:`TooManyPixels` for a picture of ``size`` and ``mode`` that could only fail for want of memory."""
    each = _bytes_a_pixel(file, media_type, mode)
    if not each:
        return
    most = max(0, int((limits.decode_memory - _OTHERS - os.fstat(file.fileno()).st_size) / each))
    if size[0] * size[1] > most:
        raise TooManyPixels(
            f"The picture has {size[0]} x {size[1]} = {size[0] * size[1]} pixels; at most "
            f"{most} are read of {_NAMES[media_type]} with {limits.decode_memory // MIB} MiB of memory"
        )


def _bytes_a_pixel(file: BinaryIO, media_type: str, mode: str) -> float:
    if media_type == sniff.WEBP:
        return _WEBP
    if media_type == sniff.JPEG:
        coefficients = structure.jpeg_coefficients(file)
        return coefficients * _COEFFICIENT + _DRAFT if coefficients else 0
    if media_type == sniff.AVIF:  # what the decoder has, the result, and its copy
        return structure.avif_room(file, has_alpha=mode == "RGBA") + 2 * len(mode)
    return 0
