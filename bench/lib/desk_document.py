"""A document of drawn scans with the results of their reading, stored as the service would have left it."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.compose import compose
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

FONT = Path(__file__).parents[2] / "tests" / "fonts" / "DejaVuSans-subset.ttf"
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
SCANS = 8
"""Different scans of a document; a longer one repeats them, each page with its number."""
_TEXT = (
    "the archive keeps letters of trade and office from many towns where clerks wrote down prices weights harvests "
    "wages rents voyages storms repairs births weddings and debts in ledgers that nobody opened for a century until "
    "someone asked how much salt a ship carried in spring"
)
_WORDS = _TEXT.split()


def scan(seed: int, lines: int, per_line: int) -> tuple[Image.Image, Page]:
    """Draw a page of ``lines`` lines of ``per_line`` words; return it with its result."""
    rng = random.Random(seed)
    pitch = (HEIGHT - 260) // lines
    image = Image.new("L", (WIDTH, HEIGHT), 244)
    draw = ImageDraw.Draw(image)
    blocks = [_block(rng, draw, range(start, min(start + 8, lines)), pitch, per_line) for start in range(0, lines, 8)]
    for _ in range(4000):  # dust
        image.putpixel((rng.randrange(WIDTH), rng.randrange(HEIGHT)), rng.randrange(120, 230))
    text, placed = compose(blocks)
    confidences = [word.confidence or 0.0 for block in placed for line in block.lines for word in line.words]
    mean = sum(confidences) / len(confidences)
    return image, Page(1, WIDTH, HEIGHT, EngineInfo("drawn", "1"), text, mean, ("en",), dpi=200.0, blocks=placed)


def _block(rng: random.Random, draw: ImageDraw.ImageDraw, rows: range, pitch: int, per_line: int) -> Block:
    lines = tuple(_line(rng, draw, 120 + row * pitch, pitch, per_line) for row in rows)
    edges = zip(*(line.box for line in lines), strict=True)
    left, top, right, bottom = (pick(edge) for pick, edge in zip((min, min, max, max), edges, strict=True))
    return Block("text", Box(left, top, right, bottom), lines)


def _line(rng: random.Random, draw: ImageDraw.ImageDraw, top: int, pitch: int, per_line: int) -> Line:
    said = rng.choices(_WORDS, k=per_line)
    font = ImageFont.truetype(str(FONT), max(6, int(pitch * 0.68)))
    while font.size > 6 and font.getlength(" ".join(said)) > WIDTH - 240:
        font = font.font_variant(size=font.size - 1)
    words, x = [], 120.0
    for word in said:
        draw.text((x, top), word, fill=30, font=font)
        box = Box(int(x), top, int(x + font.getlength(word)) + 1, top + int(font.size * 1.25))
        words.append(Word(word, round(_confidence(rng), 4), box))
        x += font.getlength(f"{word} ")
    box = Box(words[0].box.left, top, words[-1].box.right, words[0].box.bottom)
    return Line(" ".join(said), 0.95, box, box.polygon(), tuple(words))


def _confidence(rng: random.Random) -> float:
    kind = rng.random()
    return rng.uniform(0.3, 0.6) if kind < 0.01 else rng.uniform(0.6, 0.9) if kind < 0.05 else rng.uniform(0.93, 1)


def store(pages: int, *, lines: int = 40, per_line: int = 23, name: str = "ledger.pdf", owner: Any = None) -> Any:
    """Store the document; return it. Without ``owner`` its ``issued`` is the token that opens it."""
    from onlineocr.documents.files import storage
    from onlineocr.documents.models import Document, Run

    drawn = [scan(seed, lines, per_line) for seed in range(min(pages, SCANS))]
    stored = storage.save(iter([_pdf([image for image, _ in drawn], pages)]), max_bytes=10**9)
    document = Document(owner=owner, file_name=name, media_type="application/pdf", size=stored.size, key=stored.key)
    document.sha256 = hashlib.sha256(name.encode()).hexdigest()
    document.issued = "" if owner else document.issue_token()
    document.status, document.pages, document.needs_review = "succeeded", pages, True
    document.confidence, document.languages = 0.95, ["en"]
    document.save()
    run = Run.objects.create(document=document, status="succeeded", total=pages, done=pages)
    document.shown = document.latest = run
    document.save()
    _store_pages(run, (replace(drawn[number % len(drawn)][1], number=number + 1) for number in range(pages)))
    storage.settle(document.key)
    return document


def _store_pages(run: Any, values: Iterator[Page]) -> None:
    from django.utils import timezone

    from onlineocr.documents.models import Page as Row
    from onlineocr.documents.search import indexing
    from onlineocr.ocr import editing

    for value in values:
        doubts, lowest = editing.doubts(value)
        row = Row.objects.create(
            run=run, number=value.number, status="succeeded", attempts=1, seq=value.number, text=value.text,
            confidence=value.confidence, languages=["en"], doubts=doubts, lowest=lowest, result=value.to_dict(),
            finished_at=timezone.now(), needs_review=value.number % 7 == 0,
        )  # fmt: skip
        if value.number <= 50:  # as a worker does for the others a moment later
            indexing.index(run.document, [(row.pk, row.text)])


def _pdf(images: list[Image.Image], pages: int) -> bytes:
    files = []
    for image in images:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=70)
        files.append(file)
    pdf = FPDF(unit="pt", format=(595, 842))
    for number in range(pages):
        pdf.add_page()
        pdf.image(files[number % len(files)], 0, 0, 595, 842)
    return bytes(pdf.output())
