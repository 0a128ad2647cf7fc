"""Repair of PDFs without their end. They lack the trailer, which names the catalog, and maybe catalog and page tree.

PDFium finds every object by its head if a trailer names the root. So a trailer is appended. If there is no catalog, a
new one with the remaining pages is appended, too.
"""

from __future__ import annotations

import io
import mmap
import re
from collections.abc import Iterator
from typing import BinaryIO

_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})\s+(\d{1,5})\s+obj\b")
_TAIL = 2048
_BODY = 4096  # bytes after an object's head that are searched for its type
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_PAGES = re.compile(rb"/Pages\s+(\d{1,9})\s+\d{1,5}\s+R\b")
_ENCRYPTED = re.compile(rb"/Filter\s*/Standard\b")
_A4 = b"[0 0 595 842]"


def ends_early(data: mmap.mmap) -> bool:
    """Return whether the last ``_TAIL`` bytes lack the end mark of a PDF."""
    return data.rfind(b"%%EOF", max(0, len(data) - _TAIL)) < 0


def whole(file: BinaryIO, max_pages: int) -> BinaryIO:
    """Return ``file`` itself, or the repaired document in memory if its end is missing and can be replaced."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = mended(data, max_pages) if ends_early(data) else None
    return io.BytesIO(found) if found else file


def mended(data: mmap.mmap, max_pages: int) -> bytes | None:
    """Return ``data`` with a trailer, or None if it has no catalog and no page outside compressed objects.

    An encrypted file without its trailer cannot be opened at all.
    """
    if _ENCRYPTED.search(data):
        return None
    catalog, last = b"", 0
    pages: list[bytes] = []
    found = set[int]()
    for number, name, body in _objects(data):
        last = max(last, number)
        found.add(number)
        if _CATALOG.search(body):
            catalog, tree = name, _PAGES.search(body)
            root = int(tree[1]) if tree else 0
        elif _PAGE.search(body) and len(pages) <= max_pages:
            pages.append(name)
    if catalog and root in found:
        return b"%b\ntrailer\n<</Root %b R>>\nstartxref\n0\n%%%%EOF\n" % (data[:], catalog)
    if not pages:
        return None
    kids = b" ".join(b"%b R" % page for page in dict.fromkeys(pages))
    return (
        b"%b\nendobj\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n"
        b"%d 0 obj\n<</Type/Pages/Kids[%b]/Count %d/MediaBox%b>>\nendobj\n"
        b"trailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n"
    ) % (data[:], last + 1, last + 2, last + 2, kids, len(dict.fromkeys(pages)), _A4, last + 1)


def _objects(data: mmap.mmap) -> Iterator[tuple[int, bytes, bytes]]:
    """Return (number, "number generation", the dictionary or its start) of every object with a head of its own."""
    for match in _OBJECT.finditer(data):
        body = data[match.end() : match.end() + _BODY]
        ends = [at for at in (body.find(b"endobj"), body.find(b"stream")) if at >= 0]
        yield int(match[1]), b"%b %b" % (match[1], match[2]), body[: min(ends, default=_BODY)]
