"""What a file is, by its first bytes. Names and declared types are never asked."""

from __future__ import annotations

import re
from typing import BinaryIO

from ..errors import UnsupportedType

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

MEDIA_TYPES = (PNG, JPEG, WEBP, GIF, BMP, TIFF, HEIC, AVIF, NETPBM, PDF)

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),  # BigTIFF
    (b"MM\0+", TIFF),
)
_BRANDS = (
    ({b"avif", b"avis"}, AVIF),
    ({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}, HEIC),
)  # ISO/IEC 23008-12 annex B, AV1 Image File Format section 6

_NETPBM = re.compile(rb"P[1-6f](?:\s|#[^\n]{0,200}\n)+\d{1,9}\s")
"""PBM, PGM, PPM and the gray PFM: a magic number, white space or comments, a width (netpbm's pbm(5) to pfm(5))."""

_OTHERS = (
    (b"P7\n", "a PAM picture"),
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xffO\xffQ", "a JPEG 2000 picture"),
    (b"\0\0\1\0", "an icon"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"PK\3\4", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"AT&TFORM", "a DjVu document"),
)
PDF_HEADER_WITHIN = 1024
"""Readers accept junk before ``%PDF-`` within this many bytes (ISO 32000-1, implementation note 13)."""
HEAD = PDF_HEADER_WITHIN + 8
"""Bytes at the beginning of a file that tell its type."""


def sniff(file: BinaryIO) -> str:
    """The media type of ``file``, one of ``MEDIA_TYPES``; :class:`UnsupportedType` for everything else."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = _by_magic(head)
    if found is None:
        raise UnsupportedType(f"The content is {_looks_like(head)}")
    return found


def starts_threads(head: bytes) -> bool:
    """Return whether the decoder of a file that begins with ``head`` starts threads: that of HEIC always does."""
    return _by_magic(head) == HEIC


def _by_magic(head: bytes) -> str | None:
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if _NETPBM.match(head):
        return NETPBM
    return PDF if b"%PDF-" in head else None


def _by_brand(head: bytes) -> str | None:
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    for known, media_type in _BRANDS:
        if major in known and major not in {b"mif1", b"msf1"}:
            return media_type
    return next((media_type for known, media_type in _BRANDS if brands & known), None)


def _looks_like(head: bytes) -> str:
    for magic, name in _OTHERS:
        if head.startswith(magic):
            return f"{name}, which is not read"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if start.startswith((b"<svg", b"<?xml")) and b"<svg" in head.lower():
        return "an SVG drawing, which is not read"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page, not a picture"
    if _is_text(head):
        return "text, not a picture"
    return "of no known type"


def _is_text(head: bytes) -> bool:
    try:
        text = head[:-4].decode() if len(head) > 100 else head.decode()  # a cut may fall inside a character
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text)
