"""Pages with known words, PDFs made of them, and what two programs read back: PDFium (Chrome) and Poppler."""

from __future__ import annotations

import html
import io
import math
import re
import subprocess
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from onlineocr.ocr.export.pdf import layers
from onlineocr.ocr.geometry import Box, enclosing
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Problem, Word
from onlineocr.ocr.pdf_output.assembly import assemble

DPI = 200
SIZE = (1000, 1400)
HEIGHT = 40


class Seen(NamedTuple):
    """A word that a program finds in a PDF: ``box`` in pixels of the page as it is shown, at ``DPI``."""

    text: str
    box: tuple[float, float, float, float]


def line(text: str, left: int = 100, top: int = 100, *, joined: bool = False, step: int = 22) -> Line:
    """A line of words in boxes 40 pixels high, from right to left for Hebrew and Arabic; ``joined`` makes each
    character a word, as in Chinese."""
    words = list(text) if joined else text.split(" ")
    backwards = re.search("[\u0590-\u07ff]", text) is not None
    found, x = [], 900 if backwards else left
    for word in words:
        width = step * (2 if joined else len(word))
        box = Box(x - width, top, x, top + HEIGHT) if backwards else Box(x, top, x + width, top + HEIGHT)
        found.append(Word(word, 0.9, box))
        x += (-1 if backwards else 1) * (width + (0 if joined else 15))
    box = enclosing([corner for word in found for corner in word.box.polygon()])
    return Line(text, 0.9, box, box.polygon(), tuple(found))


def lines(*texts: str, **how: Any) -> list[Line]:
    return [line(text, top=100 + 70 * row, **how) for row, text in enumerate(texts)]


def tilted(straight: Line, degrees: float) -> Line:
    """The line fallen by ``degrees`` round the page's middle: upright boxes are drawn around its words anew."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def moved(point: tuple[float, float]) -> tuple[float, float]:
        x, y = point[0] - SIZE[0] / 2, point[1] - SIZE[1] / 2
        return SIZE[0] / 2 + x * cos - y * sin, SIZE[1] / 2 + x * sin + y * cos

    first, second, third, fourth = map(moved, straight.polygon)
    words = tuple(word.__class__(word.text, 0.9, enclosing(map(moved, word.box.polygon()))) for word in straight.words)
    around = enclosing((first, second, third, fourth))
    return Line(straight.text, 0.9, around, (first, second, third, fourth), words)


def page(rows: Sequence[Line], number: int = 1, size: tuple[int, int] = SIZE, **said: Any) -> Page:
    blocks = tuple(Block("text", row.box, (row,)) for row in rows)
    return Page(number, *size, EngineInfo("test", "1"), "\n".join(row.text for row in rows), blocks=blocks, **said)


def blank(size: tuple[int, int] = SIZE, format: str = "PNG", dpi: int = DPI) -> bytes:
    file = io.BytesIO()
    Image.new("L", size, "white").save(file, format, dpi=(dpi, dpi))
    return file.getvalue()


def made(original: bytes, *pages: Page, head: layers.Head | None = None, **options: Any) -> tuple[bytes, list[Problem]]:
    """The searchable PDF, and what is said about it. A file in memory, since PDFs are mapped."""
    import tempfile

    texts, out = io.BytesIO(), io.BytesIO()
    layers.write(texts, head or layers.Head("Alice"), pages)
    texts.seek(0)
    with tempfile.TemporaryFile() as file:
        file.write(original)
        file.flush()
        problems = assemble(file, texts, out, Options.parse(options), Limits())
    return out.getvalue(), problems


def searchable(original: bytes, *pages: Page, **options: Any) -> bytes:
    return made(original, *pages, **options)[0]


def by_pdfium(data: bytes, number: int = 1) -> list[Seen]:
    """The words in PDFium's order, which is that of copying in Chrome."""
    with pdfium.PdfDocument(data) as document:
        shown, text = document[number - 1], document[number - 1].get_textpage()
        height = shown.get_height()
        turns, box = raw.FPDFPage_GetRotation(shown), shown.get_bbox()
        letters: list[tuple[str, list[float]]] = []
        for index in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text, index))
            if "\udc00" <= character <= "\udfff":  # PDFium counts in UTF-16
                high, place = letters.pop()
                letters.append(((high + character).encode("utf-16", "surrogatepass").decode("utf-16"), place))
                continue
            left, bottom, right, top = text.get_charbox(index)
            corners = [_shown((x, y), turns, box) for x in (left, right) for y in (bottom, top)]
            xs, ys = [x for x, _ in corners], [height - y for _, y in corners]
            letters.append((character, [v * DPI / 72 for v in (min(xs), min(ys), max(xs), max(ys))]))
        text.close()
    words = (list(some) for space, some in groupby(letters, lambda one: one[0].isspace()) if not space)
    return [Seen("".join(c for c, _ in word), _around([box for _, box in word])) for word in words]


def _shown(point: tuple[float, float], turns: int, box: Sequence[float]) -> tuple[float, float]:
    x, y = point[0] - box[0], point[1] - box[1]
    width, height = box[2] - box[0], box[3] - box[1]
    return [(x, y), (y, width - x), (width - x, height - y), (height - y, x)][turns]


def _around(boxes: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def text_by_pdfium(data: bytes, number: int = 1) -> str:
    with pdfium.PdfDocument(data) as document:
        text = document[number - 1].get_textpage()
        found = text.get_text_range()
        text.close()
    return found


def by_poppler(data: bytes) -> list[Seen]:
    """The words as ``pdftotext -bbox`` finds them, right-to-left ones as they stand."""
    said = _pdftotext(data, "-bbox")
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', said)
    places = [tuple(float(value) * DPI / 72 for value in four) for *four, _ in found]
    return [Seen(html.unescape(word[-1]), place) for word, place in zip(found, places, strict=True)]  # type: ignore[arg-type]


def text_by_poppler(data: bytes) -> str:
    marks = re.compile("[\u200e\u200f\u202a-\u202e]")
    return marks.sub("", _pdftotext(data))


def _pdftotext(data: bytes, *how: str) -> str:
    run = subprocess.run(["pdftotext", *how, "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


def far(one: Sequence[float], other: Sequence[float]) -> float:
    """By how many pixels the sides of two boxes differ at most."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def rendered(data: bytes, number: int = 1, dpi: int = DPI) -> Image.Image:
    with pdfium.PdfDocument(data) as document:
        return document[number - 1].render(scale=dpi / 72).to_pil()
