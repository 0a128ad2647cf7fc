"""Conversion of Tesseract's result tables to lines and words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import tesserocr

from ...geometry import Box, Polygon, union
from ...page import Line, Word

_KEEPS_SPACES = "preserve_interword_spaces"  # set by the data of languages whose words Tesseract splits into pieces
_LINE, _WORD = 4, 5  # the levels of Tesseract's table
# Scripts without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han, full-width forms.
_SPACELESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class _Row(NamedTuple):
    level: int
    box: Box
    confidence: float
    text: str


def lines_of(
    api: tesserocr.PyTessBaseAPI, border: int, width: int, height: int
) -> tuple[tuple[Line, ...], Counter[str]]:
    """Return the lines that ``api`` has recognised, in pixels of the picture (``width`` x ``height``) without its
    ``border``, and the number of words of each language.

    Only the table (TSV) has right-to-left words in logical order; only the iterator has base lines and languages.
    """
    slopes, used, glued = _slopes(api), _languages(api), _glued(api)
    lines: list[Line] = []
    for box, rows in _grouped(_rows(api.GetTSVText(0))):
        drop = slopes.get(box, 0.0) * box.width
        words = tuple(_word(row, border, width, height) for row in _merged(rows, glued))
        if words:
            lines.append(_line(words, _moved(box, border, width, height), drop))
    return tuple(lines), used


def _rows(table: str) -> Iterator[_Row]:
    for row in table.splitlines():
        level, *_, left, top, wide, high, confidence, text = row.split("\t", 11)
        x, y = int(left), int(top)
        yield _Row(int(level), Box(x, y, x + int(wide), y + int(high)), float(confidence), text.strip())


def _grouped(rows: Iterator[_Row]) -> list[tuple[Box, list[_Row]]]:
    """Group the words' rows by line, with each line's box."""
    lines: list[tuple[Box, list[_Row]]] = []
    for row in rows:
        if row.level == _LINE:
            lines.append((row.box, []))
        elif row.level == _WORD and row.text:
            lines[-1][1].append(row)
    return lines


def _glued(api: tesserocr.PyTessBaseAPI) -> frozenset[Box]:
    """Return the boxes of pieces with no blank before them: the only sign that Korean data has split a word."""
    if not api.GetBoolVariable(_KEEPS_SPACES):
        return frozenset()
    level = tesserocr.RIL.WORD
    words = tesserocr.iterate_level(api.GetIterator(), level)
    return frozenset(Box(*box) for word in words if not word.BlanksBeforeWord() and (box := word.BoundingBox(level)))


def _merged(rows: list[_Row], glued: frozenset[Box]) -> Iterator[_Row]:
    """Join the pieces in ``rows`` to words; in scripts without spaces, pieces are words."""
    whole: _Row | None = None
    for row in rows:
        if whole and row.box in glued and not _SPACELESS.match(row.text[0]):
            letters = len(whole.text), len(row.text)
            sure = (whole.confidence * letters[0] + row.confidence * letters[1]) / sum(letters)
            whole = _Row(row.level, union((whole.box, row.box)), sure, whole.text + row.text)
            continue
        if whole:
            yield whole
        whole = row
    if whole:
        yield whole


def _slopes(api: tesserocr.PyTessBaseAPI) -> dict[Box, float]:
    """Map each line's box to the fall of its base line per pixel to the right."""
    found: dict[Box, float] = {}
    level = tesserocr.RIL.TEXTLINE
    for line in tesserocr.iterate_level(api.GetIterator(), level):
        box, base = line.BoundingBox(level), line.Baseline(level)
        if box and base and base[1][0] > base[0][0]:
            found[Box(*box)] = (base[1][1] - base[0][1]) / (base[1][0] - base[0][0])
    return found


def _languages(api: tesserocr.PyTessBaseAPI) -> Counter[str]:
    level = tesserocr.RIL.WORD
    words = tesserocr.iterate_level(api.GetIterator(), level)
    return Counter(name for word in words if (name := word.WordRecognitionLanguage()))


def _word(row: _Row, border: int, width: int, height: int) -> Word:
    confidence = min(1.0, max(0.0, row.confidence / 100))
    # Arabic words from Tesseract may contain a space; our words have none.
    return Word("".join(row.text.split()), round(confidence, 4), _moved(row.box, border, width, height))


def _moved(box: Box, border: int, width: int, height: int) -> Box:
    moved = Box(box.left - border, box.top - border, box.right - border, box.bottom - border)
    return moved.clip(width, height)


def _line(words: tuple[Word, ...], box: Box, drop: float) -> Line:
    text = words[0].text
    for before, word in pairwise(words):
        joined = _SPACELESS.match(before.text[-1]) and _SPACELESS.match(word.text[0])
        text += word.text if joined else f" {word.text}"
    letters = sum(len(word.text) for word in words)
    confidence = sum((word.confidence or 0.0) * len(word.text) for word in words) / letters
    return Line(text, round(confidence, 4), box, _polygon(box, drop), words)


def _polygon(box: Box, drop: float) -> Polygon:
    """Return the box's corners, slanted like the base line, which falls by ``drop`` from left to right."""
    if abs(drop) >= box.height or abs(drop) < 1:
        return box.polygon()
    left, top, right, bottom = (float(value) for value in box)
    fall, rise = max(drop, 0.0), max(-drop, 0.0)
    return ((left, top + rise), (right, top + fall), (right, bottom - rise), (left, bottom - fall))
