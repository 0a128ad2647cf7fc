"""The interface of the format writers: their input, their output, and the description of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Protocol

from ..errors import OriginalGone
from ..page import Page, Problem


class Original(Protocol):
    """The file that the pages were read from. It is opened in a decode child only, never in this process."""

    def searchable(self, layers: int, count: int) -> Iterator[bytes]:
        """Return the file as a PDF with text layers, chunk by chunk.

        ``layers`` is the descriptor of a file with the layers of ``count`` pages (see :mod:`.pdf.layers`). Raise
        :class:`~..errors.InputError` or :class:`~..errors.LimitError` if the PDF cannot be made.
        """
        ...


@dataclass(frozen=True, slots=True)
class About:
    """Facts about a document beside its pages, all of them optional.

    ``title`` is the name of its file, ``sha256`` that file's digest in hexadecimal. ``languages`` are BCP 47 tags, the
    most used first. ``problems`` are the reasons why other pages were not read. ``original`` opens the file again for
    formats that need it. ``detail`` is the level of detail of each page in JSON (`Page.reduced`).
    """

    id: str | None = None
    title: str = ""
    created_at: datetime | None = None
    languages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    original: Original | None = None
    detail: str = "words"
    sha256: str = ""


Writer = Callable[[Iterable[Page], About], Iterator[str] | Iterator[bytes]]
"""A function that turns pages, in order, into chunks of the file: one or more for each page, as the pages come."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    A ``binary`` format does not belong on a terminal. The file of a ``costly`` format is worth caching. A format with
    ``needs_original`` also needs the file that was read. A format with ``only_tables`` is empty for a document without
    tables. A format that holds one page only names in ``several`` the format for more pages. ``endings`` are further
    file name endings, which several formats may share. ``between`` separates results that are written one after the
    other.

    Another package adds a format by an entry point of the group ``onlineocr.formats``, which names a ``Format``. The
    docstring of the writer's module describes it.
    """

    name: str
    media_type: str
    extension: str
    title: str
    write: Writer
    binary: bool = False
    costly: bool = False
    needs_original: bool = False
    only_tables: bool = False
    several: Format | None = None
    endings: tuple[str, ...] = ()
    between: bytes = b""

    def fitting(self, pages: Iterable[Page]) -> tuple[Format, Iterator[Page]]:
        """Return this format, or ``several`` if there is more than one page, and all pages; read at most two pages."""
        rest = iter(pages)
        if self.several is None:
            return self, rest
        seen = tuple(islice(rest, 2))
        return (self.several if len(seen) > 1 else self), chain(seen, rest)

    def bytes(self, pages: Iterable[Page], about: About | None = None) -> Iterator[bytes]:
        """Return the file, chunk by chunk; text is UTF-8.

        Raise :class:`~..errors.OriginalGone` if the format needs the original file and ``about`` has none.
        """
        about = about or About()
        if self.needs_original and about.original is None:
            raise OriginalGone(f"The format '{self.name}' is made from the original file, which is not at hand")
        return map(_encoded, self.write(pages, about))


def _encoded(chunk: str | bytes) -> bytes:
    if isinstance(chunk, bytes):
        return chunk
    try:
        return chunk.encode()
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return chunk.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
