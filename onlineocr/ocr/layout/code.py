"""Program text, which keeps the spaces at the beginning of its lines and between its words: they have a meaning.

It is detected by its type and its signs: all characters are equally wide, lines begin at whole characters from the left
edge, and brackets, quotes and operators are far more frequent than in a typewritten letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import fmean, median

from ..bullets import marker
from ..page import Line

_LINES = 3  # least lines of a piece of code
_LONG, _WORDS = 10, 3  # least characters and words of a line whose pitch can be measured
_PITCH = 0.04  # greatest difference of the pitches of two lines of one type
_SHORT_PITCH = 0.25  # the same for lines that are too short to be measured well
_OFF = 0.4  # characters by which a word may differ from its place in the line
_AT_PLACE, _SHARE = 0.3, 0.8  # greatest distance from a whole number of characters, and least share of such lines
_SIGNS = frozenset("(){}[]<>=;:_#\"'`/\\|&*+@$%^~!")
_SIGNED = 0.06  # least share of signs among the characters
_DEEPEST = 80  # greatest indent of a line, in characters


@dataclass(frozen=True, slots=True)
class _Measured:
    """The start of a line and the width of its characters, in pixels."""

    start: float
    pitch: float


def indented(lines: Sequence[Line]) -> list[Line]:
    """Return ``lines`` of one column, from top to bottom, those of code with their printed spaces."""
    if sum(_signs(line.text) for line in lines) < _LINES:
        return list(lines)
    pitches = [own.pitch for line in lines if (own := _measured(line))]
    if len(pitches) < _LINES:
        return list(lines)
    pitch = median(pitches)
    found: list[Line] = []
    wide = [_widened(line, pitch) for line in lines]
    for fits, run in groupby(zip(lines, wide, strict=True), lambda pair: _fits(pair[1], pitch)):
        piece, spaced = zip(*run, strict=True)
        found += _with_spaces(piece, spaced, pitch) if fits else piece
    return found


def _fits(line: Line, pitch: float) -> bool:
    """Return whether the characters of a line may be ``pitch`` wide."""
    if _is_long(line):
        own = _measured(line)
        return own is not None and abs(own.pitch - pitch) <= _PITCH * pitch
    return abs(_width(line) / max(1, len(line.text)) - pitch) <= _SHORT_PITCH * pitch


def _is_long(line: Line) -> bool:
    return len(line.text) >= _LONG and len(line.words) >= _WORDS


def _widened(line: Line, pitch: float) -> Line:
    """Return ``line`` with as many spaces between its words as characters fit there."""
    text, end, origin = "", 0, 0.0
    for word, (place, middle) in zip(line.words, _places(line), strict=False):
        start = round(place - len(word.text) / 2)
        if text:
            apart = (middle - origin) / pitch - len(word.text) / 2 - len(text)
            far = start > end and apart > 1 and abs(apart - round(apart)) <= _AT_PLACE
            text += " " * round(apart) if far else line.text[end:start]
        text, end = text + word.text, start + len(word.text)
        origin = middle - (len(text) - len(word.text) / 2) * pitch
    return replace(line, text=text) if text else line


def _with_spaces(plain: Sequence[Line], lines: Sequence[Line], pitch: float) -> Iterator[Line]:
    """Yield ``lines`` with spaces at their beginning, if they are code, else the ``plain`` ones."""
    signs = sum(_signs(line.text) for line in lines)
    letters = sum(len(line.text) for line in lines)
    starts = [_start(line, pitch) for line in lines]
    left = min(starts)
    places = [(start - left) / pitch for start in starts]
    near = sum(abs(place - round(place)) <= _AT_PLACE for place in places)
    if len(lines) < _LINES or signs < _SIGNED * letters or near < _SHARE * len(lines):
        return iter(plain)
    return (
        replace(line, text=" " * min(_DEEPEST, round(place)) + line.text)
        for line, place in zip(lines, places, strict=True)
    )


def _start(line: Line, pitch: float) -> float:
    """Return the start of the first character's cell, computed from the places of all words."""
    return fmean(middle - place * pitch for place, middle in _places(line)) if line.words else float(line.box.left)


def _measured(line: Line) -> _Measured | None:
    """Return the pitch of a line with equally wide characters; None if it is too short or proportional."""
    places = _places(line)
    if not (_is_long(line) and places):
        return None
    mean, level = fmean(at for at, _ in places), fmean(x for _, x in places)
    spread = sum((at - mean) ** 2 for at, _ in places)
    pitch = sum((at - mean) * (x - level) for at, x in places) / spread if spread else 0.0
    start = level - mean * pitch
    if pitch <= 0 or any(abs(x - start - at * pitch) > _OFF * pitch for at, x in places):
        return None
    return _Measured(start, pitch)


def _places(line: Line) -> list[tuple[float, float]]:
    """Return the middle of each word, in characters of the line's text and in pixels."""
    found: list[tuple[float, float]] = []
    position = 0
    for word in line.words:
        at = line.text.find(word.text, position)
        if at < 0:
            return []
        position = at + len(word.text)
        found.append((at + len(word.text) / 2, word.box.center[0]))
    return found


def _width(line: Line) -> int:
    return line.words[-1].box.right - line.words[0].box.left if line.words else line.box.width


def _signs(text: str) -> int:
    """Count the signs of program text; a box to check at the beginning of a line is none."""
    mark = marker(text)
    if mark and mark.is_box:
        text = text[mark.length :]
    return sum(character in _SIGNS for character in text)
