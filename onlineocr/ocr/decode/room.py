"""Size limits for pictures whose decoder needs far more memory than their pixels."""

from __future__ import annotations

import os
from typing import BinaryIO

from ..errors import TooManyPixels
from ..limits import MIB, Limits
from . import sniff, structure

_OTHERS = 16 * MIB
"""Memory of a child for everything else."""
_WEBP = 12
"""Bytes a pixel: the decoder's two canvases, and its result or, before that, the colors of a lossless picture."""
_COEFFICIENT, _DRAFT = 2, 1
"""Bytes for a JPEG: per coefficient, and per pixel of the picture, decoded to half its width and height."""
_NAMES = {sniff.WEBP: "a WebP", sniff.JPEG: "a JPEG of several scans", sniff.AVIF: "an AVIF of this kind"}


def check(file: BinaryIO, media_type: str, size: tuple[int, int], mode: str, limits: Limits) -> None:
    """Raise :class:`TooManyPixels` for a picture of ``size`` and ``mode`` whose decoding would run out of memory."""
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
    if media_type == sniff.AVIF:  # the decoder's memory, the result, and its copy
        return structure.avif_room(file, has_alpha=mode == "RGBA") + 2 * len(mode)
    return 0
