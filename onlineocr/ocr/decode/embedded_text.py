"""A PDF page's own text by PDFium: every character with its position, and the positions of pictures."""

from __future__ import annotations

import math
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from ctypes import byref, c_double, c_float
from functools import cache
from itertools import groupby, islice
from typing import Any

from pypdfium2 import raw

from ..bidirectional import runs_from_the_right
from ..geometry import Box, Point, enclosing
from ..page import Line, OwnText
from . import spans
from .fields import Mark
from .objects import Matrix, moved, walk
from .typesetting import Glyph, Rect, typeset

_UNMAPPED = "\ufffd"
_LOW = 0.3  # of the line: so low a letter is the substitute for a missing glyph, as in a font under a scan
_HIGH_HALVES, _LOW_HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_HYPHEN = 2  # PDFium's code for a hyphen at a line's end
_FORMATS = {"\u200c": "\u200c", "\u200d": "\u200d", "\u00ad": "-"}  # the other format characters are invisible
_PRESENTED = "\ufb00", "\ufeff"  # ligatures and the shapes of Arabic and Hebrew letters


class _View:
    """Transformation from the page's points, origin at the bottom left, to pixels of the cropped and rotated page."""

    def __init__(self, page: Any, width: int, height: int) -> None:
        crop = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, byref(crop))
        wide, high = _size(crop.right - crop.left), _size(crop.top - crop.bottom)
        self._turn = raw.FPDFPage_GetRotation(page) % 4
        self.width, self.height = width, height
        x, y = (width / high, height / wide) if self._turn % 2 else (width / wide, height / high)
        left, top = crop.left, crop.top
        across = ((x, 0.0, -left * x), (0.0, x, (high - top) * x), (-x, 0.0, (wide + left) * x), (0.0, -x, top * x))
        down = ((0.0, -y, top * y), (y, 0.0, -left * y), (0.0, y, (high - top) * y), (-y, 0.0, (wide + left) * y))
        self._matrix = *across[self._turn], *down[self._turn]

    def point(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self._matrix
        return a * x + b * y + c, d * x + e * y + f

    def direction(self, x: float, y: float) -> Point:
        """Return the unit vector, in pixels, of the page's own (``x``, ``y``), y upwards."""
        right, below = ((x, -y), (y, x), (-x, y), (-y, -x))[self._turn]
        length = math.hypot(right, below)
        if not length or not math.isfinite(length):
            return 1.0, 0.0
        return round(right / length, 4) + 0.0, round(below / length, 4) + 0.0

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect | None:
        (a, b), (c, d) = self.point(left, bottom), self.point(right, top)
        if not math.isfinite(a + b + c + d):
            return None
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def shows(self, rect: Rect) -> bool:
        """Return whether the center of ``rect`` lies on the page."""
        return 0 <= rect[0] + rect[2] <= 2 * self.width and 0 <= rect[1] + rect[3] <= 2 * self.height


def _size(points: float) -> float:
    return points if math.isfinite(points) and points > 0 else 1.0


class _Counts:
    characters = unmapped = outside = symbols = 0
    complete = True


def read(page: Any, width: int, height: int, seconds: float, marks: Sequence[Mark] = ()) -> OwnText:
    """Return the text of ``page``, which is drawn in ``width`` x ``height`` pixels. Stop after ``seconds``.

    ``marks`` replace the characters inside their boxes.
    """
    view, counts = _View(page, width, height), _Counts()
    text = raw.FPDFText_LoadPage(page)
    try:
        until = time.monotonic() + seconds
        glyphs = _glyphs(text, view, counts, spans.find(page, view, until), until)
        marked = _marked(_joined(glyphs), marks, view, counts)
        lines = tuple(_bounded(typeset(marked, (width, height)), counts))
    finally:
        raw.FPDFText_ClosePage(text)
    return OwnText(
        lines, tuple(islice(_pictures(page, view), OwnText.MOST_PICTURES)),
        counts.characters, counts.unmapped, counts.outside, counts.complete, counts.symbols,
    )  # fmt: skip


def _marked(glyphs: Iterable[Glyph], marks: Sequence[Mark], view: _View, counts: _Counts) -> Iterator[Glyph]:
    """Return ``glyphs`` without those inside ``marks``, then ``marks``."""
    boxes = [(mark.text, rect) for mark in marks if (rect := view.rect(*mark[1:])) and view.shows(rect)]
    for glyph in glyphs:
        if boxes and any(_is_inside(glyph.ink, rect) for _, rect in boxes):
            continue
        yield glyph
    for text, rect in boxes:
        counts.characters += 1
        yield Glyph(text, (1.0, 0.0), rect, rect)


def _is_inside(ink: Rect, rect: Rect) -> bool:
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    return rect[0] <= x <= rect[2] and rect[1] <= y <= rect[3]


def _bounded(lines: Iterator[Line], counts: _Counts) -> Iterator[Line]:
    words = 0
    for number, line in enumerate(lines, 1):
        words += len(line.words)
        if number > OwnText.MOST_LINES or words > OwnText.MOST_WORDS or _is_too_long(line):
            counts.complete = False
            return
        yield line


def _is_too_long(line: Line) -> bool:
    """Return whether a line or word is longer than in any real text: a file can declare so much for a single glyph."""
    longest = max(len(word.text) for word in line.words)
    return len(line.text) > OwnText.LONGEST_LINE or longest > OwnText.LONGEST_WORD


def _indices(text: Any, counts: _Counts, until: float) -> Iterator[int]:
    """Return the indices of the characters that the file draws, without PDFium's own spaces and line ends."""
    for index in range(raw.FPDFText_CountChars(text) if text else 0):
        if index >= OwnText.MOST_CHARACTERS or (index % 256 == 0 and time.monotonic() > until):
            counts.complete = False
            return
        if raw.FPDFText_IsGenerated(text, index) != 1:
            yield index


def _glyphs(text: Any, view: _View, counts: _Counts, beside: spans.Spans, until: float) -> Iterator[Glyph]:
    drawn = _Drawn(text, view)
    high = 0  # the first half of a character beyond U+FFFF, which PDFium returns as two
    for index in _indices(text, counts, until):
        if beside:
            owner = spans.address(raw.FPDFText_GetTextObject(text, index))
            if not owner:  # in text from right to left PDFium does not mark its own spaces
                continue
            spaces, stretch = beside.at(owner)
            yield from spaces
            if stretch:
                yield from _said(stretch, view, counts) if beside.first(stretch) else ()
                continue
        code = raw.FPDFText_GetUnicode(text, index)
        if code in _HIGH_HALVES and raw.FPDFText_GetUnicode(text, index + 1) in _LOW_HALVES:
            high = code
            continue
        if high:
            code, high = 0x10000 + (high - _HIGH_HALVES.start << 10) + code - _LOW_HALVES.start, 0
        meaning = _meaning(code, raw.FPDFText_HasUnicodeMapError(text, index) == 1)
        place = drawn.at(index, meaning) if meaning else None
        if place and _is_seen(meaning, code, place[1], view, counts):
            yield Glyph(meaning, *place)


def _is_seen(meaning: str, code: int, ink: Rect, view: _View, counts: _Counts) -> bool:
    """Count a character and return whether it lies on the page."""
    seen = view.shows(ink)
    if not meaning.isspace():
        counts.characters += seen
        counts.outside += not seen
        counts.unmapped += seen and meaning == _UNMAPPED
        counts.symbols += seen and meaning == _UNMAPPED and _is_private(code)
    return seen


def _said(stretch: Glyph, view: _View, counts: _Counts) -> Iterator[Glyph]:
    """Count a stretch of glyphs and return it with its ``ActualText``, if it lies on the page."""
    text = "".join(_meaning(ord(character), error=False) for character in stretch.text)
    seen = view.shows(stretch.room)
    counts.characters += seen * len(text)
    counts.outside += (not seen) * len(text)
    if text and seen:
        yield stretch._replace(text=text)


def _joined(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Join the letters of a ligature, which follow each other at one position, to one glyph."""
    for (_, _, _, is_space), group in groupby(glyphs, key=lambda glyph: (*glyph[1:], glyph.text.isspace())):
        same = list(group)
        if is_space or len(same) == 1:
            yield from same
        else:
            yield same[0]._replace(text=_ligature([glyph.text for glyph in same]))


def _ligature(letters: list[str]) -> str:
    """Return the text of ``letters`` in reading order.

    PDFium reverses text from right to left: the letters that a file declares for one glyph come backwards, those that
    PDFium derives from a presentation form do not. Unicode's ligatures show which case it is.
    """
    given = "".join(letters)
    if not runs_from_the_right(given[0]):
        return given
    turned = "".join(reversed(letters))
    return given if given in _ligatures() and turned not in _ligatures() else turned


@cache
def _ligatures() -> frozenset[str]:
    """Return the letters of each Arabic and Hebrew ligature of Unicode (blocks "Presentation Forms")."""
    forms = (unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB1D, 0xFE00), *range(0xFE70, 0xFF00)))
    return frozenset(form for form in forms if len(form) > 1)


class _Drawn:
    """Positions of characters. It holds the memory that PDFium writes into."""

    def __init__(self, text: Any, view: _View) -> None:
        self._text, self._view = text, view
        self._matrix, self._room = raw.FS_MATRIX(), raw.FS_RECTF()
        self._sides = [c_double() for _ in range(4)]
        self._known: tuple[tuple[float, float], Point] = ((1.0, 0.0), view.direction(1.0, 0.0))

    def at(self, index: int, meaning: str) -> tuple[Point, Rect, Rect] | None:
        """Return the direction, ink and room of a character, or None if it has no position."""
        left, right, bottom, top = self._sides
        raw.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        ink = self._view.rect(left.value, bottom.value, right.value, top.value)
        raw.FPDFText_GetLooseCharBox(self._text, index, byref(self._room))
        room = self._view.rect(self._room.left, self._room.bottom, self._room.right, self._room.top)
        if ink is None or room is None:
            return None
        if _flat(room):
            room = ink
        direction = self._direction(index)
        if _flat(ink) or (meaning.isalnum() and _high(ink, direction) < _LOW * _high(room, direction)):
            ink = room
        return direction, ink, room

    def _direction(self, index: int) -> Point:
        raw.FPDFText_GetMatrix(self._text, index, byref(self._matrix))
        sign = math.copysign(1.0, raw.FPDFText_GetFontSize(self._text, index))  # a negative size turns letters by 180°
        wanted = sign * self._matrix.a, sign * self._matrix.b
        if wanted != self._known[0]:
            self._known = wanted, self._view.direction(*wanted)
        return self._known[1]


def _high(rect: Rect, direction: Point) -> float:
    """Return the side of ``rect`` across the line."""
    level = abs(direction[0]) >= abs(direction[1])
    return rect[3] - rect[1] if level else rect[2] - rect[0]


def _flat(rect: Rect) -> bool:
    return rect[2] - rect[0] <= 0 or rect[3] - rect[1] <= 0


def _meaning(code: int, error: bool) -> str:
    """Return the text of a character: "" for most format characters, U+FFFD for controls and unmapped characters."""
    if code == _HYPHEN:
        return "-"
    if error or not 0 < code <= 0x10FFFF:
        return _UNMAPPED
    character = chr(code)
    if character.isspace():
        return " "
    return character if "!" <= character <= "~" else _beyond_ascii(character)


def _beyond_ascii(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return _FORMATS.get(character, "")
    if category[0] == "C":
        return _UNMAPPED
    first, last = _PRESENTED
    return unicodedata.normalize("NFKC", character).strip() if first <= character <= last else character


def _is_private(code: int) -> bool:
    """Return whether ``code`` lies in Unicode's private area, which fonts use for bullets, icons and other symbols."""
    return 0 < code <= 0x10FFFF and unicodedata.category(chr(code)) == "Co"


def _pictures(page: Any, view: _View) -> Iterator[Box]:
    """Return the boxes of images on the page, including those inside forms."""
    for item, matrix in walk(page, raw.FPDF_PAGEOBJ_IMAGE):
        if box := _picture(item, matrix, view):
            yield box


def _picture(item: Any, matrix: Matrix, view: _View) -> Box | None:
    left, bottom, right, top = (c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, byref(left), byref(bottom), byref(right), byref(top))
    corners = [moved(x.value, y.value, matrix) for x in (left, right) for y in (bottom, top)]
    points = [view.point(x, y) for x, y in corners]
    if not all(math.isfinite(value) and abs(value) < 1e9 for point in points for value in point):
        return None
    around = enclosing(points)
    box = Box(max(0, around.left), max(0, around.top), min(around.right, view.width), min(around.bottom, view.height))
    return box if box.width > 0 and box.height > 0 else None
