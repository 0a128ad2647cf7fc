"""The one list of output formats: command line, API, docs and tests derive from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..page import Page, Problem
from . import json, text

Writer = Callable[[Iterable[Page], str | None, Sequence[Problem]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` turns pages, in order, the document's id, if it has one, and what kept pages of it from being read,
    into chunks of the file, one or more per page, as the pages come."""

    name: str
    media_type: str
    extension: str
    title: str
    write: Writer

    def bytes(self, pages: Iterable[Page], id: str | None = None, problems: Sequence[Problem] = ()) -> Iterator[bytes]:
        """The same chunks as they are stored and sent: UTF-8."""
        return (chunk.encode() for chunk in self.write(pages, id, problems))


_FORMATS = (
    Format("txt", "text/plain; charset=utf-8", ".txt", "Plain text, a form feed between pages", text.write),
    Format("json", "application/json", ".json", "Everything: words, boxes, confidences", json.write),
)


def names() -> tuple[str, ...]:
    """Every format's name."""
    return tuple(found.name for found in _FORMATS)


def get(name: str) -> Format:
    """The format called ``name``; ValueError names those that there are."""
    for found in _FORMATS:
        if found.name == name:
            return found
    raise ValueError(f"there is no format '{name}'; there are: {', '.join(names())}")
