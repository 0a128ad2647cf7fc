"""Pictures by Pillow: one frame, upright, RGB, on white.

The plugin classes are used by themselves, never ``Image.open``: what the sniffer did not name cannot run.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
from PIL import AvifImagePlugin, Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import options as heif_options
from pillow_heif.as_plugin import HeifImageFile

from ..errors import DamagedFile, DecodeMemory, NoSuchPage, OcrError, TooManyPixels, TruncatedFile, UnsupportedType
from ..limits import Limits
from ..page import PageImage, Pixels, Problem
from . import depth, resolution, sniff, structure
from .canvas import Canvas

_PLUGINS: dict[str, Any] = {
    sniff.PNG: PngImageFile,
    sniff.JPEG: JpegImageFile,
    sniff.WEBP: WebPImageFile,
    sniff.GIF: GifImageFile,
    sniff.BMP: BmpImageFile,
    sniff.TIFF: TiffImageFile,
    sniff.HEIC: HeifImageFile,
    sniff.AVIF: AvifImagePlugin.AvifImageFile,
}
_STRUCTURE = {
    sniff.PNG: structure.check_png,
    sniff.JPEG: structure.check_jpeg,
    sniff.WEBP: structure.check_riff,
}
_ORIENTATION = 0x0112
_RESOLUTION_UNIT, _X_RESOLUTION, _Y_RESOLUTION = 296, 282, 283
_COMPRESSION = 259
_RARE_CODECS = {34712: "JPEG 2000", 34887: "LERC", 50001: "WebP", 50002: "JPEG XL"}
_INCHES_PER_UNIT = {2: 1.0, 3: 1 / 2.54}
_PLAINER = "Save it as PNG, or as TIFF with 8 bits per sample and a usual compression."
_CUT_OFF = ("truncat", "unexpected end", "end of file", "not enough", "end of data", "premature", "no data")

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a decode child may not start threads
heif_options.DECODE_THREADS = 1
heif_options.THUMBNAILS = heif_options.DEPTH_IMAGES = heif_options.AUX_IMAGES = False


def probe(file: BinaryIO, media_type: str, limits: Limits) -> int:
    """The number of pages: a TIFF's frames, 1 for everything else. Reads headers only."""
    with _refusing(), _opened(file, media_type, limits):
        return len(_pages(file, media_type, limits))


def decode(file: BinaryIO, media_type: str, number: int, limits: Limits, canvas: Canvas) -> PageImage:
    """Draw frame ``number`` (from 1) on ``canvas``."""
    with frames(file, media_type, limits) as at:
        return _draw(at(number), number, limits, canvas)


@contextmanager
def frames(file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Callable[[int], ImageFile.ImageFile]]:
    """Gives frame after frame by its number (from 1): its header is read, its pixels are not. It is good until the next
    one is asked for. What goes wrong with the file inside of this context becomes an error of ours."""
    with _refusing():
        pages = _pages(file, media_type, limits)
        with _opened(file, media_type, limits) as image:

            def at(number: int) -> ImageFile.ImageFile:
                if not 1 <= number <= len(pages):
                    raise NoSuchPage(f"Page {number} was asked for; the document has {len(pages)}")
                if media_type == sniff.TIFF:
                    image.seek(pages[number - 1])
                    _check_pixels(image.size, limits)
                    _check_codec(image)
                return image

            yield at


def _pages(file: BinaryIO, media_type: str, limits: Limits) -> list[int]:
    return structure.tiff_frames(file, limits.max_pages) if media_type == sniff.TIFF else [0]


@contextmanager
def _opened(file: BinaryIO, media_type: str, limits: Limits) -> Iterator[ImageFile.ImageFile]:
    check = _STRUCTURE.get(media_type)
    if check is not None:
        check(file)
    if media_type == sniff.WEBP:
        _check_pixels(structure.webp_size(file) or (1, 1), limits)
    file.seek(0)
    Image.MAX_IMAGE_PIXELS = limits.max_pixels // 2  # Pillow refuses twice this; we have refused before, where we could
    with _PLUGINS[media_type](file) as image:
        _check_pixels(image.size, limits)
        yield image


def _check_pixels(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise DamagedFile(f"The picture says that it is {width} x {height} pixels large")
    if width * height > limits.max_pixels:
        raise TooManyPixels(
            f"The picture has {width} x {height} = {width * height} pixels; at most {limits.max_pixels} are read"
        )


def _check_codec(image: ImageFile.ImageFile) -> None:
    codec = _RARE_CODECS.get(getattr(image, "tag_v2", {}).get(_COMPRESSION, 1))
    if codec:
        raise UnsupportedType(f"The TIFF is compressed by {codec}, which is not read", remedy=_PLAINER)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever a decoder throws at hostile bytes into an answer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except OcrError:
        raise
    except MemoryError:
        raise DecodeMemory from None
    except Image.DecompressionBombError as error:
        raise TooManyPixels(str(error).partition(",")[0]) from None
    except Exception as error:  # noqa: BLE001 - plugins raise anything: KeyError, struct.error, SyntaxError ...
        text = " ".join(str(error).split())[:200] or type(error).__name__
        if isinstance(error, EOFError) or any(sign in text.lower() for sign in _CUT_OFF):
            raise TruncatedFile(f"The picture ends too early: {text}") from None
        if text == "unknown pixel mode":  # a TIFF with 10 bits, 64-bit floats, LogLuv ...
            raise UnsupportedType("The picture's samples are of a rare kind", remedy=_PLAINER) from None
        raise DamagedFile(f"The picture cannot be decoded: {text}") from None


def _draw(image: ImageFile.ImageFile, number: int, limits: Limits, canvas: Canvas) -> PageImage:
    x_dpi, y_dpi = dots(image)
    full = square(image.size, x_dpi, y_dpi)
    size = resolution.within(*full, limits.work_pixels)
    problems = _problems(image)
    size = _drafted(image, size)
    image.load()
    _check_pixels(image.size, limits)  # some formats learn their size late
    turn = orientation(image)
    flat = _flat(image, size)
    pixels = _turned(flat, turn)
    target = canvas(pixels.shape[1], pixels.shape[0])
    target[:] = pixels
    sideways = turn >= 5
    return PageImage(
        number,
        target,
        dpi=round(max(x_dpi, y_dpi), 2) if x_dpi and y_dpi else None,
        full_width=full[1] if sideways else full[0],
        full_height=full[0] if sideways else full[1],
        problems=problems,
    )


def _drafted(image: ImageFile.ImageFile, size: tuple[int, int]) -> tuple[int, int]:
    """Let a JPEG be scaled down while it is decoded: to ``size`` or finer, or as is to half of it or more."""
    width, height = image.size
    if not isinstance(image, JpegImageFile) or size[0] * 2 > width * 1.5:
        return size
    for scale in (2, 4, 8):
        smaller = -(-width // scale), -(-height // scale)
        if smaller[0] <= size[0] <= smaller[0] * 1.25:
            image.draft("RGB", smaller)
            return image.size
    image.draft("RGB", size)
    return size


def _problems(image: ImageFile.ImageFile) -> tuple[Problem, ...]:
    if image.format in {"TIFF", "JPEG", "MPO", "HEIF"} or not getattr(image, "is_animated", False):
        return ()
    return (Problem("animation", "The picture is animated; only its first frame was read"),)


def dots(image: ImageFile.ImageFile) -> tuple[float | None, float | None]:
    """Pixels per inch across and down, where the file says something that can be true."""
    said = image.info.get("dpi")
    if image.format == "TIFF":
        said = _tiff_resolution(image)
    try:
        x_dpi, y_dpi = (float(value) for value in said or ())
    except (TypeError, ValueError, ZeroDivisionError):
        return None, None
    if not (30 <= x_dpi <= 4800 and 30 <= y_dpi <= 4800):
        return None, None
    return x_dpi, y_dpi


def _tiff_resolution(image: ImageFile.ImageFile) -> tuple[float, float] | None:
    tags = getattr(image, "tag_v2", {})
    unit = _INCHES_PER_UNIT.get(tags.get(_RESOLUTION_UNIT, 2))
    x_said, y_said = tags.get(_X_RESOLUTION), tags.get(_Y_RESOLUTION)
    if unit is None or not x_said or not y_said:
        return None
    x_dpi, y_dpi = float(x_said) / unit, float(y_said) / unit
    return (y_dpi, x_dpi) if tags.get(_ORIENTATION, 1) >= 5 else (x_dpi, y_dpi)  # Pillow gives the turned size


def square(size: tuple[int, int], x_dpi: float | None, y_dpi: float | None) -> tuple[int, int]:
    """The size with square pixels. A fax has 204 by 98 dots per inch: unstretched its letters are half as high."""
    width, height = size
    if not x_dpi or not y_dpi or not 1.1 < max(x_dpi, y_dpi) / min(x_dpi, y_dpi) < 4.5:
        return size
    best = max(x_dpi, y_dpi)
    return max(1, round(width * best / x_dpi)), max(1, round(height * best / y_dpi))


def orientation(image: ImageFile.ImageFile) -> int:
    """EXIF orientation, 1 to 8; 1 where there is none. Pillow turns TIFF by itself while it loads."""
    if image.format == "TIFF":
        return 1
    try:
        value = int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to refuse a picture
        return 1
    return value if 1 <= value <= 8 else 1


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    """A view of ``pixels`` as EXIF ``orientation`` wants it seen."""
    if orientation in {3, 4, 6, 7}:
        pixels = pixels[::-1]
    if orientation in {2, 3, 7, 8}:
        pixels = pixels[:, ::-1]
    return pixels.transpose(1, 0, 2) if orientation >= 5 else pixels


def _flat(image: ImageFile.ImageFile, size: tuple[int, int]) -> Pixels:
    """8-bit RGB of ``size``; what is transparent shows white."""
    plain = depth.to_eight_bits(image)
    if plain.size != size:
        plain = _resized(plain, size)
    if plain.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in plain.info:
        plain = on_white(plain)
    return np.asarray(plain.convert("RGB"))


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.mode in {"1", "P", "PA"}:
        image = image.convert("L" if image.mode == "1" else "RGBA")
    ratio = image.width / size[0]
    # Means over whole pixels are three times as fast as a spline and as good, once pixels are many.
    kind = "BOX" if ratio >= 1.5 else "BILINEAR" if ratio > 1 else "BICUBIC"
    return image.resize(size, Image.Resampling[kind])


def on_white(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white
