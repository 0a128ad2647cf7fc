"""A page's text as an invisible PDF content stream: text render mode 3 (ISO 32000-1, 9.3.6).

Coordinates are pixels of the upright page, origin at the bottom left, y upwards. The font's glyphs are half as wide
as they are high; horizontal scaling (9.3.4) makes each word exactly as wide as its box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...page import Line, Page
from .glyphs import Codes
from .placing import Placed, Run, place

FONT = "/OOcr"
"""The font's name in the page's resources."""

_OFF = 0.2
"""Tolerance of a position, in pixels."""

ADVANCE = 0.5
"""The width of each glyph of the font, relative to the font size."""


def content(lines: Iterable[Line], page_height: int, codes: Codes) -> bytes:
    """Return the content stream with the text of ``lines``, in their order; empty if there is none.

    The glyphs belong to the font ``FONT`` and are encoded by ``codes``.
    """
    placed = [line for line in map(place, lines) if line is not None]
    if not placed:
        return b""
    return "\n".join(["BT", "3 Tr", *_operators(placed, page_height, codes), "ET", ""]).encode()


def unsaid(page: Page) -> Sequence[Line]:
    """Return the lines that the original lacks: for a page with its own text, only the recognized ones."""
    if page.source == "ocr":
        return page.lines
    if page.source == "mixed":
        return [line for line in page.lines if all(word.confidence is not None for word in line.words)]
    return ()


def _operators(lines: Iterable[Placed], page_height: int, codes: Codes) -> Iterator[str]:
    pen = _Pen(page_height, codes)
    for line in lines:
        yield from pen.line(line)


class _Pen:
    """Writer of text operators. It skips an operator that would not change the state, and tracks the position after
    each one in spite of rounded numbers."""

    def __init__(self, page_height: int, codes: Codes) -> None:
        self._page_height, self._codes = page_height, codes
        self._height = self._scale = 0.0
        self._begin = self._lower = self._at = 0.0

    def line(self, line: Placed) -> Iterator[str]:
        (ux, uy), first = line.direction, line.runs[0]
        if (height := round(line.height, 2)) != self._height:
            self._height = height
            yield f"{FONT} {_number(height)} Tf"
        x, y = ux * first.start - uy * first.lower, uy * first.start + ux * first.lower
        matrix = " ".join(_number(value, 5) for value in (ux, -uy, uy, ux))
        yield f"{matrix} {_number(x)} {_number(self._page_height - y)} Tm"
        self._begin = self._at = first.start
        self._lower = first.lower
        for run in line.runs:
            yield self._run(run)

    def _run(self, run: Run) -> str:
        """Return the operators of one run. ``Td`` is relative to the last ``Td``'s target, not to the last glyph."""
        move = ""
        if abs(run.start - self._at) > _OFF or abs(run.lower - self._lower) > _OFF:
            right, down = round(run.start - self._begin, 1), round(run.lower - self._lower, 1)
            self._begin = self._at = self._begin + right
            self._lower += down
            move = f"{_number(right)} {_number(-down)} Td "
        full = ADVANCE * self._height * len(run.glyphs)
        scale = _rounded(100 * (run.start + run.width - self._at) / full, full)
        said = "" if scale == self._scale else f"{_number(scale)} Tz "
        self._scale = scale
        self._at += full * scale / 100
        return f"{move}{said}<{self._codes.hex(run.glyphs)}> Tj"


def _rounded(scale: float, full: float) -> float:
    """Return ``scale`` in percent, with the fewest digits that keep the end of ``full`` pixels exact."""
    for digits in (0, 1, 2):
        short = round(scale, digits)
        if short > 0 and abs(short - scale) * full < 100 * _OFF / 2:
            return short
    return max(round(scale, 3), 0.001)


def _number(value: float, digits: int = 2) -> str:
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
