"""A few places of a page, really read, beside what the page's own text says there."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import cv2
import numpy as np

from ..engines.base import Engine
from ..geometry import Box, union
from ..options import Options
from ..page import Line, Pixels, Word

_SAMPLES, _LETTERS = 5, 28  # places, and letters in each
_WIDEST = 1000  # pixels
_ENOUGH = 6  # letters; less says little, and is taken only where there is nothing else
_FEW = 10  # letters and digits; fewer tell nothing
_LEGIBLE, _SMALL = 7, 14  # pixels of a word's height: lower cannot be read, up to there it is enlarged
_SHEET = 736  # pixels: a smaller picture would be enlarged by the detector, which costs more than white paper
_ROOM = 24  # pixels between two samples


@dataclass(frozen=True, slots=True)
class Comparison:
    """``likeness`` 0..1 of own text and reading over ``places``; ``confidence`` is the reading's, if any.

    ``known`` is the share of the own letters and digits in scripts of the reading that the reading has in the same
    order; None for too few of them. ``unknown`` is the script, such as "THAI", of most of the other own letters; ""
    where there are none.
    """

    places: int
    likeness: float
    confidence: float | None = None
    known: float | None = None
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Sample:
    """``text`` in the order of reading, ``standing`` the same words from left to right, as an engine reads them that
    does not know their script."""

    text: str
    standing: str
    box: Box


def compare(
    lines: Sequence[Line], pixels: Pixels, engine: Engine, options: Options, *, readable: bool = True
) -> Comparison:
    """Read a few places of ``pixels`` and compare them with ``lines``, whose boxes are in its pixels.

    ``readable``: whether ``engine`` reads the script of ``lines``. Of one that it does not, such as Greek, a reading
    has some letters all the same, which say nothing.
    """
    chosen = _chosen(lines)
    if not chosen:
        return Comparison(0, 0.0)
    sheet, rows = _sheet(chosen, pixels)
    read = engine.recognize(sheet, options).lines
    alike, letters, known, common = 0.0, 0, 0, 0
    unknown: Counter[str] = Counter()
    unread = set() if readable else {main_script(sample.text for sample in chosen)}
    for sample, (top, bottom) in zip(chosen, rows, strict=True):
        found = sorted((line for line in read if top <= line.box.center[1] < bottom), key=lambda line: line.box.left)
        own, other = plain(sample.text), plain("".join(line.text for line in found))
        alike += len(own) * likeness(own, other)
        letters += len(own)
        scripts = {script_of(char) for char in other} - unread
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
    """Places spread over the page: where the text's letters, from top to bottom, come to even shares."""
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
    """Some words in a row: from the start of the line, its middle or its end."""
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
    """The samples below each other on white paper, and the rows [top, bottom) in which each stands."""
    crops = [_crop(sample.box, pixels) for sample in samples]
    rows, top = [], 0
    for crop in crops:
        rows.append((top, top + crop.shape[0] + _ROOM))
        top = rows[-1][1]
    width = max(_SHEET, *(crop.shape[1] + 2 * _ROOM for crop in crops))
    sheet = np.full((max(_SHEET, top), width, 3), 255, np.uint8)
    for crop, (start, end) in zip(crops, rows, strict=True):
        half = _ROOM // 2
        sheet[start:end] = np.median(crop.reshape(-1, 3), axis=0).astype(np.uint8)  # its own paper all along the row
        sheet[start + half : end - half, _ROOM : _ROOM + crop.shape[1]] = crop
    return sheet, rows


def _crop(box: Box, pixels: Pixels) -> Pixels:
    above, beside = max(2, box.height // 4), max(1, box.height // 10)
    crop = pixels[max(0, box.top - above) : box.bottom + above, max(0, box.left - beside) : box.right + beside]
    if box.height >= _SMALL:
        return crop
    return np.asarray(cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def plain(text: str) -> str:
    """Letters, their marks and digits alone, without case: what two readings should agree on."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def script_of(char: str) -> str:
    """The script of a letter as its Unicode name begins, such as "LATIN" or "CJK"; "" where it has no name."""
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]


def _judged(text: str, scripts: set[str]) -> str:
    return "".join(char for char in text if char.isdecimal() or script_of(char) in scripts)


def main_script(texts: Iterable[str]) -> str:
    """The script of most letters of ``texts``."""
    return Counter(script_of(char) for text in texts for char in text if char.isalpha()).most_common(1)[0][0]


def _in_order(one: str, other: str) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for wanted in one:
        before = 0
        for index, found in enumerate(other, 1):
            before, row[index] = row[index], max(row[index], row[index - 1], before + (wanted == found))
    return row[-1]


def likeness(one: str, other: str) -> float:
    """1 minus the edit distance in the longer one's length."""
    row = list(range(len(other) + 1))
    for number, wanted in enumerate(one, 1):
        before, row[0] = row[0], number
        for index, found in enumerate(other, 1):
            before, row[index] = row[index], min(row[index] + 1, row[index - 1] + 1, before + (wanted != found))
    return 1 - row[-1] / max(len(one), len(other), 1)
