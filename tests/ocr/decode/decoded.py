"""Files drawn here and decoded in this process: what a page looks like, without the child round it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageDraw

from onlineocr.ocr.decode import document
from onlineocr.ocr.decode.canvas import plain
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import DocumentInfo, PageImage

WHITE, RED, BLUE = [255, 255, 255], [200, 0, 0], [0, 0, 200]


def drawing(width: int = 120, height: int = 80) -> Image.Image:
    """White, red in the top left corner, blue in the bottom right one: every turn and flip shows."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 39, 19), fill=(200, 0, 0))
    pen.rectangle((width - 20, height - 20, width - 1, height - 1), fill=(0, 0, 200))
    return image


class Decoder:
    """Decodes a file or bytes, here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def _open(self, source: Path | bytes) -> Iterator[BinaryIO]:
        path = source if isinstance(source, Path) else self._folder / "file"
        if isinstance(source, bytes):
            path.write_bytes(source)
        with path.open("rb") as file:
            yield file

    def probe(self, source: Path | bytes, limits: Limits | None = None, **options: Any) -> DocumentInfo:
        with self._open(source) as file:
            return document.probe(file, Options(**options), limits or Limits())

    def page(self, source: Path | bytes, number: int = 1, limits: Limits | None = None, **options: Any) -> PageImage:
        with self._open(source) as file:
            return document.decode(file, number, Options(**options), limits or Limits(), plain)


def near(pixel: Any, color: list[int], most: int = 12) -> bool:
    """Whether ``pixel`` looks like ``color``, as far as a lossy format may stray."""
    return all(abs(int(one) - other) <= most for one, other in zip(pixel, color, strict=True))


def png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is ``width`` x ``height`` pixels large, in one bit each."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pdf(*objects: str, stream: bytes = b"", root: int = 1) -> bytes:
    """A PDF of numbered ``objects``; the last one carries ``stream``. Readers mend the missing table."""
    parts = [f"{number} 0 obj {text} endobj\n".encode() for number, text in enumerate(objects, 1)]
    if stream:
        parts[-1] = parts[-1].replace(b" endobj", b" stream\n" + stream + b"\nendstream endobj")
    return b"%PDF-1.4\n" + b"".join(parts) + f"trailer <</Root {root} 0 R>>\n%%EOF\n".encode()


def pdf_page(content: bytes = b"", box: str = "0 0 200 100", more: str = "", resources: str = "") -> bytes:
    """A PDF with one page."""
    return pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{resources}>>{more}>>",
        f"<</Length {len(content)}>>",
        stream=content or b" ",
    )
