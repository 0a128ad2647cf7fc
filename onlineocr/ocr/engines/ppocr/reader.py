"""Two readings of a line: the tiny recogniser's, and where that is in doubt the small one's.

Small is right more often and costs two to four times as much; on lines of which tiny is sure they agree.
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
_MEAN, _LEAST = 0.985, 0.6  # of a line that is believed: the mean of its confidences, and the lowest of them
_BLIND = 0.5  # of the letters: where the careful reading finds less of them, the script is one that neither knows
_LEFT_OUT = 1.0  # line heights: the shortest part of a line of which it counts that the careful reading is blank there
_NEAR = 0.3  # line heights between a letter's places in the two readings
_WORD = 0.95  # mean confidence from which a word of the quick reading may well be Latin
_ALONE = 2.5  # line heights: a part of a line as long as this shows its script by itself
_CREDIBLE = 0.9  # mean confidence from which a careful reading needs no judgement of the script
_TWICE = frozenset({"aæ", "æe", "oœ", "œe", "AÆ", "ÆE", "OŒ", "ŒE"})
_COLUMNS = 2  # columns of characters found, after which a tall box is taken for one at once
_TALL = 4  # tall boxes in doubt, after which no more are tried as columns where none was one
_NO_TEXT = 0.6  # mean confidence of a reading in the wrong direction, at most
_TRIED, _HOPELESS = 8, 0.55  # lines read, and the share of doubtful ones, after which a page is not read twice

Part = tuple[float, float]
"""Where a part of a line starts and ends, as fractions of its length."""


@dataclass(frozen=True, slots=True)
class Read:
    """``letters`` in the way numbered ``way`` of those offered, and the line's ``sight`` with the ``quick`` reading;
    None and nothing where the quick recogniser was not asked. ``column``: the letters stand upright, one under the
    other, along that way."""

    way: int
    letters: list[Letter]
    sight: Sight | None = None
    quick: Sequence[Letter] = ()
    column: bool = False


class PageReader:
    """Reads the lines of one page. It learns from the first ones whether trying the quick recogniser pays."""

    def __init__(self) -> None:
        self._tried = self._doubted = self._other_script = 0
        self._columns = self._no_columns = 0

    def read(self, crops: Sequence[Pixels], laid: Callable[[], vertical.Laid | None] = lambda: None) -> Read:
        """The letters in ``crops``, which are one line in ways that it may run. Where there are several, the last two
        are the ways down and up; then the text may be a column of Chinese or Japanese, too, which ``laid`` lays out
        as a line."""
        return self._of_tall(crops, laid) if len(crops) > 1 else self._of_line(crops)

    def _of_line(self, crops: Sequence[Pixels]) -> Read:
        """The letters in the one of ``crops`` that reads best.

        Each is one line, RGB, running from left to right; several are the same line in ways that it may run.
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
        # The letters of a line that runs up lie as those of a column on its side do, in the other order.
        if read.way != up and sure < _NO_TEXT and sureness(upwards := CAREFUL.read(crops[up])) >= _CREDIBLE:
            return Read(up, upwards)
        self._columns += 1
        return column

    @staticmethod
    def _column(laid: vertical.Laid | None, way: int) -> Read | None:
        """The reading of a column, if it is one: two characters or more, and sure."""
        letters = CAREFUL.read(laid.pixels) if laid and len(laid.places) > 1 else []
        if laid is None or len(letters) < 2 or sureness(letters) < _CREDIBLE or not vertical.is_wide(letters):
            return None
        return Read(way, laid.back(letters), column=True)

    def _careful(self, crop: Pixels, quick: list[Letter], traits: Floats) -> tuple[list[Letter], Part | None]:
        """The careful reading of a line of which the ``quick`` one is in doubt, and where it is blank; not where the
        page looks to be in another script, for there no care helps."""
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
    """The longest part of a line, ``ratio`` times as long as high, in which the ``quick`` reading has letters and the
    ``careful`` one is blank: it is so where letters stand that it does not know. Words of which the quick reading is
    sure are Latin ones that stand among these. None where there is hardly any."""
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
    """The longest part in which all ``letters`` are ``chosen``, and some are no signs or digits."""
    parts: list[Part] = [(0.0, 0.0)]
    for wanted, pairs in groupby(zip(chosen, letters, strict=True), lambda pair: pair[0]):
        run = [letter for _, letter in pairs]
        if wanted and any(letter.character.isalpha() for letter in run):
            parts.append((run[0].start, run[-1].end))
    return max(parts, key=lambda part: part[1] - part[0])


def _sight(crop: Pixels, traits: Floats, letters: Sequence[Letter], *, doubt: bool, blank: Part | None = None) -> Sight:
    """The line's sight; where a part of it is ``blank`` to the careful reading, that of the part, if it is long and the
    whole does not show its script."""
    long = crop.shape[1] / crop.shape[0]
    if not blank or (blank[1] - blank[0]) * long < _ALONE or scripts.is_other_script(traits):
        return Sight(traits, long, sureness(letters), doubt, unread=blank is not None)
    first, last = (round(place * crop.shape[1]) for place in blank)
    part = np.ascontiguousarray(crop[:, first:last])
    seen, traits = QUICK.look(part)
    return Sight(traits, part.shape[1] / part.shape[0], sureness(seen), doubt, unread=True)


def is_doubtful(letters: Sequence[Letter]) -> bool:
    """Whether what the quick recogniser read may be wrong.

    It is taught fewer Chinese characters and no kana, and takes the one for the other: beyond Western letters, it is
    not believed at all.
    """
    if not letters or not _all_western(letters) or _stutters(letters):
        return True
    sure = [letter.confidence for letter in letters]
    sure += [letter.space for letter in letters if letter.spaced]
    return fmean(sure) < _MEAN or min(sure) < _LEAST


def _stutters(letters: Sequence[Letter]) -> bool:
    """Whether it reads a ligature and one of its letters, which stand beside each other in no word."""
    return any(pair[0].character + pair[1].character in _TWICE for pair in pairwise(letters))


def _all_western(letters: Sequence[Letter]) -> bool:
    return all(is_western(letter.character) for letter in letters)
