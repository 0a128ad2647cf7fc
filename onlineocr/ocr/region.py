"""A part of a page that is to be read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .geometry import Box
from .page import Page
from .schema import Json

LEAST_SIDE = 8  # pixels: no letter is smaller


@dataclass(frozen=True, slots=True)
class Region:
    """The part in ``box``, in pixels of the upright page at its full size, which is ``width`` x ``height`` after a
    clockwise turn by ``rotation`` degrees."""

    box: Box
    width: int
    height: int
    rotation: int

    @classmethod
    def of(cls, page: Page, value: Any) -> Region:
        """Parse ``[left, top, right, bottom]``; ValueError gives the reason why it is no part of ``page``."""
        if not isinstance(value, list | tuple) or len(value) != 4 or not all(map(_is_whole, value)):
            raise ValueError("must be four whole numbers: [left, top, right, bottom]")
        box = Box(*value)
        said = f"is {list(box)}"
        if box.left < 0 or box.top < 0 or box.right > page.width or box.bottom > page.height:
            raise ValueError(f"{said}; the page has {page.width} x {page.height} pixels, [0, 0] at the top left")
        if box.width < LEAST_SIDE or box.height < LEAST_SIDE:
            raise ValueError(
                f"{said}: {box.width} x {box.height} pixels; at least {LEAST_SIDE} x {LEAST_SIDE} are read"
            )
        return cls(box, page.width, page.height, page.rotation)

    def fits(self, page: Page) -> bool:
        """Return whether ``page`` has the size and rotation of the page on which the box was drawn."""
        return (self.width, self.height, self.rotation) == (page.width, page.height, page.rotation)

    def to_dict(self) -> Json:
        return {"box": list(self.box), "width": self.width, "height": self.height, "rotation": self.rotation}

    @classmethod
    def from_dict(cls, data: Json) -> Region:
        """Return the inverse of :meth:`to_dict`; other keys of ``data`` are ignored."""
        return cls(Box(*data["box"]), data["width"], data["height"], data["rotation"])


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9
