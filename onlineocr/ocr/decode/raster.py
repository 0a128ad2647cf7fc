"""Pictures by Pillow: one frame, upright, RGB, without transparency.

The plugin classes are called directly, never through ``Image.open``, so only the plugin that the sniffer chose can run.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any, BinaryIO

from PIL import AvifImagePlugin, Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import options as heif_options

from ..errors import DamagedFile, DecodeMemory, NoSuchPage, OcrError, TooManyPixels, TruncatedFile, UnsupportedType
from ..limits import Limits
from ..page import PageImage, Pixels, Problem
from . import animation, bands, bitmap, damage, formats, ground, pngdata, resolution, room, sniff, structure
from .bands import Bands
from .canvas import Canvas
from .scaling import scaled


class _Frugal:
    """Frees the decoder of a still picture, and its memory, before the pixels are allocated."""

    def load_prepare(self) -> None:
        if not self.is_animated:  # type: ignore[attr-defined]
            self._decoder = None
        super().load_prepare()  # type: ignore[misc]


class WebP(_Frugal, WebPImageFile):
    pass


class Avif(_Frugal, AvifImagePlugin.AvifImageFile):
    pass


_LARGEST_PALETTE = 4 * 256  # bytes; Pillow fails on more
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


@cache
def decoders() -> dict[str, tuple[Any, Any]]:
    """Return, by media type, the class that opens a picture, and the check of its structure or None.

    The first call loads them, since a child may read no file later.
    """
    pictures = (one for one in formats.every() if one.picture)
    return {
        one.media_type: (formats.loaded(one.picture), formats.loaded(one.check) if one.check else None)
        for one in pictures
    }


def probe(file: BinaryIO, media_type: str, limits: Limits) -> int:
    """Return the number of pages: a TIFF's frames, 1 for every other format. Only headers are read."""
    try:
        return _count(file, media_type, limits)
    except DamagedFile:
        with damage.tolerant():
            return _count(file, media_type, limits)


def _count(file: BinaryIO, media_type: str, limits: Limits) -> int:
    with _refusing(), _opened(file, media_type, limits):
        return len(_pages(file, media_type, limits)[0])


def decode(file: BinaryIO, media_type: str, number: int, limits: Limits, canvas: Canvas) -> PageImage:
    """Draw frame ``number`` (from 1) on ``canvas``.

    Of a damaged file the decodable rows are drawn, and a problem names the damage. Raise :class:`DamagedFile` if no
    row can be decoded.
    """
    try:
        page = _decode(file, media_type, number, limits, canvas)
        if media_type == sniff.PNG and pngdata.may_lack_rows(file, page.pixels) and not pngdata.has_every_row(file):
            raise TruncatedFile("The data of the PNG ends before its last row")
    except DamagedFile as error:
        page = damage.rescued(error, lambda: _decode(file, media_type, number, limits, canvas))
    pages, is_whole = _pages(file, media_type, limits)
    if not is_whole and number == len(pages):
        page = replace(page, problems=(*page.problems, damage.missing_frames(number)))
    return page


@contextmanager
def frames(file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Callable[[int], Image.Image]]:
    """Open a file and yield a function that returns a frame by its number (from 1), with undecoded pixels.

    A frame is valid until the next call. Of an animation it is the frame with the greatest contrast. Errors of the
    decoders inside this context are raised as :class:`~..errors.OcrError`.
    """
    with _refusing():
        pages, _ = _pages(file, media_type, limits)
        with _opened(file, media_type, limits) as image:

            def at(number: int) -> Image.Image:
                if not 1 <= number <= len(pages):
                    raise NoSuchPage(f"Page {number} was asked for; the document has {len(pages)}")
                if media_type == sniff.TIFF:
                    image.seek(pages[number - 1])
                    _check_pixels(image.size, limits)
                    _check_codec(image)
                elif animation.is_animated(image):
                    animation.seek_fullest(image)
                return image

            yield at


def _decode(file: BinaryIO, media_type: str, number: int, limits: Limits, canvas: Canvas) -> PageImage:
    with frames(file, media_type, limits) as at:
        return _draw(at(number), number, limits, canvas)


def _pages(file: BinaryIO, media_type: str, limits: Limits) -> tuple[list[int], bool]:
    """Return the indices of the frames that are pages, and whether the file has all of them."""
    return structure.tiff_frames(file, limits.max_pages) if media_type == sniff.TIFF else ([0], True)


@contextmanager
def _opened(file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Image.Image]:
    check = decoders()[media_type][1]
    if check is not None:
        check(file)
    if media_type == sniff.WEBP:  # its decoder allocates memory at once
        size = structure.webp_size(file) or (1, 1)
        _check_pixels(size, limits)
        room.check(file, media_type, size, "", limits)
    file.seek(0)
    Image.MAX_IMAGE_PIXELS = limits.max_pixels // 2  # Pillow refuses twice this; most such files are refused earlier
    with _picture(file, media_type, limits) as image:
        try:
            _check_pixels(image.size, limits)
            room.check(file, media_type, image.size, image.mode, limits)
            yield image
        finally:
            bands.release(image)  # an error that refers to the picture may outlive this context


def _picture(file: BinaryIO, media_type: str, limits: Limits) -> Image.Image:
    if media_type == sniff.PNG and damage.is_tolerant():
        file = structure.png_essentials(file)
    try:
        opened: Image.Image = decoders()[media_type][0](file)
    except OSError:
        if media_type != sniff.BMP:
            raise
        return bitmap.read(file, limits)
    if media_type == sniff.BMP and opened.palette and len(opened.palette.palette) > _LARGEST_PALETTE:
        return bitmap.read(file, limits)
    return opened


def _check_pixels(size: tuple[int, int], limits: Limits) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise DamagedFile(f"The picture says that it is {width} x {height} pixels large")
    if width * height > limits.max_pixels:
        raise TooManyPixels(
            f"The picture has {width} x {height} = {width * height} pixels; at most {limits.max_pixels} are read"
        )


def _check_codec(image: Image.Image) -> None:
    codec = _RARE_CODECS.get(getattr(image, "tag_v2", {}).get(_COMPRESSION, 1))
    if codec:
        raise UnsupportedType(f"The TIFF is compressed by {codec}, which is not read", remedy=_PLAINER)


def _too_large(text: str) -> TooManyPixels:
    """Return the error for a part of a picture, such as a frame, that is larger than the picture's declared size."""
    found = re.search(r"\d+", text)
    size = f"{found[0]} pixels" if found else "too many pixels"
    return TooManyPixels(f"A part of the picture has {size}; at most {2 * (Image.MAX_IMAGE_PIXELS or 0)} are read")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn any exception of a decoder into an error of this package."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except OcrError:
        raise
    except MemoryError:
        raise DecodeMemory from None
    except Image.DecompressionBombError as error:
        raise _too_large(str(error)) from None
    except Exception as error:  # noqa: BLE001 - plugins raise anything: KeyError, struct.error, SyntaxError ...
        text = " ".join(str(error).split())[:200] or type(error).__name__
        if isinstance(error, EOFError) or any(sign in text.lower() for sign in _CUT_OFF):
            raise TruncatedFile("The picture ends too early") from None
        if text == "unknown pixel mode":  # a TIFF with 10 bits, 64-bit floats, LogLuv ...
            raise UnsupportedType("The picture's samples are of a rare kind", remedy=_PLAINER) from None
        raise DamagedFile("A part of the picture is damaged and cannot be decoded") from None


def _draw(image: Image.Image, number: int, limits: Limits, canvas: Canvas) -> PageImage:
    x_dpi, y_dpi = dots(image)
    full = square(image.size, x_dpi, y_dpi)
    size = resolution.within(*full, limits.work_pixels)
    problems = _problems(image)
    size = _drafted(image, size)
    loaded = bands.load(image)
    _check_pixels(loaded.size, limits)  # for some formats the size is known only after loading
    turn = orientation(image)
    if loaded.size != size:
        loaded = Bands(scaled(loaded, size))
    sideways = turn >= 5
    target = canvas(*(size[::-1] if sideways else size))
    ground.draw(loaded, _as_stored(target, turn))
    return PageImage(
        number,
        target,
        dpi=round(max(x_dpi, y_dpi), 2) if x_dpi and y_dpi else None,
        full_width=full[1] if sideways else full[0],
        full_height=full[0] if sideways else full[1],
        problems=problems,
    )


def _drafted(image: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    """Let the decoder of a JPEG scale it down, and return the size for further scaling.

    A decoded size of 0.8 to 1 times ``size`` is used without further scaling.
    """
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


def _problems(image: Image.Image) -> tuple[Problem, ...]:
    return (animation.problem(image),) if animation.is_animated(image) else ()


def dots(image: Image.Image) -> tuple[float | None, float | None]:
    """Return the pixels per inch across and down, or None if the file declares no plausible value."""
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


def _tiff_resolution(image: Image.Image) -> tuple[float, float] | None:
    tags = getattr(image, "tag_v2", {})
    unit = _INCHES_PER_UNIT.get(tags.get(_RESOLUTION_UNIT, 2))
    x_said, y_said = tags.get(_X_RESOLUTION), tags.get(_Y_RESOLUTION)
    if unit is None or not x_said or not y_said:
        return None
    x_dpi, y_dpi = float(x_said) / unit, float(y_said) / unit
    return (y_dpi, x_dpi) if tags.get(_ORIENTATION, 1) >= 5 else (x_dpi, y_dpi)  # Pillow returns the rotated size


def square(size: tuple[int, int], x_dpi: float | None, y_dpi: float | None) -> tuple[int, int]:
    """Return the size with square pixels. A fax has 204 by 98 dots per inch, so its letters would be half as high."""
    width, height = size
    if not x_dpi or not y_dpi or not 1.1 < max(x_dpi, y_dpi) / min(x_dpi, y_dpi) < 4.5:
        return size
    best = max(x_dpi, y_dpi)
    return max(1, round(width * best / x_dpi)), max(1, round(height * best / y_dpi))


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 if there is none. Pillow rotates a TIFF itself while it loads."""
    if image.format == "TIFF":
        return 1
    try:
        value = int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to refuse a picture
        return 1
    return value if 1 <= value <= 8 else 1


def _as_stored(target: Pixels, orientation: int) -> Pixels:
    """Return a view of ``target`` for the rows of a picture in stored order, which ``target`` shows upright by EXIF."""
    view = target.transpose(1, 0, 2) if orientation >= 5 else target
    if orientation in {2, 3, 7, 8}:
        view = view[:, ::-1]
    return view[::-1] if orientation in {3, 4, 6, 7} else view
