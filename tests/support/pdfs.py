"""PDFs of known text, drawn by the tests: good ones, and ones whose text does not say what the page shows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image

from tests.ocr.decode.decoded import pdf_page
from tests.support.drawing import ENGLISH, SANS, Drawing

HELVETICA = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def typed(lines: Sequence[str] = ENGLISH, *, size: float = 16, font: Path = SANS, **encryption: Any) -> bytes:
    """A page of 612 x 792 points with ``lines`` below each other, as a word processor writes it."""
    document = new_page(size=size, font=font)
    for number, line in enumerate(lines):
        document.text(50, 80 + 1.5 * size * number, line)
    if encryption:
        document.set_encryption(**encryption)
    return bytes(document.output())


def new_page(*, size: float = 16, font: Path = SANS) -> FPDF:
    document = FPDF(unit="pt", format=(612, 792))
    document.add_page()
    document.add_font("Test", "", font)
    document.set_font("Test", size=size)
    return document


def drawn(content: bytes, **page: Any) -> bytes:
    """A page with ``content``, in which /F is Helvetica."""
    return pdf_page(content, **{"box": "0 0 612 792", "resources": HELVETICA} | page)


def scan(drawing: Drawing, hidden: Sequence[str] = (), *, size: int = 32, dpi: int = 150) -> bytes:
    """A page that ``drawing`` (text of ``size`` pixels) fills, with ``hidden`` as invisible text on its lines."""
    scale = 72 / dpi
    width, height = (side * scale for side in drawing.image.size)
    document = FPDF(unit="pt", format=(width, height))
    document.add_page()
    document.image(drawing.image, 0, 0, width, height)
    document.add_font("Test", "", SANS)
    document.set_font("Test", size=size * scale)
    boxes = iter(drawing.boxes)
    with document.local_context(text_mode="INVISIBLE"):
        for line, true in zip(hidden, drawing.text.split("\n"), strict=True) if hidden else ():
            words = [next(boxes) for _ in true.split()]
            baseline = min(word.bottom for word in words)
            document.set_stretching(100)
            document.set_stretching((words[-1].right - words[0].left) * scale / document.get_string_width(line) * 100)
            document.text(words[0].left * scale, baseline * scale, line)
    return bytes(document.output())


def unmapped(lines: Sequence[str] = ENGLISH) -> bytes:
    """Text in a font that shows glyphs and does not say which letters they are."""
    with pikepdf.open(io.BytesIO(typed(lines))) as document:
        for font in document.pages[0].Resources.Font.values():
            del font.ToUnicode
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def with_picture(lines: Sequence[str], picture: Image.Image, *, at: tuple[float, float, float]) -> bytes:
    """Typed ``lines`` and a picture ``at`` (left, top, width) in points."""
    document = new_page()
    for number, line in enumerate(lines):
        document.text(50, 80 + 24 * number, line)
    left, top, width = at
    document.image(picture, left, top, width)
    return bytes(document.output())


SHIFTED = {chr(code): chr(code + 1) for code in range(65, 123)}


def miscoded(text: str = " ".join(ENGLISH), means: dict[str, str] = SHIFTED) -> bytes:
    """Text that shows as ``text`` and says what its letters mean: by default each the next one of the alphabet."""
    rows = [f"<{ord(letter):02x}> <{meaning.encode('utf-16-be').hex()}>" for letter, meaning in means.items()]
    blocks = [rows[start : start + 90] for start in range(0, len(rows), 90)]
    cmap = (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
    )
    cmap += " ".join(f"{len(block)} beginbfchar {' '.join(block)} endbfchar" for block in blocks) + " endcmap end end"
    content = "BT /F 16 Tf 50 700 Td 24 TL " + " ".join(
        f"({text[at : at + 25]}) Tj T*" for at in range(0, len(text), 25)
    )
    with pikepdf.open(io.BytesIO(drawn(f"{content} ET".encode()))) as document:
        font = document.pages[0].Resources.Font.F
        font.ToUnicode = document.make_stream(cmap.encode())
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def with_curves(data: bytes, *words: tuple[str, float, float, float]) -> bytes:
    """The first page of ``data`` with ``words`` (text, left, baseline, size in points) drawn as outlines."""
    font = TTFont(SANS)
    glyphs, scale = font.getGlyphSet(), 1 / font["head"].unitsPerEm
    parts = [b"q"]
    for text, start, baseline, size in words:
        left = start
        for letter in text:
            name = font.getBestCmap()[ord(letter)]
            pen = _Outline(glyphs, left, baseline, size * scale)
            glyphs[name].draw(pen)
            parts += [*pen.parts, b"f"] if pen.parts else []
            left += glyphs[name].width * size * scale
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[0].contents_add(b"\n".join([*parts, b"Q"]))
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


class _Outline(BasePen):
    """PDF's operators for the curves of a glyph."""

    def __init__(self, glyphs: Any, left: float, baseline: float, scale: float) -> None:
        super().__init__(glyphs)
        self.parts: list[bytes] = []
        self._at, self._scale = (left, baseline), scale

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        (left, baseline), scale = self._at, self._scale
        numbers = " ".join(f"{left + x * scale:.2f} {baseline + y * scale:.2f}" for x, y in points)
        self.parts.append(f"{numbers} {operator}".encode())

    def _moveTo(self, point: Any) -> None:  # noqa: N802 - fontTools' names
        self._add("m", point)

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self._add("l", point)

    def _curveToOne(self, one: Any, two: Any, three: Any) -> None:  # noqa: N802
        self._add("c", one, two, three)

    def _closePath(self) -> None:  # noqa: N802
        self.parts.append(b"h")


def form(*fields: dict[str, Any]) -> bytes:
    """A page with form fields, each a widget annotation: ``Rect``, ``FT`` and what else the field has."""
    with pikepdf.open(io.BytesIO(drawn(b"BT /F 14 Tf 50 740 Td (Order form of the sample shop) Tj ET"))) as document:
        font = document.pages[0].Resources.Font
        widgets = []
        for number, field in enumerate(fields):
            names = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Widget, "F": 4, "T": f"field{number}"}
            widgets.append(document.make_indirect(pikepdf.Dictionary(**names, **field)))
        document.pages[0].Annots = pikepdf.Array(widgets)
        document.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array(widgets), NeedAppearances=True, DR=pikepdf.Dictionary(Font=font), DA="/F 12 Tf 0 g"
        )
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def turned(data: bytes, degrees: int, crop: Sequence[float] | None = None) -> bytes:
    """The first page with /Rotate, and with a /CropBox."""
    with pikepdf.open(io.BytesIO(data)) as document:
        document.pages[0].Rotate = degrees
        if crop:
            document.pages[0].CropBox = pikepdf.Array(list(crop))
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()
