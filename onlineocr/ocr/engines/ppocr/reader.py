"""Two readings of a line: the tiny recogniser's, and where that is doubtful the small recogniser's.

Small is right more often and costs two to four times as much. Where tiny is sure of a line, both agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import fmean

import numpy as np

from ...models.heads import Floats
from ...page import Pixels
from . import scripts, vertical
from .alphabet import is_western
from .letters import Letter, groups, sureness
from .recognizer import Recognizer
from .scripts import Sight

QUICK, CAREFUL = Recognizer("ppocrv6_tiny_rec"), Recognizer("ppocrv6_small_rec", familiar=17.0)
_MEAN, _LEAST = 0.985, 0.6  # of a line that is accepted: least mean of its confidences, and lowest single confidence
_BLIND = 0.5  # of the letters: where the careful reading finds a smaller share, neither recogniser knows the script
_LEFT_OUT = 1.0  # line heights: shortest blank part of the careful reading that counts
_NEAR = 0.3  # line heights: greatest distance of a letter's places in the two readings
_WORD = 0.95  # mean confidence from which a word of the quick reading counts as Latin
_ALONE = 2.5  # line heights: length from which a part of a line is enough to detect its script
_CREDIBLE = 0.9  # mean confidence from which a careful reading needs no detection of the script
_TWICE = frozenset({"aæ", "æe", "oœ", "œe", "AÆ", "ÆE", "OŒ", "ŒE"})
_COLUMNS = 2  # columns of characters found, after which each tall box is first read as a column
_TALL = 4  # doubtful tall boxes, none of them a column, after which no more are tried as columns
_NO_TEXT = 0.6  # greatest mean confidence of a reading in the wrong direction
_TRIED, _HOPELESS = 8, 0.55  # lines read, and the share of doubtful ones, after which the careful recogniser is first

Part = tuple[float, float]
"""Start and end of a part of a line, as fractions of its length."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading: ``letters`` in direction number ``way`` of the given ones, and the line's ``sight`` and ``quick``
    reading, None and empty where the quick recogniser was not used. ``column``: the letters are upright, one below the
    other, along that direction."""

    way: int
    letters: list[Letter]
    sight: Sight | None = None
    quick: Sequence[Letter] = ()
    column: bool = False


class PageReader:
    """Reader of the lines of one page. The first lines decide whether the quick recogniser is worth its time."""

    def __init__(self) -> None:
        self._tried = self._doubted = self._other_script = 0
        self._columns = self._no_columns = 0

    def read(self, crops: Sequence[Pixels], laid: Callable[[], vertical.Laid | None] = lambda: None) -> Read:
        """Read the letters in ``crops``, which are one line in its possible directions. Where there are several, the
        last two directions are down and up; then the text may also be a column of Chinese or Japanese, which ``laid``
        lays out as a line."""
        return self._of_tall(crops, laid) if len(crops) > 1 else self._of_line(crops)

    def _of_line(self, crops: Sequence[Pixels]) -> Read:
        """Read the letters in the one of ``crops`` with the highest confidence.

        Each is one line, RGB, from left to right; several are the same line in its possible directions.
        """
        if len(crops) == 1 and self._tried >= _TRIED and self._doubted > _HOPELESS * self._tried:
            careful = CAREFUL.read(crops[0])
            if sureness(careful) >= _CREDIBLE:
                return Read(0, careful)
            quick, traits = QUICK.look(crops[0])
            return Read(0, careful, _sight(crops[0], traits, careful, doubt=True), quick)
        looks = [QUICK.look(crop) for crop in crops]
        best = max(range(len(crops)), key=lambda index: sureness(looks[index][0]))
        quick, traits = looks[best]
        self._tried += 1
        if not is_doubtful(quick):
            return Read(best, quick, _sight(crops[best], traits, quick, doubt=False), quick)
        letters, blank = self._careful(crops[best], quick, traits)
        return Read(best, letters, _sight(crops[best], traits, letters, doubt=True, blank=blank), quick)

    def _of_tall(self, crops: Sequence[Pixels], laid: Callable[[], vertical.Laid | None]) -> Read:
        down, up = len(crops) - 2, len(crops) - 1
        if self._columns >= _COLUMNS and (column := self._column(laid(), down)):
            return column
        read = self._of_line(crops)
        if read.sight is None or not read.sight.doubt or (self._no_columns >= _TALL and not self._columns):
            return read
        sure = sureness(read.letters)
        if read.way == up and sure >= _CREDIBLE and vertical.is_wide(read.letters):
            return read
        column = self._column(laid(), down)
        if column is None:
            self._no_columns += 1
            return read
        # The letters of an upward line lie like those of a column on its side, in the opposite order.
        if read.way != up and sure < _NO_TEXT and sureness(upwards := CAREFUL.read(crops[up])) >= _CREDIBLE:
            return Read(up, upwards)
        self._columns += 1
        return column

    @staticmethod
    def _column(laid: vertical.Laid | None, way: int) -> Read | None:
        """Return the reading of a column, if it is one: two characters or more, and a high confidence."""
        letters = CAREFUL.read(laid.pixels) if laid and len(laid.places) > 1 else []
        if laid is None or len(letters) < 2 or sureness(letters) < _CREDIBLE or not vertical.is_wide(letters):
            return None
        return Read(way, laid.back(letters), column=True)

    def _careful(self, crop: Pixels, quick: list[Letter], traits: Floats) -> tuple[list[Letter], Part | None]:
        """Return the careful reading of a line whose ``quick`` reading is doubtful, and its blank part. On a page that
        seems to be in another script return the quick reading: the careful recogniser does not know it either."""
        if scripts.is_other_script(traits):
            self._other_script += 1
            if 2 * self._other_script > self._tried:
                return quick, None
        careful = CAREFUL.read(crop, western=bool(quick) and _all_western(quick))
        blank = left_out(quick, careful, crop.shape[1] / crop.shape[0])
        if len(careful) < _BLIND * len(quick):
            return quick, blank
        self._doubted += 1
        return careful, blank


def left_out(quick: Sequence[Letter], careful: Sequence[Letter], ratio: float) -> Part | None:
    """Return the longest part of a line, ``ratio`` times as long as high, where the ``quick`` reading has letters and
    the ``careful`` one is blank, because it does not know these letters. Words of which the quick reading is sure are
    Latin words among them. None where there is hardly any such part."""
    near = _NEAR / ratio
    known = [(letter.start - near, letter.end + near) for letter in careful]
    blank = [not any(start <= letter.center <= end for start, end in known) for letter in quick]
    if not any(blank):
        return None
    unsure = [sureness(word) < _WORD for word in groups(quick) for _ in word]
    found = _longest(quick, [both == (True, True) for both in zip(blank, unsure, strict=True)])
    start, end = found if found[1] else _longest(quick, blank)
    return (start, end) if (end - start) * ratio >= _LEFT_OUT else None


def _longest(letters: Sequence[Letter], chosen: Sequence[bool]) -> Part:
    """Return the longest part in which all ``letters`` are ``chosen``, and not all are signs or digits."""
    parts: list[Part] = [(0.0, 0.0)]
    for wanted, pairs in groupby(zip(chosen, letters, strict=True), lambda pair: pair[0]):
        run = [letter for _, letter in pairs]
        if wanted and any(letter.character.isalpha() for letter in run):
            parts.append((run[0].start, run[-1].end))
    return max(parts, key=lambda part: part[1] - part[0])


def _sight(crop: Pixels, traits: Floats, letters: Sequence[Letter], *, doubt: bool, blank: Part | None = None) -> Sight:
    """Return the line's sight. Where the careful reading has a ``blank`` part, return the sight of that part, if it is
    long and the whole line does not show its script."""
    long = crop.shape[1] / crop.shape[0]
    if not blank or (blank[1] - blank[0]) * long < _ALONE or scripts.is_other_script(traits):
        return Sight(traits, long, sureness(letters), doubt, unread=blank is not None)
    first, last = (round(place * crop.shape[1]) for place in blank)
    part = np.ascontiguousarray(crop[:, first:last])
    seen, traits = QUICK.look(part)
    return Sight(traits, part.shape[1] / part.shape[0], sureness(seen), doubt, unread=True)


def is_doubtful(letters: Sequence[Letter]) -> bool:
    """Return whether the quick recogniser's reading may be wrong.

    It was trained on fewer Chinese characters and no kana, and confuses them. So its reading is accepted for Western
    letters only.
    """
    if not letters or not _all_western(letters) or _stutters(letters):
        return True
    sure = [letter.confidence for letter in letters]
    sure += [letter.space for letter in letters if letter.spaced]
    return fmean(sure) < _MEAN or min(sure) < _LEAST


def _stutters(letters: Sequence[Letter]) -> bool:
    """Return whether it has a ligature beside one of its letters, which occurs in no word."""
    return any(pair[0].character + pair[1].character in _TWICE for pair in pairwise(letters))


def _all_western(letters: Sequence[Letter]) -> bool:
    return all(is_western(letter.character) for letter in letters)
