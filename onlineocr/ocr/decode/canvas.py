"""The target of drawing: memory that the caller owns, so that no second copy of a large page is made."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..page import Pixels


class Canvas(Protocol):
    """A function that returns the memory for one picture."""

    def __call__(self, width: int, height: int) -> Pixels:
        """Return writable zeros, height x width x 3. Raise :class:`~..errors.TooManyPixels` if they do not fit."""
        ...


def plain(width: int, height: int) -> Pixels:
    """Return ordinary memory of this process."""
    return np.zeros((height, width, 3), np.uint8)
