"""Comparison of a page's own text with recognition of a few places of the page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

import cv2
import numpy as np

from ..engines.base import Engine
from ..engines.identify import script_of
from ..geometry import Box, union
from ..options import Options
from ..page import Line, Pixels, Word

_SAMPLES, _LETTERS = 5, 28  # places, and letters in each
_WIDEST = 1000  # pixels
_ENOUGH = 6  # letters of a useful sample; a shorter one is used only if there is no other
_FEW = 10  # letters and digits; fewer are no evidence
_LEGIBLE, _SMALL = 7, 14  # pixels of a word's height: below the first it is illegible, below the second it is enlarged
_SHEET = 736  # pixels: a smaller picture would be enlarged by the detector, which costs more than white paper
_ROOM = 24  # pixels between two samples


@dataclass(frozen=True, slots=True)
class Comparison:
    """Likeness, 0..1, of own text and recognition in ``places``. ``confidence`` is that of the recognition, if any.

    ``known`` considers the own letters and digits in scripts of the recognition: it is the share that the recognition
    has in the same order, or None for too few letters. ``unknown`` is the script, such as "THAI", of most of the other
    own letters, or "" if there are none.
    """

    places: int
    likeness: float
    confidence: float | None = None
    known: float | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Sample:
    """A place of the page. ``text`` is in reading order; ``standing`` has the same words from left to right, as an
    engine that does not know their script returns them."""

    text: str
    standing: str
    box: Box


def compare(
    lines: Sequence[Line], pixels: Pixels, engine: Engine, options: Options, *, unread: Collection[str] = ()
) -> Comparison:
    """Recognize a few places of ``pixels`` and compare them with ``lines``, whose boxes are in its pixels.

    ``unread`` names scripts (:func:`~..engines.identify.script_of`) that ``engine`` does not read. It returns some
    letters of a script such as Greek even if it does not read that script; these are no evidence.
    """
    chosen = _chosen(lines)
    if not chosen:
        return Comparison(0, 0.0)
    sheet, rows = _sheet(chosen, pixels)
    read = engine.recognize(sheet, options).lines
    alike, letters, known, common = 0.0, 0, 0, 0
    unknown: Counter[str] = Counter()
    for sample, (top, bottom) in zip(chosen, rows, strict=True):
        found = sorted((line for line in read if top <= line.box.center[1] < bottom), key=lambda line: line.box.left)
        own, other = plain(sample.text), plain("".join(line.text for line in found))
        alike += len(own) * likeness(own, other)
        letters += len(own)
        scripts = {script_of(char) for char in other} - set(unread)
        judged = _judged(own, scripts)
        unknown.update(script_of(char) for char in own if not char.isdecimal() and script_of(char) not in scripts)
        known += len(judged)
        common += max(_in_order(text, other) for text in {judged, _judged(plain(sample.standing), scripts)})
    sure = [line.confidence for line in read if line.confidence is not None]
    return Comparison(
        len(chosen),
        alike / letters,
        sum(sure) / len(sure) if sure else None,
        common / known if known >= _FEW else None,
        unknown.most_common(1)[0][0] if unknown else "",
    )


def _chosen(lines: Sequence[Line]) -> list[_Sample]:
    """Return places spread over the page, at even shares of the text's letters from top to bottom."""
    legible = sorted((line for line in lines if _is_legible(line)), key=lambda line: (line.box.top, line.box.left))
    long = [line for line in legible if len(plain(line.text)) >= _ENOUGH]
    able = long or [line for line in legible if plain(line.text)]
    if not able:
        return []
    ends = list(accumulate(len(plain(line.text)) for line in able))
    wanted = [ends[-1] * (2 * number + 1) / (2 * _SAMPLES) for number in range(_SAMPLES)]
    places = dict.fromkeys(next(index for index, end in enumerate(ends) if end >= most) for most in wanted)
    return [_part(able[place], number) for number, place in enumerate(places)]


def _is_legible(line: Line) -> bool:
    (left, top), (right, bottom) = line.polygon[:2]
    level = abs(bottom - top) <= 0.1 * (right - left)
    return level and max(word.box.height for word in line.words) >= _LEGIBLE


def _part(line: Line, number: int) -> _Sample:
    """Return some consecutive words from the start, the middle or the end of the line."""
    words = sorted(line.words, key=lambda word: word.box.left)
    runs = [_run(words[start:]) for start in range(len(words))]
    full = [run for run in runs if sum(len(plain(word.text)) for word in run) >= _LETTERS] or runs[:1]
    run = full[(number * 37 % 100) * len(full) // 100]
    kept = {id(word) for word in run}
    text, standing = (word.text for word in line.words if id(word) in kept), (word.text for word in run)
    return _Sample("".join(text), "".join(standing), union(word.box for word in run))


def _run(words: list[Word]) -> list[Word]:
    found: list[Word] = []
    letters = 0
    for word in words:
        if found and (letters >= _LETTERS or word.box.right - words[0].box.left > _WIDEST):
            break
        found.append(word)
        letters += len(plain(word.text))
    return found


def _sheet(samples: Sequence[_Sample], pixels: Pixels) -> tuple[Pixels, list[tuple[int, int]]]:
    """Return a white picture with the samples below each other, and the rows [top, bottom) of each sample."""
    crops = [_crop(sample.box, pixels) for sample in samples]
    rows, top = [], 0
    for crop in crops:
        rows.append((top, top + crop.shape[0] + _ROOM))
        top = rows[-1][1]
    width = max(_SHEET, *(crop.shape[1] + 2 * _ROOM for crop in crops))
    sheet = np.full((max(_SHEET, top), width, 3), 255, np.uint8)
    for crop, (start, end) in zip(crops, rows, strict=True):
        half = _ROOM // 2
        sheet[start:end] = np.median(crop.reshape(-1, 3), axis=0).astype(np.uint8)  # the paper's color in the whole row
        sheet[start + half : end - half, _ROOM : _ROOM + crop.shape[1]] = crop
    return sheet, rows


def _crop(box: Box, pixels: Pixels) -> Pixels:
    above, beside = max(2, box.height // 4), max(1, box.height // 10)
    crop = pixels[max(0, box.top - above) : box.bottom + above, max(0, box.left - beside) : box.right + beside]
    if box.height >= _SMALL:
        return crop
    return np.asarray(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def plain(text: str) -> str:
    """Return only letters, their marks and digits, without case, for a comparison of two texts."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def _judged(text: str, scripts: set[str]) -> str:
    return "".join(char for char in text if char.isdecimal() or script_of(char) in scripts)


def _in_order(one: str, other: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for wanted in one:
        before = 0
        for index, found in enumerate(other, 1):
            before, row[index] = row[index], max(row[index], row[index - 1], before + (wanted == found))
    return row[-1]


def likeness(one: str, other: str) -> float:
    """Return 1 minus the edit distance divided by the length of the longer text."""
    row = list(range(len(other) + 1))
    for number, wanted in enumerate(one, 1):
        before, row[0] = row[0], number
        for index, found in enumerate(other, 1):
            before, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, before + (wanted != found))
    return 1 - row[-1] / max(len(one), len(other), 1)
