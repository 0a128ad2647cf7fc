"""Pages in every format, without being read again.

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
    """The file in the format called ``format``, chunk by chunk while ``pages`` come.

    ValueError names the formats that there are. A format that holds one page comes as a zip of files for several.
    """
    from . import registry  # noqa: PLC0415

    fitting, rest = registry.get(format).fitting(pages)
    return fitting.bytes(rest, about)


def write(path: Path | str, pages: Iterable[Page], format: str, about: About | None = None) -> None:
    """Write ``pages`` to the file ``path``, whole or not at all; errors as of :func:`chunks`."""
    made = chunks(pages, format, about)
    with files.replacing(Path(path)) as file:
        file.writelines(made)


def read_json(path: Path | str) -> Iterator[Page]:
    """The pages of a JSON result, one by one.

    :class:`~..errors.InvalidResult` says what is wrong with the file, before the first page.
    """
    from . import reading  # noqa: PLC0415

    return reading.opened(Path(path)).pages()
