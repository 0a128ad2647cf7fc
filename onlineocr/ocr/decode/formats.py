"""The one list of input formats: ours and those that other packages add. It loads no decoder.

The first bytes of a file decide its format; its name and its declared type are ignored.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

GROUP = "onlineocr.inputs"

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
GIF = "image/gif"
BMP = "image/bmp"
TIFF = "image/tiff"
HEIC = "image/heic"
AVIF = "image/avif"
NETPBM = "image/x-portable-anymap"

PDF_HEADER_WITHIN = 1024
"""Readers accept junk before ``%PDF-`` within this many bytes (ISO 32000-1, implementation note 13)."""
_BRANDS = (
    ({b"avif", b"avis"}, AVIF),
    ({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}, HEIC),
)  # ISO/IEC 23008-12 annex B, AV1 Image File Format section 6
_NETPBM = re.compile(rb"P[1-6f](?:\s|#[^\n]{0,200}\n)+\d{1,9}\s")
"""PBM, PGM, PPM and the gray PFM: a magic number, white space or comments, a width (netpbm's pbm(5) to pfm(5))."""


@dataclass(frozen=True, slots=True)
class InputFormat:
    """One input format.

    ``matches`` decides by the first bytes of a file (:data:`HEAD` of them). ``picture`` is the Pillow class that opens
    it, as ``module:class``; only a decode child loads it. ``check`` names the function that checks the structure
    first, as ``module:function``. ``threads`` says that the decoder starts threads. ``sample`` is Pillow's name of the
    format for writing a sample, with which `onlineocr doctor` tests the decoder.
    """

    media_type: str
    matches: Callable[[bytes], bool]
    picture: str = ""
    check: str = ""
    threads: bool = False
    sample: str = ""


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(magic)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head


def _of_brand(media_type: str) -> Callable[[bytes], bool]:
    return lambda head: head[4:8] == b"ftyp" and _by_brand(head) == media_type


def _by_brand(head: bytes) -> str | None:
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    for known, media_type in _BRANDS:
        if major in known and major not in {b"mif1", b"msf1"}:
            return media_type
    return next((media_type for known, media_type in _BRANDS if brands & known), None)


_RASTER, _STRUCTURE = "onlineocr.ocr.decode.raster", "onlineocr.ocr.decode.structure"
_OURS = (
    InputFormat(
        PNG, _begins(b"\x89PNG\r\n\x1a\n"), "PIL.PngImagePlugin:PngImageFile", f"{_STRUCTURE}:check_png", sample="PNG"
    ),
    InputFormat(
        JPEG, _begins(b"\xff\xd8\xff"), "PIL.JpegImagePlugin:JpegImageFile", f"{_STRUCTURE}:check_jpeg", sample="JPEG"
    ),
    InputFormat(WEBP, _is_webp, f"{_RASTER}:WebP", f"{_STRUCTURE}:check_riff", sample="WEBP"),
    InputFormat(GIF, _begins(b"GIF87a", b"GIF89a"), "PIL.GifImagePlugin:GifImageFile", sample="GIF"),
    InputFormat(BMP, _begins(b"BM"), "PIL.BmpImagePlugin:BmpImageFile", sample="BMP"),
    InputFormat(
        TIFF, _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), "PIL.TiffImagePlugin:TiffImageFile", sample="TIFF"
    ),  # also BigTIFF
    InputFormat(AVIF, _of_brand(AVIF), f"{_RASTER}:Avif", sample="AVIF"),
    InputFormat(HEIC, _of_brand(HEIC), "pillow_heif.as_plugin:HeifImageFile", threads=True, sample="HEIF"),
    InputFormat(NETPBM, lambda head: bool(_NETPBM.match(head)), "PIL.PpmImagePlugin:PpmImageFile"),
    InputFormat(PDF, _is_pdf, sample="PDF"),
)


@cache
def every() -> tuple[InputFormat, ...]:
    """Return every format, in the order in which a file is compared with them: ours, then those of other packages."""
    return (*_OURS, *_others())


def find(head: bytes) -> InputFormat | None:
    """Return the format of a file that begins with ``head``."""
    return next((one for one in every() if one.matches(head)), None)


def loaded(target: str) -> Any:
    """Return the object that ``target`` names as ``module:name``."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def _others() -> tuple[InputFormat, ...]:
    known = {one.media_type for one in _OURS}
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            one = point.load()
        except Exception as error:  # noqa: BLE001  another package's code may raise anything
            warnings.warn(f"The input format '{point.name}' could not be loaded: {error}", stacklevel=2)
            continue
        if isinstance(one, InputFormat) and one.media_type not in known:
            found.append(one)
        else:
            warnings.warn(f"{point.value} is no InputFormat with a media type of its own", stacklevel=2)
    return tuple(found)
