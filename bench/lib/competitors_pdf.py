"""Draws the text of hOCR files by OCRmyPDF: ``competitors_pdf.py FOLDER OUT``. Started by ``export.py``.

Stands alone, because OCRmyPDF runs in an environment without onlineocr.
"""

from __future__ import annotations

import sys
from pathlib import Path

import ocrmypdf.font as fonts
from ocrmypdf.font import MultiFontManager
from ocrmypdf.fpdf_renderer import Fpdf2MultiPageRenderer
from ocrmypdf.hocrtransform import HocrParser

if __name__ == "__main__":
    files = sorted(Path(sys.argv[1]).glob("*.hocr"))
    pages = [(number, HocrParser(path).parse(), 200.0) for number, path in enumerate(files, 1)]
    manager = MultiFontManager(Path(fonts.__file__).parents[1] / "data")
    Fpdf2MultiPageRenderer(pages, manager, invisible_text=True).render(Path(sys.argv[2]))
