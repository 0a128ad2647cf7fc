"""The file that hands the text layers of a document to the process that puts them on its pages.

It is a sequence of records: the length of a head and of a body as two big-endian 32-bit numbers, then both. The heads
are JSON. The first describes the document. Then each layer has one, whose body is the layer's content stream,
deflated. The last holds the text of each glyph's code.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

from ...page import Line, Page
from .glyphs import Codes
from .text_layer import content, unsaid

_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Head:
    """Facts about the document. ``title`` is for a document that has none itself, ``languages`` are BCP 47 tags, the
    most used first, ``made_at`` is the time of the upload."""

    title: str = ""
    languages: tuple[str, ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of page ``number`` of the original.

    ``width`` x ``height`` is the upright page in pixels, the unit of ``content`` (deflated; empty if there is nothing
    to add). ``rotation`` is the clockwise rotation in degrees that made the page upright. With ``replaces`` the layer
    holds all text of the page, so an older layer is removed. A layer with ``if_hidden`` is used only if the page's own
    text is such an older layer: a person has corrected words in it. For other pages another layer follows.
    """

    number: int
    width: int
    height: int
    rotation: int
    replaces: bool
    content: bytes
    if_hidden: bool = False


def write(file: BinaryIO, head: Head, pages: Iterable[Page]) -> int:
    """Write the layers of ``pages`` and return the number of pages. One page is in memory at a time."""
    codes, count = Codes(), 0
    said = asdict(head) | {"made_at": head.made_at.isoformat() if head.made_at else None}
    _put(file, said)
    for page in pages:
        count += 1
        for lines, how in _contents(page):
            text = content(lines, page.height, codes)
            place = {"number": page.number, "width": page.width, "height": page.height, "rotation": page.rotation}
            _put(file, place | how, zlib.compress(text) if text else b"")
    _put(file, {"glyphs": codes.meanings})
    file.flush()
    return count


def _contents(page: Page) -> Iterator[tuple[Sequence[Line], dict[str, bool]]]:
    if page.source != "ocr" and any(word.corrected for word in page.words):
        yield page.lines, {"replaces": True, "if_hidden": True}
    yield unsaid(page), {"replaces": page.source == "ocr"}


def _put(file: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    said = json.dumps(head).encode()
    file.write(_LENGTHS.pack(len(said), len(body)) + said + body)


class Layers:
    """Reader of a file by :func:`write`: ``head`` at once, the layers by iterating, ``glyphs`` after the last one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.glyphs: tuple[str, ...] = ()
        said, _ = self._next()
        made_at = datetime.fromisoformat(said["made_at"]) if said["made_at"] else None
        self.head = Head(said["title"], tuple(said["languages"]), made_at)

    def __iter__(self) -> Iterator[Layer]:
        while True:
            said, body = self._next()
            if "glyphs" in said:
                self.glyphs = tuple(said["glyphs"])
                return
            yield Layer(**said, content=body)

    def _next(self) -> tuple[dict[str, Any], bytes]:
        head, body = _LENGTHS.unpack(self._file.read(_LENGTHS.size))
        said: dict[str, Any] = json.loads(self._file.read(head))
        return said, self._file.read(body)
