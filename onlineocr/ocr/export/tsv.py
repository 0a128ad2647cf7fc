"""Tab-separated values in the twelve columns of Tesseract: a row for each page, block, paragraph, line and word.

Levels are 1 to 5. Each block is one paragraph. ``conf`` is 0..100, and -1 without a confidence: in rows above words,
and for words of the file's own text. Nothing is quoted: read it with ``quoting=csv.QUOTE_NONE``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..geometry import Box
from ..page import Line, Page
from .base import About, Format
from .words import words_of

COLUMNS = (
    "level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height", "conf",
    "text",
)  # fmt: skip
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


def write(pages: Iterable[Page], _: About) -> Iterator[str]:
    """Write a header line, then the rows of each page."""
    yield "\t".join(COLUMNS) + "\n"
    for page in pages:
        yield "".join(_page(page))


def _page(page: Page) -> Iterator[str]:
    yield _row(1, (page.number, 0, 0, 0, 0), Box(0, 0, page.width, page.height))
    for number, block in enumerate(page.blocks, 1):
        yield _row(2, (page.number, number, 0, 0, 0), block.box)
        if block.lines:
            yield _row(3, (page.number, number, 1, 0, 0), block.box)
        for place, line in enumerate(block.lines, 1):
            yield from _line(line, (page.number, number, 1, place))


def _line(line: Line, place: tuple[int, int, int, int]) -> Iterator[str]:
    yield _row(4, (*place, 0), line.box)
    for number, word in enumerate(words_of(line), 1):
        confidence = -1.0 if word.confidence is None else round(100 * word.confidence, 2)
        yield _row(5, (*place, number), word.box, confidence, _BREAKS.sub(" ", word.text))


def _row(level: int, place: tuple[int, ...], box: Box, confidence: float = -1.0, text: str = "") -> str:
    cells = (level, *place, box.left, box.top, box.width, box.height, f"{confidence:g}", text)
    return "\t".join(map(str, cells)) + "\n"


FORMAT = Format("tsv", "text/tab-separated-values; charset=utf-8", ".tsv", "Tesseract's twelve columns", write)
