"""A picture as an image of a PDF: its own bytes wherever PDF can hold them, else its pixels."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from ..decode import depth, raster, structure
from . import png, tiff
from .pixels import Pixels, of_jpeg

_FRAMES = {0xC0, 0xC1, 0xC2}
"""Start of frame markers of the JPEGs that PDF holds: baseline, extended and progressive (ISO 32000-1, 7.4.8)."""

_QUALITY = 90
_ALPHA = frozenset(("RGBA", "LA", "PA", "La", "RGBa"))


def of(image: ImageFile.ImageFile, file: BinaryIO) -> Pixels:
    """``image``, which ``file`` holds, with nothing lost that the picture has.

    What PDF has no filter for is stored anew: without loss, but for pictures that were compressed with loss (WebP,
    HEIC, AVIF, some TIFFs), which become JPEGs. What is transparent shows white.
    """
    turn = raster.orientation(image)
    if isinstance(image, JpegImageFile):
        return _jpeg(image, file, turn) or _stored(image, file, turn)
    if image.format == "PNG" and "transparency" not in image.info and (found := png.kept(file, turn)):
        return found
    if image.format == "TIFF" and (found := tiff.kept(image, file)):
        return found
    return _stored(image, file, turn)


def _jpeg(image: JpegImageFile, file: BinaryIO, turn: int) -> Pixels | None:
    """The file's bytes, as they are; None for the kinds that PDF does not know."""
    if structure.jpeg_frame(file) not in _FRAMES or image.mode not in {"L", "RGB", "CMYK"}:
        return None
    file.seek(0)
    return of_jpeg(file.read(), image.size, image.mode, turn)


def _stored(image: ImageFile.ImageFile, file: BinaryIO, turn: int) -> Pixels:
    image.load()
    plain = _opaque(depth.to_eight_bits(image))
    if _is_lossy(image, file):
        mode = "L" if plain.mode == "L" else "RGB"
        return of_jpeg(_saved(plain.convert(mode), "JPEG", quality=_QUALITY), plain.size, mode, turn)
    if plain.mode == "1":
        return tiff.fax(plain, turn)
    if plain.mode not in {"L", "P", "RGB"}:
        plain = plain.convert("RGB")
    found = png.kept(io.BytesIO(_saved(plain, "PNG")), turn)
    assert found is not None  # noqa: S101 - a PNG of ours
    return found


def _opaque(image: Image.Image) -> Image.Image:
    return raster.on_white(image) if image.mode in _ALPHA or "transparency" in image.info else image


def _is_lossy(image: ImageFile.ImageFile, file: BinaryIO) -> bool:
    if image.format == "TIFF":
        return tiff.is_lossy(image)
    return image.format in {"HEIF", "AVIF", "JPEG", "MPO"} or (image.format == "WEBP" and structure.webp_is_lossy(file))


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    clean = image.copy() if image.info else image
    clean.info = {}
    clean.save(file, format, **options)
    return file.getvalue()
