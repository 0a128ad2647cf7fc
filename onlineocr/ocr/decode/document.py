"""The two operations on a file: its type and number of pages, and the pixels of one page."""

from __future__ import annotations

from typing import BinaryIO

from ..errors import EmptyFile, TooManyBytes, TooManyPages
from ..limits import Limits
from ..options import Options
from ..page import DocumentInfo, PageImage
from ..wording import counted
from . import pdf, raster
from .canvas import Canvas
from .sniff import PDF, sniff


def probe(file: BinaryIO, options: Options, limits: Limits) -> DocumentInfo:
    """Return the media type by content and the number of pages, without decoding any pixel.

    Raise an error for a file of which no page could be read: too many bytes, pixels or pages, a wrong password, a file
    that clearly ends too early.
    """
    _check_size(file, limits)
    media_type = sniff(file)
    pages = pdf.probe(file, options, limits) if media_type == PDF else raster.probe(file, media_type, limits)
    if pages > limits.max_pages:
        raise TooManyPages(f"The document has {counted(pages, 'page')}; at most {limits.max_pages} are read")
    return DocumentInfo(media_type, pages)


def decode(file: BinaryIO, number: int, options: Options, limits: Limits, canvas: Canvas) -> PageImage:
    """Draw page ``number`` (from 1) on ``canvas``: upright, RGB, on white.

    Raise :class:`~..errors.NoSuchPage` for a page that the document does not have.
    """
    _check_size(file, limits)
    media_type = sniff(file)
    if media_type == PDF:
        return pdf.decode(file, number, options, limits, canvas)
    return raster.decode(file, media_type, number, limits, canvas)


def _check_size(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise EmptyFile
    if size > limits.max_bytes:
        raise TooManyBytes(f"The file has {counted(size, 'byte')}; at most {limits.max_bytes} are read")
