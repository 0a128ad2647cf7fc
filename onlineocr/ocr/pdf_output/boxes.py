"""Position of the upright page in the coordinates of a PDF page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from pikepdf import Array, Name, Page

Matrix = tuple[float, float, float, float, float, float]
_LETTER = (0.0, 0.0, 612.0, 792.0)


class Rect(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom


def seen(page: Page) -> Rect | None:
    """Return the visible part of ``page`` in its own units, as PDFium defines it: the crop box within the media box.

    An invalid box counts as absent. A page without a media box has the size Letter. Return None for an empty part.
    """
    media = _box(page, Name.MediaBox) or Rect(*_LETTER)
    crop = _box(page, Name.CropBox)
    if crop is None:
        return media
    left, bottom = max(media.left, crop.left), max(media.bottom, crop.bottom)
    both = Rect(left, bottom, min(media.right, crop.right), min(media.top, crop.top))
    return both if both.width > 0 and both.height > 0 else None


def _box(page: Page, name: Name) -> Rect | None:
    found = page.obj.get(name)
    if not isinstance(found, Array) or len(found) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(value) for value in found)
    except (TypeError, ValueError):
        return None
    rect = Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return rect if all(map(math.isfinite, rect)) and rect.width > 0 and rect.height > 0 else None


def rotation(page: Page) -> int:
    """Return the clockwise rotation with which the page is shown, in degrees: 0, 90, 180 or 270."""
    said: Any = page.obj.get(Name.Rotate, 0)
    try:
        return int(said) // 90 * 90 % 360 if int(said) >= 0 else -(-int(said) // 90 * 90) % 360
    except (TypeError, ValueError):
        return 0


def to_page(rect: Rect, turned: int, width: float, height: float) -> Matrix:
    """Return the matrix from the upright page to the page's own coordinates.

    The upright page is ``width`` x ``height``, with its origin at the bottom left. In the page's own coordinates it is
    ``rect``, and a clockwise rotation by ``turned`` degrees makes it upright.
    """
    x, y = rect.width, rect.height
    if turned % 180:
        across, down = y / width, x / height
        if turned == 90:
            return (0.0, across, -down, 0.0, rect.right, rect.bottom)
        return (0.0, -across, down, 0.0, rect.left, rect.top)
    across, down = x / width, y / height
    if turned == 180:
        return (-across, 0.0, 0.0, -down, rect.right, rect.top)
    return (across, 0.0, 0.0, down, rect.left, rect.bottom)


def numbers(values: Iterable[float]) -> list[Decimal]:
    """Return ``values`` as numbers of a PDF, without trailing zeros."""
    return [Decimal(f"{value:.7f}".rstrip("0").rstrip(".")) for value in values]
