"""Pages for the tests of the formats: one with every kind of block, and any that Hypothesis can think of."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from hypothesis import strategies as st
from lxml import etree

from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.layout.compose import compose
from onlineocr.ocr.page import Barcode, Block, Cell, EngineInfo, Line, Page, Table, Word

ENGINE = EngineInfo("fake", "1", ("small",))
ABOUT = About(
    id="0190", title="scan <1>.png", created_at=datetime(2026, 11, 27, 9, 30, tzinfo=UTC), languages=("en", "he")
)


def line(text, top=0, left=100, width=400, confidence=0.9):
    """A line of words of the same width, 20 pixels high."""
    texts = text.split()
    step = width // max(1, len(texts))
    words = tuple(
        Word(word, confidence, Box(left + index * step, top, left + (index + 1) * step - 4, top + 20))
        for index, word in enumerate(texts)
    )
    box = Box(left, top, left + width, top + 20)
    return Line(text, confidence, box, box.polygon(), words)


def block(kind, *lines):
    return Block(kind, union(one.box for one in lines), tuple(lines))


def page(*blocks, number=1, **fields):
    """A page of ``blocks``, its text and spans as the layout makes them."""
    text, placed = compose(blocks)
    return Page(
        number=number, width=1000, height=1400, engine=ENGINE, text=text, confidence=0.9, blocks=placed,
        **{"languages": ("en",), "dpi": 150.0} | fields,
    )  # fmt: skip


def table(*rows, top=600):
    """A table of one line in each cell, 20 pixels apart, and its block."""
    columns = max(map(len, rows))
    boxes = [
        [Box(100 + 100 * column, top + 30 * row, 200 + 100 * column, top + 30 * row + 30) for column in range(columns)]
        for row in range(len(rows))
    ]
    cells = tuple(
        Cell(row, column, text, boxes[row][column])
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    lines = tuple(line(cell.text, cell.box.top + 5, cell.box.left + 5, 80) for cell in cells if cell.text)
    box = union(cell.box for cell in cells)
    return Table(box, len(rows), columns, cells), Block("table", box, lines)


GRID, GRID_BLOCK = table(("Item", "Price"), ("Tea", "=1+1"), ("Milk & more", "2.50"))

FULL = page(
    block("header", line("Annual report", 20)),
    block("heading", replace(line("1 Results", 80), box=Box(100, 80, 500, 110))),
    block("text", line("The quick brown fox jumps over the exam-", 130), line("ple of a lazy dog <b>&amp;</b>.", 155)),
    block("list", line("1. first", 200), line("2. second one", 225), line("goes on", 250)),
    block("text", line("שלום עולם טוב", 300)),
    Block("figure", Box(100, 350, 500, 550)),
    GRID_BLOCK,
    block("footer", line("Page 1", 1360)),
    tables=(GRID,),
    barcodes=(Barcode("QRCode", 'say "hi"', Box(800, 100, 900, 200)),),
)
OTHER = page(
    block("text", line("今天天气很好", 30), line("我们在北京", 55)), number=2, languages=("zh-Hans",), dpi=None
)


def written(name, *pages, about=ABOUT):
    """The file in the format called ``name``."""
    form, rest = registry.get(name).fitting(iter(pages))
    return b"".join(form.bytes(rest, about))


def parsed(data):
    """XML as a strict parser that fetches nothing reads it."""
    return etree.parse(io.BytesIO(data), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


_TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
_KINDS = ("text", "heading", "list", "table", "figure", "header", "footer")


class _Chance:
    """Parts of pages by chance, of the texts given: much cheaper for Hypothesis than to choose every number."""

    def __init__(self, texts, seed):
        self.texts, self.random = texts, Random(seed)

    def text(self):
        return self.random.choice(self.texts)

    def some(self, make, most):
        return tuple(make() for _ in range(self.random.randrange(most + 1)))

    def confidence(self):
        return self.random.choice((None, 0.0, 1.0, self.random.random()))

    def box(self):
        left, top = self.random.randrange(1000), self.random.randrange(1000)
        return Box(left, top, left + self.random.randrange(1000), top + self.random.randrange(1000))

    def word(self):
        start = self.random.randrange(30)
        return Word(self.text(), self.confidence(), self.box(), (start, start + self.random.randrange(30)))

    def line(self):
        words = self.some(self.word, 3)
        text = self.random.choice((" ".join(word.text for word in words), self.text()))
        corners = tuple((self.random.uniform(-10, 2000), self.random.uniform(-10, 2000)) for _ in range(4))
        box = self.box()
        return Line(text, self.confidence(), box, self.random.choice((corners, box.polygon())), words)

    def block(self):
        return Block(self.random.choice(_KINDS), self.box(), self.some(self.line, 3))

    def cell(self):
        row, column, rows, columns = (self.random.randrange(5) for _ in range(4))
        return Cell(row, column, self.text(), self.box(), rows + 1, columns + 1)

    def table(self):
        return Table(self.box(), self.random.randrange(5), self.random.randrange(5), self.some(self.cell, 5))

    def page(self):
        tables = self.some(self.table, 2)
        blocks = self.some(self.block, 4)
        blocks += tuple(Block("table", one.box, self.some(self.line, 2)) for one in tables)
        text, placed = compose(blocks)
        if self.random.random() < 0.3:
            text, placed = self.text(), blocks
        return Page(
            number=1, width=self.random.randrange(2000), height=self.random.randrange(2000),
            engine=EngineInfo(self.text(), self.text()), text=text, confidence=self.confidence(), blocks=placed,
            languages=self.some(lambda: self.random.choice(("he", self.text())), 2), tables=tables,
            barcodes=self.some(lambda: Barcode(self.text(), self.text(), self.box()), 1),
        )  # fmt: skip


def any_page():
    """A page that holds anything: control characters, halves of surrogates, tables of one cell on another."""
    texts = st.lists(_TEXTS, min_size=1, max_size=4)
    return st.builds(lambda texts, seed: _Chance(texts, seed).page(), texts, st.integers(0, 2**32))


def any_about():
    return st.builds(About, id=st.none() | _TEXTS, title=_TEXTS, languages=st.lists(_TEXTS, max_size=2).map(tuple))
