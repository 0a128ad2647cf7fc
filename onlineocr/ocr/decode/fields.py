"""The text of annotations and form fields, which a PDF stores outside the content of its pages.

PDFium finds text in a page's content only. So annotations are flattened into the content first, in memory and after the
page was drawn. Check boxes and radio buttons, which are drawn as shapes, become a character each.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

_MOST = 5_000  # annotations of a page
_MARKS = {
    raw.FPDF_FORMFIELD_CHECKBOX: ("\N{BALLOT BOX}", "\N{BALLOT BOX WITH CHECK}"),
    raw.FPDF_FORMFIELD_RADIOBUTTON: ("\N{WHITE CIRCLE}", "\N{FISHEYE}"),
}
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


class Mark(NamedTuple):
    """A button of a form as a character for its state; sides in points, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def marks(document: pdfium.PdfDocument, page: Any) -> list[Mark]:
    """Return the visible check boxes and radio buttons of ``page``."""
    found = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            found += _mark(document, annotation)
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _mark(document: pdfium.PdfDocument, annotation: Any) -> list[Mark]:
    if not document.formenv or raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return []
    states = _MARKS.get(raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation))
    room = raw.FS_RECTF()
    if states is None or not raw.FPDFAnnot_GetRect(annotation, room):
        return []
    text = states[bool(raw.FPDFAnnot_IsChecked(document.formenv, annotation))]
    return [Mark(text, room.left, room.bottom, room.right, room.top)]


def flatten(document: pdfium.PdfDocument, page: Any, number: int) -> Any:
    """Return page ``number`` with its annotations in its content; ``page`` itself if it has none or PDFium fails."""
    if not raw.FPDFPage_GetAnnotCount(page):
        return page
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return page
    try:
        return document[number - 1]
    except pdfium.PdfiumError:
        return page
