"""A picture as an image of a PDF: its own bytes if PDF supports their format, else its pixels."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from ..decode import animation, depth, raster, structure
from ..decode.ground import has_transparency, on_ground
from . import png, tiff
from .pixels import Pixels, of_jpeg

_FRAMES = {0xC0, 0xC1, 0xC2}
"""Start of frame markers of the JPEGs that PDF supports: baseline, extended and progressive (ISO 32000-1, 7.4.8)."""

_QUALITY = 90


def of(image: Image.Image, file: BinaryIO) -> Pixels:
    """Return ``image`` from ``file`` as an image of a PDF, without loss of quality.

    A picture whose format has no filter in PDF is encoded again: without loss, or as JPEG if it was compressed with
    loss (WebP, HEIC, AVIF, some TIFFs). Transparent pixels show the background that they were read on. Of a file that
    ends too early the decodable part is stored, within :func:`~..decode.damage.tolerant`.
    """
    turn = raster.orientation(image)
    if isinstance(image, JpegImageFile):
        return _jpeg(image, file, turn) or _stored(image, file, turn)
    if _is_plain_png(image, file) and (found := png.kept(file, turn)):
        return found
    if image.format == "TIFF" and (found := tiff.kept(image, file)):
        return found
    return _stored(image, file, turn)


def _is_plain_png(image: Image.Image, file: BinaryIO) -> bool:
    """Return whether ``file`` is a complete PNG with one picture and no transparency."""
    return (
        image.format == "PNG"
        and "transparency" not in image.info
        and not animation.is_animated(image)
        and structure.png_is_whole(file)
    )


def _jpeg(image: JpegImageFile, file: BinaryIO, turn: int) -> Pixels | None:
    """Return the file's bytes unchanged, or None for a kind of JPEG that PDF does not support."""
    if structure.jpeg_frame(file) not in _FRAMES or image.mode not in {"L", "RGB", "CMYK"}:
        return None
    if not structure.jpeg_is_whole(file):
        return None
    file.seek(0)
    return of_jpeg(file.read(), image.size, image.mode, turn)


def _stored(image: Image.Image, file: BinaryIO, turn: int) -> Pixels:
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
    assert found is not None  # noqa: S101 - we encoded this PNG
    return found


def _opaque(image: Image.Image) -> Image.Image:
    return on_ground(image) if has_transparency(image) else image


def _is_lossy(image: Image.Image, file: BinaryIO) -> bool:
    if image.format == "TIFF":
        return tiff.is_lossy(image)
    return image.format in {"HEIF", "AVIF", "JPEG", "MPO"} or (image.format == "WEBP" and structure.webp_is_lossy(file))


def _saved(image: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    info, image.info = image.info, {}
    try:
        image.save(file, format, **options)
    finally:
        image.info = info
    return file.getvalue()
