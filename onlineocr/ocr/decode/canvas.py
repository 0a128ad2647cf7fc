"""Where a page is drawn: memory that the caller owns, so that no second copy of a large page is made."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..page import Pixels


class Canvas(Protocol):
    """Gives the memory for one picture."""

    def __call__(self, width: int, height: int) -> Pixels:
        """Writable zeros, height x width x 3; :class:`~..errors.TooManyPixels` where there is no room."""
        ...


def plain(width: int, height: int) -> Pixels:
    """Ordinary memory of this process."""
    return np.zeros((height, width, 3), np.uint8)
