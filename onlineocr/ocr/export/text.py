"""Plain text. The last line of a page ends with a newline; a form feed separates pages, as in other OCR programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..page import Page
from .base import About, Format


def write(pages: Iterable[Page], _: About) -> Iterator[str]:
    """Write the text of ``pages``, chunk by chunk."""
    for index, page in enumerate(pages):
        yield ("\f" if index else "") + (f"{page.text}\n" if page.text else "")


FORMAT = Format(
    "txt",
    "text/plain; charset=utf-8",
    ".txt",
    "Plain text, a form feed between pages",
    write,
    endings=(".text",),
    between=b"\f",
)
