"""Two readings of a line: the tiny recogniser's, and where that is in doubt the small one's.

Small is right more often and costs two to four times as much; on lines of which tiny is sure they agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ...page import Pixels
from .alphabet import is_western
from .letters import Letter, sureness
from .recognizer import Recognizer

QUICK, CAREFUL = Recognizer("ppocrv6_tiny_rec"), Recognizer("ppocrv6_small_rec", familiar=17.0)
_MEAN, _LEAST = 0.985, 0.6  # of a line that is believed: the mean of its confidences, and the lowest of them
_BLIND = 0.5  # of the letters: where the careful reading finds less of them, the script is one that neither knows
_TRIED, _HOPELESS = 8, 0.55  # lines read, and the share of doubtful ones, after which a page is not read twice


class PageReader:
    """Reads the lines of one page. It learns from the first ones whether trying the quick recogniser pays."""

    def __init__(self) -> None:
        self._tried = self._doubted = 0

    def read(self, crops: Sequence[Pixels]) -> tuple[int, list[Letter]]:
        """The letters in the one of ``crops`` that reads best, and its index.

        Each is one line, RGB, running from left to right; several are the same line in ways that it may run.
        """
        if len(crops) == 1 and self._tried >= _TRIED and self._doubted > _HOPELESS * self._tried:
            return 0, CAREFUL.read(crops[0])
        readings = [QUICK.read(crop) for crop in crops]
        best = max(range(len(crops)), key=lambda index: sureness(readings[index]))
        quick = readings[best]
        self._tried += 1
        if not is_doubtful(quick):
            return best, quick
        careful = CAREFUL.read(crops[best], western=bool(quick) and _all_western(quick))
        if len(careful) < _BLIND * len(quick):
            return best, quick
        self._doubted += 1
        return best, careful


def is_doubtful(letters: Sequence[Letter]) -> bool:
    """Whether what the quick recogniser read may be wrong.

    It is taught fewer Chinese characters and no kana, and takes the one for the other: beyond Western letters, it is
    not believed at all.
    """
    if not letters or not _all_western(letters):
        return True
    sure = [letter.confidence for letter in letters]
    sure += [letter.space for letter in letters if letter.spaced]
    return fmean(sure) < _MEAN or min(sure) < _LEAST


def _all_western(letters: Sequence[Letter]) -> bool:
    return all(is_western(letter.character) for letter in letters)
