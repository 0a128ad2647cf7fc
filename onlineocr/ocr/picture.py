"""The parameters of a page's picture for display."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from .geometry import Box

FORMATS = {"webp": "image/webp", "png": "image/png"}
"""Media types by the format's name, the preferred one first."""
LEAST_WIDTH, MOST_WIDTH = 16, 4096
MOST_HEIGHT = 16_383
"""Longest side that WebP supports."""
MOST_PIXELS = 16_000_000
MOST_BYTES = 64 * 1024 * 1024
"""A PNG of ``MOST_PIXELS`` that cannot be compressed at all is below this."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The page turned clockwise by ``rotation`` degrees, not straightened: the result's boxes are in its pixels.

    ``width`` is in pixels after turning; None for the page's own width. The picture is never wider than the page, and
    smaller where the bounds of this module require it. ``format`` is a key of ``FORMATS``. With ``box`` it is that
    part of the upright page, in pixels of a page of the size ``page``, and ``width`` is that of the part.
    """

    width: int | None = None
    rotation: int = 0
    format: str = "webp"
    box: Box | None = None
    page: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.rotation not in {0, 90, 180, 270}:
            raise ValueError(f"a page is turned by quarters, not by {self.rotation} degrees")
        if self.format not in FORMATS:
            raise ValueError(f"must be one of: {', '.join(FORMATS)}")
        if self.width is not None and not LEAST_WIDTH <= self.width <= MOST_WIDTH:
            raise ValueError(f"must be a whole number from {LEAST_WIDTH} to {MOST_WIDTH}")
        if self.box is not None and not (
            0 <= self.box.left < self.box.right <= self.page[0] and 0 <= self.box.top < self.box.bottom <= self.page[1]
        ):
            raise ValueError(f"must be a part of the page, which has {self.page[0]} x {self.page[1]} pixels")

    @property
    def media_type(self) -> str:
        return FORMATS[self.format]

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return width and height of the picture of an upright page of ``width`` x ``height`` pixels."""
        scale = min(
            1.0,
            (self.width or MOST_WIDTH) / width,
            MOST_WIDTH / width,
            MOST_HEIGHT / height,
            (MOST_PIXELS / (width * height)) ** 0.5,
        )
        return max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))

    def part(self, width: int, height: int) -> Box:
        """Return the part in pixels of an upright page that was drawn with ``width`` x ``height`` pixels."""
        if self.box is None:
            return Box(0, 0, width, height)
        across, down = width / self.page[0], height / self.page[1]
        left, top, right, bottom = self.box
        return Box(floor(left * across), floor(top * down), ceil(right * across), ceil(bottom * down)).clip(
            width, height
        )

    def to_dict(self) -> dict[str, Any]:
        whole: dict[str, Any] = {"width": self.width, "rotation": self.rotation, "format": self.format}
        return whole if self.box is None else whole | {"box": list(self.box), "page": list(self.page)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Picture:
        """Return the inverse of :meth:`to_dict`."""
        box, page = data.get("box"), data.get("page", (0, 0))
        return cls(**data | {"box": None if box is None else Box(*box), "page": tuple(page)})
