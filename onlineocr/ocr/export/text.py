"""Plain text: each page ends its last line; a form feed stands between pages, as other OCR programs do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..page import Page
from .base import About, Format


def write(pages: Iterable[Page], _: About) -> Iterator[str]:
    """The text of ``pages``, chunk by chunk."""
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
