"""The choice of the language of a few lines among Tesseract's installed languages.

The data for one language reads another language of the same script well enough to identify it: a Ukrainian page read
with Russian data is identified as Ukrainian. So lines are read in one language, then in the identified one, until the
text's identified language is the language of its reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..languages import Language
from ..page import Line
from .identify import identify

_MOST = 4  # languages tried
_AGREED = 0.8  # probability from which an identified language is accepted


@dataclass(frozen=True, slots=True)
class Trial:
    """The lines (None where none was found) that were read in the language ``tag``."""

    tag: str
    lines: tuple[Line | None, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines if line)

    @property
    def sureness(self) -> float:
        """The mean confidence of its characters, 0..1."""
        found = [(line.confidence or 0.0, len(line.text)) for line in self.lines if line]
        return sum(sure * count for sure, count in found) / max(1, sum(count for _, count in found))


def choose(having: Sequence[Language], read: Callable[[str], Sequence[Line | None]]) -> Trial:
    """Call ``read`` with one after the other of the languages ``having``, the most used first, until the text is in the
    language of its reading. If it never is, return the reading with the highest confidence."""
    among = {language.tag for language in having}
    tags = [language.tag for language in having]
    trials: list[Trial] = []
    while tags and len(trials) < _MOST:
        tag = tags.pop(0)
        trial = Trial(tag, tuple(read(tag)))
        told = identify(trial.text, among, _AGREED)
        if told == tag:
            return trial
        trials.append(trial)
        if told in tags:
            tags.remove(told)
            tags.insert(0, told)
    return max(trials, key=lambda trial: trial.sureness)
