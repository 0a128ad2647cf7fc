"""Content of a PDF beside its pages that is not read: XFA forms and attached documents."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import PurePath

import pypdfium2 as pdfium
from pypdfium2 import raw

from ..page import Problem
from ..wording import counted

XFA, ATTACHED = "xfa_form", "embedded_files"
_MOST = 100  # attachments that are examined
_SHOWN = 5  # names in the text of the problem
_DOCUMENTS = frozenset((
    ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic", ".doc", ".docx", ".xls",
    ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".txt", ".eml", ".msg", ".html", ".htm", ".zip",
))  # fmt: skip


def problems(document: pdfium.PdfDocument) -> tuple[Problem, ...]:
    """Return the problems of a document whose pages do not show all of its content."""
    return (*_form(document), *_attached(document))


def _form(document: pdfium.PdfDocument) -> Iterator[Problem]:
    """Report a dynamic XFA form: its pages hold a notice such as "Please wait...", its content is an XML program."""
    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_XFA_FULL:
        yield Problem(
            XFA,
            "The content is a dynamic XFA form, which only Adobe's programs draw; the page was read as other readers "
            "show it. Open it there and print it to a new PDF",
        )


def _attached(document: pdfium.PdfDocument) -> Iterator[Problem]:
    """Report documents inside the PDF, as in a portfolio, but no data such as the XML of an invoice."""
    count = min(raw.FPDFDoc_GetAttachmentCount(document), _MOST)
    names = [_name(document, index) for index in range(count)]
    documents = [name for name in names if PurePath(name).suffix.lower() in _DOCUMENTS]
    if documents:
        shown = ", ".join(documents[:_SHOWN]) + (", ..." if len(documents) > _SHOWN else "")
        files = counted(len(documents), "file that was", "files that were")
        yield Problem(ATTACHED, f"The PDF carries {files} not read: {shown}. Save them and hand them in")


def _name(document: pdfium.PdfDocument, index: int) -> str:
    attachment = raw.FPDFDoc_GetAttachment(document, index)
    size = raw.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
    if not 2 <= size <= 4096:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    raw.FPDFAttachment_GetName(attachment, buffer, size)
    text = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
    return "".join(char for char in text if char.isprintable())[:80]
