"""Program text, which keeps the spaces at the beginning of its lines and between its words: they have a meaning.

It is detected by its type and its signs: all characters are equally wide, lines begin at whole characters from the left
edge, and brackets, quotes and operators are far more frequent than in a typewritten letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import fmean, median

from ..bullets import marker
from ..page import Line
from ..pitch import has_pitch, is_long, measured, places

_LINES = 3  # least lines of a piece of code
_BEARING = 0.7  # characters: greatest white beside the ink of a short line
_SHORT_PITCH = 0.25  # the same for lines that are too short to be measured well
_AT_PLACE, _SHARE = 0.3, 0.8  # greatest distance from a whole number of characters, and least share of such lines
_SIGNS = frozenset("(){}[]<>=;:_#\"'`/\\|&*+@$%^~!")
_SIGNED = 0.06  # least share of signs among the characters
_DEEPEST = 80  # greatest indent of a line, in characters


def indented(lines: Sequence[Line]) -> list[Line]:
    """Return ``lines`` of one column, from top to bottom, those of code with their printed spaces."""
    if sum(_signs(line.text) for line in lines) < _LINES:
        return list(lines)
    pitches = [own.pitch for line in lines if (own := measured(line))]
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
    if is_long(line):
        return has_pitch(line, pitch)
    # A single bracket is narrower than the place of its character.
    return abs(_width(line) / pitch - len(line.text)) <= max(_SHORT_PITCH * len(line.text), _BEARING)


def _widened(line: Line, pitch: float) -> Line:
    """Return ``line`` with as many spaces between its words as characters fit there."""
    text, end, origin = "", 0, 0.0
    for word, (place, middle) in zip(line.words, places(line), strict=False):
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
    shifts = [(start - left) / pitch for start in starts]
    near = sum(abs(place - round(place)) <= _AT_PLACE for place in shifts)
    if len(lines) < _LINES or signs < _SIGNED * letters or near < _SHARE * len(lines):
        return iter(plain)
    return (
        replace(line, text=" " * min(_DEEPEST, round(place)) + line.text)
        for line, place in zip(lines, shifts, strict=True)
    )


def _start(line: Line, pitch: float) -> float:
    """Return the start of the first character's cell, computed from the places of all words."""
    return fmean(middle - place * pitch for place, middle in places(line)) if line.words else float(line.box.left)


def _width(line: Line) -> int:
    return line.words[-1].box.right - line.words[0].box.left if line.words else line.box.width


def _signs(text: str) -> int:
    """Count the signs of program text; a box to check at the beginning of a line is none."""
    mark = marker(text)
    if mark and mark.is_box:
        text = text[mark.length :]
    return sum(character in _SIGNS for character in text)
