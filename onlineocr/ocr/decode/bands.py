"""Access to a large picture by bands of rows, so that its processing needs no second whole picture in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

_PIXELS = 500_000
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Pillow's transpositions by EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Rows or columns of a loaded picture after its rotation by EXIF ``orientation``."""

    image: Image.Image
    orientation: int = 1

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.image.im.size
        return (height, width) if self.orientation >= 5 else (width, height)

    def rows(self) -> Iterator[tuple[int, Image.Image]]:
        """Return a copy of each band of rows, with the number of its first row."""
        width, height = self.size
        return ((top, self.part(0, top, width, bottom)) for top, bottom in spans(height, width))

    def columns(self) -> Iterator[tuple[int, Image.Image]]:
        """Return a copy of each band of columns, with the number of its first column."""
        width, height = self.size
        return ((left, self.part(left, 0, right, height)) for left, right in spans(width, height))

    def part(self, left: int, top: int, right: int, bottom: int) -> Image.Image:
        """Return a copy of the pixels of a box; ``right`` and ``bottom`` are exclusive."""
        width, height = self.size
        if self.orientation in {2, 3, 6, 7}:
            left, right = width - right, width - left
        if self.orientation in {3, 4, 7, 8}:
            top, bottom = height - bottom, height - top
        part = self.image.crop((top, left, bottom, right) if self.orientation >= 5 else (left, top, right, bottom))
        return part.transpose(_TURNS[self.orientation]) if self.orientation > 1 else part


def spans(lines: int, length: int) -> Iterator[tuple[int, int]]:
    """Return the first line of each band, and the first line after it, for ``lines`` of ``length`` pixels."""
    count = max(1, _PIXELS // length)
    return ((first, min(first + count, lines)) for first in range(0, lines, count))


def load(image: Image.Image) -> Bands:
    """Decode ``image``. Pillow rotates a whole copy of a TIFF while it loads; here each band is rotated instead."""
    if image.format != "TIFF":
        image.load()
        return Bands(image)
    exif = image.getexif()
    orientation = int(exif.get(_ORIENTATION, 1))
    if orientation in _TURNS:
        exif[_ORIENTATION] = 1
    image.load()
    return Bands(image, orientation if orientation in _TURNS else 1)


def release(image: Image.Image) -> None:
    """Free the pixels of ``image``. Its own ``close`` would also close the file, which belongs to the caller."""
    Image.Image.close(image)
