"""Encoding of a decoded page as a picture file for browsers."""

from __future__ import annotations

import io

from PIL import Image

from ..errors import TooManyPixels
from ..geometry import Box
from ..page import PageImage
from ..picture import MOST_BYTES, Picture

_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_QUALITY, _EFFORT = 80, 2  # of WebP: effort 4 takes twice the time for a tenth of the bytes
_COMPRESSION = 3  # of PNG's zlib
_OPTIONS: dict[str, dict[str, int]] = {
    "webp": {"quality": _QUALITY, "method": _EFFORT},
    "png": {"compress_level": _COMPRESSION},
}


def encode(page: PageImage, picture: Picture) -> tuple[bytes, int, int]:
    """Return the bytes of the picture file that ``picture`` describes, and its width and height."""
    image = Image.frombuffer("RGB", (page.width, page.height), page.pixels, "raw", "RGB", 0, 1)
    if picture.box is not None:
        image = image.crop(_lying(picture, *image.size))
    size = picture.size(*(image.size if picture.rotation % 180 == 0 else image.size[::-1]))
    # It is reduced first and rotated then, since the cost of a rotation grows with the pixels.
    lying = size if picture.rotation % 180 == 0 else size[::-1]
    if lying != image.size:
        image = image.resize(lying, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.rotation:
        image = image.transpose(_TURNS[picture.rotation])
    file = io.BytesIO()
    image.save(file, picture.format, **_OPTIONS[picture.format])
    data = file.getvalue()
    if len(data) > MOST_BYTES:
        raise TooManyPixels(f"The picture has {len(data)} bytes; at most {MOST_BYTES} are made")
    return data, *image.size


def _lying(picture: Picture, width: int, height: int) -> Box:
    """Return the part of the page that ``picture`` shows as it lies in the file, before the turn."""
    left, top, right, bottom = picture.part(*((width, height) if picture.rotation % 180 == 0 else (height, width)))
    return {
        0: Box(left, top, right, bottom),
        90: Box(top, height - right, bottom, height - left),
        180: Box(width - right, height - bottom, width - left, height - top),
        270: Box(width - bottom, left, width - top, right),
    }[picture.rotation]
