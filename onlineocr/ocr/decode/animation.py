"""Choice of the frame of an animation that is read: the first with about the greatest contrast."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..page import Problem
from .ground import on_ground

_MOST_FRAMES = 100
_MOST_PIXELS = 100_000_000  # over all frames: later frames are not decoded
_SIDE = 600  # pixels: frames are compared at about this size
_ENOUGH = 0.8  # of the fullest frame's contrast


def is_animated(image: Image.Image) -> bool:
    """Return whether ``image`` has frames that follow one another in time. The frames of a TIFF are pages, and a HEIF
    container holds separate pictures."""
    return image.format not in {"TIFF", "JPEG", "MPO", "HEIF"} and bool(getattr(image, "is_animated", False))


def seek_fullest(image: Image.Image) -> None:
    """Seek the first frame of ``image`` that has at least ``_ENOUGH`` of the greatest contrast of all frames.

    Decode at most ``_MOST_FRAMES`` frames and ``_MOST_PIXELS`` pixels. A frame that cannot be decoded or that has
    another size ends the search.
    """
    size = image.size
    count = min(int(getattr(image, "n_frames", 1)), _MOST_FRAMES, max(1, _MOST_PIXELS // max(1, size[0] * size[1])))
    contrasts: list[float] = []
    if count == 1:
        image.seek(0)
        return
    for index in range(count):
        try:
            image.seek(index)
            image.load()
        except (OSError, EOFError, SyntaxError, ValueError, Image.DecompressionBombError):
            break
        if image.size != size:
            break
        contrasts.append(_contrast(image))
    enough = _ENOUGH * max(contrasts, default=0.0)
    image.seek(next((index for index, contrast in enumerate(contrasts) if contrast >= enough), 0))


def problem(image: Image.Image) -> Problem:
    """Return the problem that names the current frame of ``image``, the one that is read."""
    count = int(getattr(image, "n_frames", 1))
    return Problem("animation", f"The picture is animated; frame {image.tell() + 1} of {count} was read")


def _contrast(image: Image.Image) -> float:
    """Return the sum of the differences between neighboring pixels, in gray levels."""
    factor = max(1, max(image.size) // _SIDE)
    small = on_ground(image).convert("L").reduce(factor)
    gray: npt.NDArray[np.int16] = np.asarray(small, np.int16)
    return float(np.abs(np.diff(gray, axis=0)).sum() + np.abs(np.diff(gray, axis=1)).sum())
