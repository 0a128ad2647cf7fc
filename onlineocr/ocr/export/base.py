"""What the writers of the formats are given and what they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Protocol

from ..errors import OriginalGone
from ..page import Page, Problem


class Original(Protocol):
    """The file that the pages were read from. Whoever needs it has it opened in a decode child, never here."""

    def searchable(self, layers: int, count: int) -> Iterator[bytes]:
        """The file as a PDF with ``layers``, a file with those of ``count`` pages (see :mod:`.pdf.layers`), chunk by
        chunk. Raises :class:`~..errors.InputError` or :class:`~..errors.LimitError` where that cannot be made."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document beside its pages, all of it optional.

    ``title`` is the name of its file, ``sha256`` that file's digest in hexadecimal, ``languages`` are BCP 47 tags, the
    most used first, ``problems`` kept other pages from being read, ``original`` opens the file again for formats that
    need it, ``detail`` is how much of each page JSON holds (`Page.reduced`).
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
"""Turns pages, in order, into chunks of the file, one or more for each page, as the pages come."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format. ``binary`` ones are nothing for a terminal, those that are ``costly`` are worth keeping when
    they were made, and those with ``needs_original`` are made from the file that was read, too. Those with
    ``only_tables`` hold nothing of a document that has none. ``several`` is written instead of a format that holds one
    page only where there are more. ``endings`` are further ones of its files, which several formats may have;
    ``between`` parts results that are written one after the other.

    Another package adds a format by an entry point of the group ``onlineocr.formats``, which names a ``Format``; the
    docstring of the writer's module describes it."""

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
        """This format, or ``several`` if that is needed for ``pages``, of which at most two are taken to see it."""
        rest = iter(pages)
        if self.several is None:
            return self, rest
        seen = tuple(islice(rest, 2))
        return (self.several if len(seen) > 1 else self), chain(seen, rest)

    def bytes(self, pages: Iterable[Page], about: About | None = None) -> Iterator[bytes]:
        """The file, chunk by chunk; text is UTF-8. :class:`~..errors.OriginalGone` where it needs what is not there."""
        about = about or About()
        if self.needs_original and about.original is None:
            raise OriginalGone(f"The format '{self.name}' is made from the original file, which is not at hand")
        return map(_encoded, self.write(pages, about))


def _encoded(chunk: str | bytes) -> bytes:
    if isinstance(chunk, bytes):
        return chunk
    try:
        return chunk.encode()
    except UnicodeEncodeError:  # half of a surrogate pair stands for no character
        return chunk.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
