"""The letters of a line, with their words and their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ...languages import splits

_JOINTS = ("-", "–", "/")


@dataclass(frozen=True, slots=True)
class Letter:
    """One character other than a space; ``start`` and ``end`` are fractions of the line's length, 0 at its beginning.

    ``space`` is the network's probability (0..1) of a space before it, ``spaced`` whether a space is assumed there;
    ``other`` is the second likeliest character, if any is likely, ``odds`` its probability.
    """

    character: str
    confidence: float
    start: float
    end: float
    space: float = 0.0
    spaced: bool = False
    other: str = ""
    odds: float = 0.0

    @property
    def center(self) -> float:
        return (self.start + self.end) / 2

    def moved(self, offset: float, factor: float) -> Letter:
        """Return the same letter in a longer line, of which this line is the part from ``offset``, ``factor`` long."""
        return replace(self, start=offset + self.start * factor, end=offset + self.end * factor)


def text(letters: Sequence[Letter]) -> str:
    """Return the text of ``letters``, with single spaces between words."""
    parts = [" " + letter.character if letter.spaced else letter.character for letter in letters]
    return "".join(parts).strip()


def groups(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Split into words at spaces; in scripts without spaces, each character is a word, with the marks after it."""
    group: list[Letter] = []
    for letter in letters:
        if group and (letter.spaced or splits(group[-1].character, letter.character)):
            yield group
            group = []
        group.append(letter)
    if group:
        yield group


def pieces(letters: Iterable[Letter]) -> list[Letter]:
    """Return ``letters`` with words also split after hyphens and slashes, where the script may change."""
    parted: list[Letter] = []
    for letter in letters:
        ends = parted and parted[-1].character in _JOINTS
        parted.append(replace(letter, spaced=True) if ends else letter)
    return parted


def sureness(letters: Sequence[Letter]) -> float:
    """Return the mean confidence of ``letters``, 0 when there are none."""
    return fmean(letter.confidence for letter in letters) if letters else 0.0
