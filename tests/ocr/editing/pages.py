"""Pages drawn as values: words of equal letters on a grid."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.layout import compose, mean_confidence
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

LETTER, HEIGHT = 10, 20


def line(text: str, top: int = 0, *, left: int = 0, confidence: float | None = 0.5) -> Line:
    """A line whose letters are ten pixels wide and twenty high."""
    words: list[Word] = []
    place = 0
    for word in text.split():
        place = text.index(word, place)
        start = left + place * LETTER
        words.append(Word(word, confidence, Box(start, top, start + len(word) * LETTER, top + HEIGHT)))
        place += len(word)
    box = union(word.box for word in words)
    return Line(text, confidence, box, box.polygon(), tuple(words))


def page(*blocks: Sequence[str] | str, kinds: Sequence[str] = (), width: int = 2000, height: int = 2000) -> Page:
    """A page of blocks of lines, one below the other."""
    made: list[Block] = []
    top = 0
    for number, texts in enumerate(blocks):
        lines = []
        for text in [texts] if isinstance(texts, str) else texts:
            lines.append(line(text, top))
            top += 30
        kind = kinds[number] if number < len(kinds) else "text"
        made.append(Block(kind, union(one.box for one in lines), tuple(lines)))
        top += 30
    text, placed = compose(made)
    lines = [one for block in placed for one in block.lines]
    return Page(1, width, height, EngineInfo("fake", "1"), text, mean_confidence(lines), ("en",), blocks=tuple(placed))


def texts(value: Page) -> list[list[str]]:
    """The lines of each block."""
    return [[one.text for one in block.lines] for block in value.blocks]


WORDS = st.text(st.sampled_from("abcdefgh-עם語日ß"), min_size=1, max_size=8)
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
PAGES = st.lists(st.lists(LINES, min_size=1, max_size=4), min_size=1, max_size=4).map(lambda blocks: page(*blocks))
