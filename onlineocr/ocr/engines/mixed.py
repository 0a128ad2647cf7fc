"""Lines with words in two scripts: Latin words in a line that Tesseract read in a language of another script.

Tesseract's data for Russian or Arabic replaces Latin letters by look-alikes; PP-OCR does so with Cyrillic and Arabic
letters. For each piece of a line the reading with the higher confidence is used. PP-OCR's reading counts only where its
careful recogniser reads the same in the piece alone: that recogniser finds nothing in letters that it does not know.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import dist

from .. import bidirectional, confidence
from ..confidence import Curve
from ..geometry import Polygon, union
from ..page import Line, Word
from .base import OtherScriptLine

ReadPieces = Callable[[Sequence[Polygon]], Sequence[Line | None]]
"""Pieces of a line, each read by one engine."""

_LIKELY = 0.9  # mean confidence of the letters of a piece that may be Latin
_SURE = 0.9  # confidence of a Tesseract word that is kept, and of a careful reading that replaces another one
_CERTAIN, _SURE_BESIDE = 0.99, 0.93  # of a piece of which PP-OCR is certain, a Tesseract word that is kept
_WIDER = 1.5  # times the piece: a wider word is more than the piece, and kept from _SURE on
_COVERED = 0.5  # of the shorter one of two words: with this overlap they are at the same place
_PIECE = 0.4  # line heights: a shorter rest of a word is no letter
_JOINED = 0.35  # line heights between pieces of one word, at most
_JOINTS = ("-", "–", "/")
_ALIKE = str.maketrans("АВЕЗКМНОРСТУХІЅЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABE3KMHOPCTYXISJABEZHIKMNOPTYX")
"""Cyrillic and Greek capitals, and the Latin ones that look the same."""
_CODE = 2, 3  # capitals and digits that make a code, at least


@dataclass(frozen=True, slots=True)
class _Piece:
    """A ``word`` from ``start`` to ``end``, in pixels along its line."""

    start: float
    end: float
    word: Word

    def shares(self, other: _Piece) -> bool:
        shared = min(self.end, other.end) - max(self.start, other.start)
        return shared > _COVERED * min(self.end - self.start, other.end - other.start)


Curves = tuple[Curve | None, Curve | None]
"""The confidence curves of PP-OCR and of the line's own engine."""


def mended(
    one: OtherScriptLine, line: Line, read_latin: ReadPieces, read_script: ReadPieces, curves: Curves = (None, None)
) -> Line:
    """Return ``line``, read in the language of its script, with the Latin words of ``one`` that PP-OCR is sure of.
    ``read_latin`` reads pieces of the page with PP-OCR, ``read_script`` with the line's own engine in its language."""
    if one.script == "Latn":
        return line
    line = replace(line, words=tuple(map(_coded, line.words)))
    words = [_piece(one, word) for word in line.words]
    latin = list(_confirmed(one, words, read_latin, curves))
    if not latin:
        return _written(line, line.words)
    kept = [word for word in words if not any(word.shares(piece) for piece in latin)]
    rests = _rests(one, [word for word in words if word not in kept], latin)
    again = [read for read in read_script([_part(one.polygon, *rest) for rest in rests]) if read]
    kept += [_piece(one, word) for read in again for word in read.words]
    return _written(line, _in_order(_whole(sorted([*kept, *latin], key=lambda piece: piece.start), _height(one))))


def _coded(word: Word) -> Word:
    """Return a code of capitals and digits in Latin letters, if all of its capitals look the same in both scripts."""
    latin = word.text.translate(_ALIKE)
    capitals, digits = sum(map(str.isupper, latin)), sum(map(str.isdecimal, latin))
    is_code = latin.isascii() and capitals >= _CODE[0] and digits >= _CODE[1] and latin.upper() == latin
    return replace(word, text=latin) if is_code else word


def _confirmed(
    one: OtherScriptLine, words: Sequence[_Piece], read_latin: ReadPieces, curves: Curves
) -> Iterator[_Piece]:
    """Yield the careful readings of the pieces that look Latin and of which Tesseract is in doubt."""
    likely = [piece for word in one.latin if _may_be_latin(word) and _is_surer(piece := _piece(one, word), words)]
    room = _height(one) / 8
    found = read_latin([_part(one.polygon, piece.start - room, piece.end + room) for piece in likely])
    for piece, line in zip(likely, found, strict=True):
        if line and (line.confidence or 0.0) >= _SURE and _is_alike(line.text, piece.word.text):
            [same] = confidence.translated([line], *curves)
            sure = confidence.mean(same.words)
            yield replace(piece, word=replace(piece.word, text=line.text.replace(" ", ""), confidence=sure))


def _may_be_latin(word: Word) -> bool:
    several = sum(map(str.isalnum, word.text)) > 1  # a single letter may be one of the other script as well
    return several and (word.confidence or 0.0) >= _LIKELY and any(_is_latin(character) for character in word.text)


def _is_surer(piece: _Piece, words: Sequence[_Piece]) -> bool:
    """Return whether PP-OCR is surer of ``piece`` than Tesseract is of the words there, and they look different."""
    others = [word for word in words if word.shares(piece)]
    if any(word.word.text.upper().translate(_ALIKE) == piece.word.text.upper() for word in others):
        return False
    sure, width = piece.word.confidence or 0.0, _WIDER * (piece.end - piece.start)
    return all(
        (word.word.confidence or 0.0)
        < min(_SURE_BESIDE if sure >= _CERTAIN and word.end - word.start <= width else _SURE, sure)
        for word in others
    )


def _is_alike(read: str, quick: str) -> bool:
    """Return whether two readings are of the same Latin word."""
    read = read.replace(" ", "")
    return abs(len(read) - len(quick)) <= 1 + len(quick) // 8 and any(map(_is_latin, read))


def _is_latin(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")


def _rests(one: OtherScriptLine, words: Sequence[_Piece], latin: Sequence[_Piece]) -> list[tuple[float, float]]:
    """Return the (start, end) of each part of ``words`` that no ``latin`` piece covers."""
    rests: list[tuple[float, float]] = []
    for word in words:
        inside = [(piece.start, piece.end) for piece in latin if word.shares(piece)]
        edges = [(word.start, word.start), *sorted(inside), (word.end, word.end)]
        rests += [(end, start) for (_, end), (start, _) in pairwise(edges) if start - end > _PIECE * _height(one)]
    return rests


def _whole(pieces: Sequence[_Piece], height: float) -> list[_Piece]:
    """Return ``pieces``, sorted from left to right, with the pieces of one word joined."""
    whole: list[_Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if before and before.word.text.endswith(_JOINTS) and piece.start - before.end < _JOINED * height:
            whole[-1] = _Piece(before.start, piece.end, _joined(before.word, piece.word))
        else:
            whole.append(piece)
    return whole


def _joined(first: Word, second: Word) -> Word:
    letters = len(first.text), len(second.text)
    sure = ((first.confidence or 0.0) * letters[0] + (second.confidence or 0.0) * letters[1]) / sum(letters)
    return Word(first.text + second.text, round(sure, 4), union((first.box, second.box)))


def _in_order(pieces: Sequence[_Piece]) -> list[Word]:
    """Return the words of ``pieces``, sorted from left to right, in reading order."""
    order = bidirectional.logical([_direction(piece.word.text) for piece in pieces])
    return [pieces[index].word for index, _ in order]


def _direction(text: str) -> str:
    """Return a character with the direction of the word ``text``: its first letter, else a digit, else a space."""
    return next((c for c in text if c.isalpha()), next((c for c in text if c.isdecimal()), " "))


def _written(line: Line, words: Sequence[Word]) -> Line:
    if list(words) == list(line.words) and line.text == " ".join(word.text for word in words):
        return line
    text = " ".join(word.text for word in words)
    return replace(line, text=text, words=tuple(words), confidence=confidence.mean(words))


def _piece(one: OtherScriptLine, word: Word) -> _Piece:
    (x, y), second, *_ = one.polygon
    long = max(1.0, dist((x, y), second))
    along = (second[0] - x) / long, (second[1] - y) / long
    places = [(px - x) * along[0] + (py - y) * along[1] for px, py in word.box.polygon()]
    return _Piece(min(places), max(places), word)


def _height(one: OtherScriptLine) -> float:
    (x, y), _, _, (left, bottom) = one.polygon
    return max(1.0, dist((x, y), (left, bottom)))


def _part(polygon: Polygon, start: float, end: float) -> Polygon:
    """Return the part of a line's ``polygon`` from ``start`` to ``end``, in pixels along it."""
    first, second, third, fourth = polygon
    long = max(1.0, dist(first, second))
    near, far = max(0.0, start / long), min(1.0, end / long)
    return (
        _between(first, second, near), _between(first, second, far),
        _between(fourth, third, far), _between(fourth, third, near),
    )  # fmt: skip


def _between(start: tuple[float, float], end: tuple[float, float], share: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
