"""OCR as a library: a picture or a PDF in, pages out. It uses no web framework, no settings and no network.

::

    from onlineocr.ocr import Options, export, recognize

    for page in recognize("scan.pdf", Options(languages=("en",))):
        print(page.text)

    export.write("scan.docx", recognize("scan.pdf"), "docx")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import export
    from .errors import OcrError
    from .export.base import About
    from .limits import Limits
    from .options import Options
    from .page import Block, Line, Page, Problem, Word
    from .pipeline import recognize
    from .sandbox.original import original

_HOMES = {
    "OcrError": "errors", "Limits": "limits", "Options": "options", "About": "export.base",
    "recognize": "pipeline", "original": "sandbox.original",
    "Block": "page", "Line": "page", "Page": "page", "Problem": "page", "Word": "page",
}  # fmt: skip

__all__ = [
    "About", "Block", "Limits", "Line", "OcrError", "Options", "Page", "Problem", "Word",
    "export", "original", "recognize",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # On demand: a decode child and the web process import parts of this package and must not load the engines.
    if name == "export":
        return import_module(f"{__name__}.export")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
