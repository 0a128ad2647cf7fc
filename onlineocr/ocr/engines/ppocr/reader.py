"""Two readings of a line: the tiny recogniser's, and where that is in doubt the small one's.

Small is right more often and costs two to four times as much; on lines of which tiny is sure they agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from ...models.heads import Floats
from ...page import Pixels
from . import scripts
from .alphabet import is_western
from .letters import Letter, sureness
from .recognizer import Recognizer
from .scripts import Sight

QUICK, CAREFUL = Recognizer("ppocrv6_tiny_rec"), Recognizer("ppocrv6_small_rec", familiar=17.0)
_MEAN, _LEAST = 0.985, 0.6  # of a line that is believed: the mean of its confidences, and the lowest of them
_BLIND = 0.5  # of the letters: where the careful reading finds less of them, the script is one that neither knows
_CREDIBLE = 0.9  # mean confidence from which a careful reading needs no judgement of the script
_TRIED, _HOPELESS = 8, 0.55  # lines read, and the share of doubtful ones, after which a page is not read twice


@dataclass(frozen=True, slots=True)
class Read:
    """``letters`` in the way numbered ``way`` of those offered, and the line's ``sight``; None where the quick
    recogniser was not asked."""

    way: int
    letters: list[Letter]
    sight: Sight | None = None


class PageReader:
    """Reads the lines of one page. It learns from the first ones whether trying the quick recogniser pays."""

    def __init__(self) -> None:
        self._tried = self._doubted = self._foreign = 0

    def read(self, crops: Sequence[Pixels]) -> Read:
        """The letters in the one of ``crops`` that reads best.

        Each is one line, RGB, running from left to right; several are the same line in ways that it may run.
        """
        if len(crops) == 1 and self._tried >= _TRIED and self._doubted > _HOPELESS * self._tried:
            careful = CAREFUL.read(crops[0])
            if sureness(careful) >= _CREDIBLE:
                return Read(0, careful)
            return Read(0, careful, _sight(crops[0], QUICK.look(crops[0])[1], careful, doubt=True))
        looks = [QUICK.look(crop) for crop in crops]
        best = max(range(len(crops)), key=lambda index: sureness(looks[index][0]))
        quick, traits = looks[best]
        self._tried += 1
        if not is_doubtful(quick):
            return Read(best, quick, _sight(crops[best], traits, quick, doubt=False))
        letters = self._careful(crops[best], quick, traits)
        return Read(best, letters, _sight(crops[best], traits, letters, doubt=True))

    def _careful(self, crop: Pixels, quick: list[Letter], traits: Floats) -> list[Letter]:
        """The careful reading of a line of which the ``quick`` one is in doubt; not where the page looks foreign, for
        there no care helps."""
        if scripts.is_foreign(traits):
            self._foreign += 1
            if 2 * self._foreign > self._tried:
                return quick
        careful = CAREFUL.read(crop, western=bool(quick) and _all_western(quick))
        if len(careful) < _BLIND * len(quick):
            return quick
        self._doubted += 1
        return careful


def _sight(crop: Pixels, traits: Floats, letters: Sequence[Letter], *, doubt: bool) -> Sight:
    return Sight(traits, crop.shape[1] / crop.shape[0], sureness(letters), doubt)


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
