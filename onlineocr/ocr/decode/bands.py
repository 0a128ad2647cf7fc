"""A large picture, some rows at a time: whatever is made of it, no second whole picture lies in memory beside it."""

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
"""By EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Rows, or columns, of a loaded picture as they are after it has been turned by EXIF ``orientation``."""

    image: Image.Image
    orientation: int = 1

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.image.im.size
        return (height, width) if self.orientation >= 5 else (width, height)

    def rows(self) -> Iterator[tuple[int, Image.Image]]:
        """Copy each band of rows; give it with the number of its first row."""
        width, height = self.size
        return ((top, self.part(0, top, width, bottom)) for top, bottom in spans(height, width))

    def columns(self) -> Iterator[tuple[int, Image.Image]]:
        """Copy each band of columns; give it with the number of its first column."""
        width, height = self.size
        return ((left, self.part(left, 0, right, height)) for left, right in spans(width, height))

    def part(self, left: int, top: int, right: int, bottom: int) -> Image.Image:
        """Copy the pixels of a box; ``right`` and ``bottom`` are left out."""
        width, height = self.size
        if self.orientation in {2, 3, 6, 7}:
            left, right = width - right, width - left
        if self.orientation in {3, 4, 7, 8}:
            top, bottom = height - bottom, height - top
        part = self.image.crop((top, left, bottom, right) if self.orientation >= 5 else (left, top, right, bottom))
        return part.transpose(_TURNS[self.orientation]) if self.orientation > 1 else part


def spans(lines: int, length: int) -> Iterator[tuple[int, int]]:
    """The first line of each band of a picture with ``lines`` of so many pixels, and the first one behind it."""
    count = max(1, _PIXELS // length)
    return ((first, min(first + count, lines)) for first in range(0, lines, count))


def load(image: Image.Image) -> Bands:
    """Decode ``image``. Pillow turns a TIFF while it loads, by a copy of the whole; here its bands are turned."""
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
    """Free the pixels of ``image``. Its own ``close`` would close the file, too, which is the caller's."""
    Image.Image.close(image)
