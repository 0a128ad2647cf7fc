"""Pages in every output format, without a second recognition.

::

    from onlineocr.ocr import export, recognize

    export.write("scan.docx", recognize("scan.png"), "docx")
    html = b"".join(export.chunks(recognize("scan.png"), "html"))

    for page in export.read_json("scan.json"):
        print(page.text)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from . import files

if TYPE_CHECKING:
    from ..page import Page
    from .base import About

__all__ = ["chunks", "names", "read_json", "write"]


def names() -> tuple[str, ...]:
    """Every format's name."""
    from . import registry  # noqa: PLC0415  its modules import this package

    return registry.names()


def chunks(pages: Iterable[Page], format: str, about: About | None = None) -> Iterator[bytes]:
    """Return the chunks of the file in the format called ``format``, made while ``pages`` come.

    Raise ValueError with the names of all formats for an unknown one. Several pages in a format that holds one page
    become a zip of files.
    """
    from . import registry  # noqa: PLC0415

    fitting, rest = registry.get(format).fitting(pages)
    return fitting.bytes(rest, about)


def write(path: Path | str, pages: Iterable[Page], format: str, about: About | None = None) -> None:
    """Write ``pages`` to the file ``path``, whole or not at all. Raise the same errors as :func:`chunks`."""
    made = chunks(pages, format, about)
    with files.replacing(Path(path)) as file:
        file.writelines(made)


def read_json(path: Path | str) -> Iterator[Page]:
    """Return the pages of a JSON result, one by one.

    Raise :class:`~..errors.InvalidResult`, which names the fault of the file, before the first page, or
    :class:`~..errors.InputError` if there is no such file.
    """
    from . import reading  # noqa: PLC0415

    try:
        return reading.opened(Path(path)).pages()
    except OSError as error:
        raise InputError.of(Path(path), error) from None
