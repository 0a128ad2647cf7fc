"""Assembly of words and lines from the characters that a PDF page draws.

A PDF gives the position and the text of each glyph, but no words, spaces or lines. Pieces that follow each other in the
file, level and close, make a run; runs on one baseline that touch are one line. Words are separated by a space or only
by a gap. Inside a line the position decides, never the order in the file. Text from right to left is then brought into
reading order (:mod:`..bidirectional`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from ..bidirectional import logical
from ..geometry import Point, Polygon, enclosing, union
from ..languages import splits
from ..page import Line, Word
from .spacing import EM, Cluster, spaced

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_GAP = 1.5  # largest gap in sizes between two pieces of a run: a larger one begins another cell or column
_TOUCH = 0.6  # largest gap in sizes between two runs of one line that the file draws separately
_LEVEL = 0.5  # of the smaller one's height: overlap of two neighbours on a line
_SAME = 0.7  # of its width: overlap from which a glyph repeats an equal one, drawn twice to look bold
_SLANT = 0.9994  # cosine of 2 degrees: largest angle between neighbours on a line
_NARROW = ("Mn", "Me", "Cf")
_BEFORE = frozenset("\u093f\u094e\u09bf\u09c7\u09c8\u0a3f\u0abf\u0b47\u0bc6\u0bc7\u0bc8\u0d46\u0d47\u0d48")
"""Vowel signs that precede their letter (Unicode's Indic_Positional_Category Left)."""


class Glyph(NamedTuple):
    """One drawn character: its text (several letters for a ligature), the direction of writing (a unit vector), the box
    of its ink and its box on the line (``room``), in pixels of the page."""

    text: str
    direction: Point
    ink: Rect
    room: Rect


class _Piece(NamedTuple):
    """A glyph on its line: from ``start`` to ``end`` along it, from ``top`` to ``bottom`` across."""

    start: float
    end: float
    top: float
    bottom: float
    glyph: Glyph

    @property
    def height(self) -> float:
        return self.bottom - self.top


class _Run:
    """Pieces on one line, in the order of the file."""

    def __init__(self, glyph: Glyph) -> None:
        self.direction = glyph.direction
        first = self.place(glyph)
        self.start, self.end = first.start, first.end
        self.pieces = [first]

    def place(self, glyph: Glyph) -> _Piece:
        return _Piece(*_along(glyph.room, self.direction), glyph)

    def takes(self, glyph: Glyph) -> bool:
        """Add ``glyph`` if it continues this run, and return whether it does."""
        (x, y), (u, v) = self.direction, glyph.direction
        if x * u + y * v < _SLANT:
            return False
        piece, last = self.place(glyph), self.pieces[-1]
        gap = max(piece.start - self.end, self.start - piece.end)
        if gap > _GAP / EM * max(piece.height, last.height) or not _level(piece, last):
            return False
        self.pieces.append(piece)
        self.start, self.end = min(self.start, piece.start), max(self.end, piece.end)
        return True

    def joins(self, other: _Run) -> bool:
        """Add ``other``, which lies further along the same baseline, if it touches; return whether it does."""
        last, first = max(self.pieces, key=_end), min(other.pieces, key=_start)
        if first.start - last.end > _TOUCH / EM * min(last.height, first.height) or not _level(first, last):
            return False
        self.pieces += [self.place(piece.glyph) for piece in other.pieces]
        self.start, self.end = min(self.start, other.start), max(self.end, other.end)
        return True


def typeset(glyphs: Iterable[Glyph], size: tuple[int, int]) -> Iterator[Line]:
    """Return the lines of ``glyphs``, in the order of the file, on a page of ``size`` (width, height)."""
    for run in _merged(_runs(glyphs)):
        if line := _line(run, size):
            yield line


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        if not runs or not runs[-1].takes(glyph):
            runs.append(_Run(glyph))
    return runs


def _merged(runs: list[_Run]) -> list[_Run]:
    """Join runs of one line that the file draws separately, letter by letter or part by part."""
    order = {id(run): number for number, run in enumerate(runs)}
    found: list[_Run] = []
    for _, same in groupby(sorted(runs, key=_turn), key=_turn):
        for row in _rows(list(same)):
            for index, run in enumerate(sorted(row, key=lambda run: run.start)):
                if not index or not found[-1].joins(run):
                    found.append(run)
    return sorted(found, key=lambda run: order[id(run)])


def _turn(run: _Run) -> tuple[float, float]:
    return round(run.direction[0], 2), round(run.direction[1], 2)


def _rows(runs: list[_Run]) -> Iterator[list[_Run]]:
    row: list[_Run] = []
    for run in sorted(runs, key=lambda run: run.pieces[0].bottom):
        if row and run.pieces[0].bottom - row[-1].pieces[0].bottom > 0.2 * run.pieces[0].height:
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def _line(run: _Run, size: tuple[int, int]) -> Line | None:
    words: list[Word] = []
    texts: list[str] = []
    for is_space, group in groupby(_read(list(spaced(_clusters(run.pieces)))), key=lambda item: item is None):
        if not is_space:
            parts = [word for part in _split(group) if (word := _word(part, size))]
            words += parts
            texts.append("".join(word.text for word in parts))
    if not words:
        return None
    text = " ".join(text for text in texts if text)
    return Line(text, None, union(word.box for word in words), _polygon(run, size), tuple(words))


def _read(clusters: list[Cluster | None]) -> Iterator[Cluster | None]:
    """Return letters and spaces in reading order."""
    for index, text in logical([cluster.text if cluster else " " for cluster in clusters]):
        cluster = clusters[index]
        yield cluster._replace(text=text) if cluster else None


def _clusters(pieces: list[_Piece]) -> list[Cluster | None]:
    """Return the letters from the line's start to its end, each once; None for a space."""
    found: list[Cluster | None] = []
    letters = [piece for piece in pieces if not _is_mark(piece.glyph.text)]
    before: _Piece | None = None
    marks = _marks(pieces)
    for piece in sorted(letters, key=lambda piece: (piece.start + piece.end, piece.start)):
        start, end, top, bottom, glyph = piece
        if glyph.text.isspace():
            found.append(None)
            before = None
            continue
        if before is not None and _twice(before, piece):
            continue
        own = marks.get(id(piece), ())
        text = glyph.text + "".join(mark.glyph.text for mark in own)
        wide = [mark for mark in own if _is_spacing(mark.glyph.text)]
        start, end = min(start, *(mark.start for mark in wide), end), max(end, *(mark.end for mark in wide), start)
        found.append(Cluster(start, end, bottom - top, text, glyph.ink))
        before = piece
    return found


def _marks(pieces: list[_Piece]) -> dict[int, list[_Piece]]:
    """Return the marks of each letter.

    A mark belongs to the neighbour in the file that it overlaps more. A spacing mark belongs to the letter before it in
    the file, unless it is one that precedes its letter.
    """
    found: dict[int, list[_Piece]] = {}
    letters = [index for index, piece in enumerate(pieces) if not _is_mark(piece.glyph.text)]
    after = 0
    for piece in pieces:
        if not _is_mark(piece.glyph.text):
            after += 1
            continue
        near = [pieces[letters[place]] for place in (after - 1, after) if 0 <= place < len(letters)]
        if near:
            owner = max(near, key=lambda letter: min(letter.end, piece.end) - max(letter.start, piece.start))
            if after and _is_spacing(piece.glyph.text) and piece.glyph.text not in _BEFORE:
                owner = near[0]
            found.setdefault(id(owner), []).append(piece)
    return found


def _is_spacing(text: str) -> bool:
    """Return whether a mark has a width on the line, as most vowel signs and joined letters of Indic scripts do."""
    return any(unicodedata.category(character) not in _NARROW for character in text)


def _is_mark(text: str) -> bool:
    return text > "\u02ff" and (unicodedata.category(text[0])[0] == "M" or text in "\u200c\u200d")


def _twice(one: _Piece, other: _Piece) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    same = one.glyph.text == other.glyph.text
    return same and shared > 0 and shared >= _SAME * min(one.end - one.start, other.end - other.start)


def _split(group: Iterable[Cluster | None]) -> Iterator[list[Cluster]]:
    part: list[Cluster] = []
    for cluster in group:
        if cluster is None:
            continue
        if part and splits(part[-1].text[-1], cluster.text[0]):
            yield part
            part = []
        part.append(cluster)
    if part:
        yield part


def _word(part: list[Cluster], size: tuple[int, int]) -> Word | None:
    text = unicodedata.normalize("NFC", "".join(cluster.text for cluster in part))
    if not text:
        return None
    corners = [point for cluster in part for point in (cluster.ink[:2], cluster.ink[2:])]
    return Word(text, None, enclosing(corners).clip(*size))


def _polygon(run: _Run, size: tuple[int, int]) -> Polygon:
    """Return the line's corners, which follow its direction."""
    x, y = run.direction
    inks = [_along(piece.glyph.ink, run.direction) for piece in run.pieces if not piece.glyph.text.isspace()]
    start, top = min(ink[0] for ink in inks), min(ink[2] for ink in inks)
    end, bottom = max(ink[1] for ink in inks), max(ink[3] for ink in inks)

    def corner(along: float, across: float) -> Point:
        left, upper = along * x - across * y, along * y + across * x
        return round(min(max(left, 0.0), size[0]), 1), round(min(max(upper, 0.0), size[1]), 1)

    return corner(start, top), corner(end, top), corner(end, bottom), corner(start, bottom)


def _along(rect: Rect, direction: Point) -> tuple[float, float, float, float]:
    """Return (start, end, top, bottom), along and across ``direction``, of the shape that ``rect`` encloses."""
    (left, top, right, bottom), (x, y) = rect, direction
    if y == 0.0 and x > 0.0:
        return left, right, top, bottom
    width, height = right - left, bottom - top
    across, down = abs(x), abs(y)
    turned = across * across - down * down
    if abs(turned) > 0.2:
        long = max(0.0, (width * across - height * down) / turned)
        high = max(0.0, (height * across - width * down) / turned)
    else:
        long = high = width / (across + down)
    center_x, center_y = (left + right) / 2, (top + bottom) / 2
    along, aside = center_x * x + center_y * y, center_y * x - center_x * y
    return along - long / 2, along + long / 2, aside - high / 2, aside + high / 2


def _level(one: _Piece, other: _Piece) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _LEVEL * min(one.height, other.height)


def _start(piece: _Piece) -> float:
    return piece.start


def _end(piece: _Piece) -> float:
    return piece.end
