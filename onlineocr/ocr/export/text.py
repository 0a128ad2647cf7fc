"""Plain text: each page ends its last line; a form feed stands between pages, as other OCR programs do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..page import Page, Problem


def write(pages: Iterable[Page], _: str | None = None, __: Sequence[Problem] = ()) -> Iterator[str]:
    """The text of ``pages``, chunk by chunk."""
    for index, page in enumerate(pages):
        yield ("\f" if index else "") + (f"{page.text}\n" if page.text else "")
