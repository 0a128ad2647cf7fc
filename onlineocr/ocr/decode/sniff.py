"""The type of a file by its first bytes. Its name and its declared type are ignored."""

from __future__ import annotations

from typing import BinaryIO

from ..errors import UnsupportedType
from . import formats
from .formats import AVIF, BMP, GIF, HEIC, JPEG, NETPBM, PDF, PDF_HEADER_WITHIN, PNG, TIFF, WEBP

__all__ = [
    "AVIF", "BMP", "GIF", "HEAD", "HEIC", "JPEG", "MEDIA_TYPES", "NETPBM", "PDF", "PDF_HEADER_WITHIN", "PNG", "TIFF",
    "WEBP", "sniff", "starts_threads",
]  # fmt: skip

MEDIA_TYPES = tuple(one.media_type for one in formats.every())

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
HEAD = PDF_HEADER_WITHIN + 8
"""Number of bytes at the beginning of a file that decide its type."""


def sniff(file: BinaryIO) -> str:
    """Return the media type of ``file``, one of ``MEDIA_TYPES``. Raise :class:`UnsupportedType` for any other file."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = formats.find(head)
    if found is None:
        raise UnsupportedType(f"The content is {_looks_like(head)}")
    return found.media_type


def starts_threads(head: bytes) -> bool:
    """Return whether the decoder of a file that begins with ``head`` starts threads: that of HEIC always does."""
    found = formats.find(head)
    return found is not None and found.threads


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
        text = head[:-4].decode() if len(head) > 100 else head.decode()  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text)
