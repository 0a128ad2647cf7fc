"""PDF pages by PDFium, drawn directly into the canvas.

A document is mapped, never read whole. PDFium is not safe against hostile input and may crash the process, so it runs
in a decode child.
"""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from ..errors import DamagedFile, DecodeMemory, InputError, NoSuchPage, PdfEncrypted, TruncatedFile, WrongPassword
from ..limits import Limits
from ..options import Options
from ..page import OwnText, PageImage, Pixels, Problem
from . import embedded_text, fields, resolution, unread
from .canvas import Canvas
from .mend import ends_early, mended

_FLAGS = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER | raw.FPDF_RENDER_LIMITEDIMAGECACHE
_WHITE = 0xFFFFFFFF
_CUT = Problem(TruncatedFile.code, "The PDF has no end; pages, or parts of them, may be missing")
_SHARE = 0.2  # of the time for decoding: limit for the page's own text


@dataclass(frozen=True, slots=True)
class _Opened:
    document: pdfium.PdfDocument
    problems: tuple[Problem, ...]


def probe(file: BinaryIO, options: Options, limits: Limits) -> int:
    """Return the number of pages. Raise an error for a document that does not open."""
    with _opened(file, options, limits) as opened:
        return len(opened.document)


def decode(file: BinaryIO, number: int, options: Options, limits: Limits, canvas: Canvas) -> PageImage:
    """Draw page ``number`` (from 1) with its annotations and form fields. /Rotate and CropBox apply."""
    with _opened(file, options, limits) as opened:
        document = opened.document
        if not 1 <= number <= len(document):
            raise NoSuchPage(f"Page {number} was asked for; the document has {len(document)}")
        with suppress(pdfium.PdfiumError):
            document.init_forms()
        page = _page(document, number)
        plan = resolution.plan(page, options.dpi, limits)
        target = canvas(plan.width, plan.height)
        _render(document, page, target)
        own = None if options.text_layer == "ignore" else _own_text(document, page, number, plan, limits)
        problems = (*plan.problems, *opened.problems)
        return PageImage(number, target, plan.dpi, plan.width, plan.height, problems, own)


def _own_text(document: pdfium.PdfDocument, page: Any, number: int, plan: resolution.Plan, limits: Limits) -> OwnText:
    """Return the page's text, including its annotations and fields. This changes the page, so draw it before."""
    marks = fields.marks(document, page)
    flat = fields.flatten(document, page, number)
    return embedded_text.read(flat, plan.width, plan.height, limits.decode_seconds * _SHARE, marks)


@contextmanager
def _opened(file: BinaryIO, options: Options, limits: Limits) -> Iterator[_Opened]:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as data:
        with _loaded(data, options) as document:
            if document is not None and len(document):
                cut = (_CUT,) if ends_early(data) else ()
                yield _Opened(document, (*cut, *unread.problems(document)))
                return
            refusal = _refusal(document, data, options)
        whole = mended(data, limits.max_pages) if isinstance(refusal, DamagedFile) else None
        with _loaded(bytearray(whole or b"\0"), options) as document:
            if document is None or not len(document):
                raise refusal
            yield _Opened(document, (_CUT, *unread.problems(document)))


@contextmanager
def _loaded(data: mmap.mmap | bytearray, options: Options) -> Iterator[pdfium.PdfDocument | None]:
    """Open the document in ``data``. It is None if PDFium fails; then ``FPDF_GetLastError`` has the reason."""
    view = (ctypes.c_char * len(data)).from_buffer(data)
    password = options.password.encode() + b"\0" if options.password else None
    handle = raw.FPDF_LoadMemDocument64(view, len(data), password)
    try:
        if not handle:
            yield None
            return
        with pdfium.PdfDocument(handle) as document:
            yield document
    finally:
        del view  # a map cannot close while a view of it exists


def _refusal(document: pdfium.PdfDocument | None, data: mmap.mmap, options: Options) -> InputError:
    if document is not None:
        return DamagedFile("The PDF has no pages")
    reason = raw.FPDF_GetLastError()
    if reason == raw.FPDF_ERR_PASSWORD:
        return WrongPassword() if options.password else PdfEncrypted()
    if reason == raw.FPDF_ERR_SECURITY:
        return PdfEncrypted("The PDF is protected in a way that cannot be opened", remedy="Remove the protection.")
    if ends_early(data):
        return TruncatedFile(f"The PDF ends too early, after {len(data)} bytes")
    return DamagedFile("The PDF's structure cannot be read")


def _page(document: pdfium.PdfDocument, number: int) -> Any:
    try:
        return document[number - 1]
    except pdfium.PdfiumError:
        raise DamagedFile(f"Page {number} of the PDF cannot be read") from None


def _render(document: pdfium.PdfDocument, page: Any, target: Pixels) -> None:
    height, width = target.shape[:2]
    memory = target.ctypes.data_as(ctypes.c_void_p)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGR, memory, target.strides[0])
    if not bitmap:
        raise DecodeMemory
    place = (bitmap, page, 0, 0, width, height, 0, _FLAGS)
    raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
    raw.FPDF_RenderPageBitmap(*place)
    if document.formenv:
        raw.FPDF_FFLDraw(document.formenv, *place)
    raw.FPDFBitmap_Destroy(bitmap)
