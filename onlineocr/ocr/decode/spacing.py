"""The spaces of a line of a PDF: those that the file draws, and those that only room shows.

A space in the file may be room between two words, room between the letters of a spaced word, or nothing: some
programs draw one over the next letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeAlias

EM = 1.15
"""The height of a font from the deepest to the highest letter, in its size."""

_SPACE, _WIDE_SPACE = 0.15, 0.3  # sizes that are a space, in a line without spaces of its own, and with enough of them
_KERN, _SHRUNK = 0.03, 0.07  # sizes: up to there letters are kerned, from there spaces of a full line are shrunk
_LONG_WORD = 12  # letters to a space are enough
_SPACED = 0.6  # spaces for each pair of letters, from which they part letters and not words
_APART = 0.6  # sizes between letters that are single all the same
_PITCH_LETTERS, _PITCH_ERROR, _ON_PITCH = 6, 0.08, 0.85  # letters, error in pitches, share of letters

Rect = tuple[float, float, float, float]


class Cluster(NamedTuple):
    """A letter with its marks, on its line: from ``start`` to ``end`` along it; ``ink`` in pixels of the page."""

    start: float
    end: float
    height: float
    text: str
    ink: Rect


Clusters: TypeAlias = "list[Cluster | None]"
"""Letters from the start of a line to its end; None is a space of the file."""


def spaced(clusters: Clusters) -> Iterator[Cluster | None]:
    """``clusters`` with None wherever a word ends."""
    letters = [cluster for cluster in clusters if cluster]
    if _are_letters_spaced(clusters, letters):
        clusters = list(letters)
    pitch = _pitch(letters) if len(letters) == len(clusters) else 0.0
    ends = _ByPitch(pitch) if pitch else _ByRoom(clusters)
    last: Cluster | None = None
    for cluster in clusters:
        if cluster and last and ends(last, cluster):
            yield None
        yield cluster
        last = cluster


class _ByRoom:
    """Whether there is room for a space, beyond the usual room between the letters of the line."""

    def __init__(self, clusters: Clusters) -> None:
        enough = clusters.count(None) * _LONG_WORD > len(clusters)
        gaps = [right.start - left.end for left, right in pairwise(clusters) if left and right]
        self._usual = max(0.0, sorted(gaps)[len(gaps) // 2]) if len(gaps) > 2 else 0.0
        self._room = (_WIDE_SPACE if enough else _SPACE) / EM
        if None not in clusters and _are_shrunk(clusters, self._usual):
            self._room = _SHRUNK / EM

    def __call__(self, left: Cluster, right: Cluster) -> bool:
        return right.start - left.end > self._usual + self._room * min(left.height, right.height)


def _are_shrunk(clusters: Clusters, usual: float) -> bool:
    """Whether every gap of a line is clearly one between letters or clearly one between words, some of which are
    narrow: TeX shrinks the spaces of a full line, down to half."""
    letters = [cluster for cluster in clusters if cluster]
    gaps = [
        (right.start - left.end - usual) / min(left.height, right.height) * EM
        for left, right in pairwise(letters)
        if min(left.height, right.height) > 0
    ]
    wide = [gap for gap in gaps if gap >= _SHRUNK]
    return len(letters) >= _LONG_WORD and len(wide) > 1 and all(gap <= _KERN or gap >= _SHRUNK for gap in gaps)


class _ByPitch:
    """Whether a letter's place is left empty between two."""

    def __init__(self, pitch: float) -> None:
        self._least = 1.5 * pitch

    def __call__(self, left: Cluster, right: Cluster) -> bool:
        return right.start - left.start > self._least


def _are_letters_spaced(clusters: Clusters, letters: list[Cluster]) -> bool:
    """Whether the file has a space behind nearly every letter of a line of words. Rows of single digits, and letters
    far apart, stay single."""
    pairs = len(letters) - 1
    if pairs < 3 or clusters.count(None) < _SPACED * pairs:
        return False
    if sum(letter.text[0].isalpha() for letter in letters) < len(letters) / 2:
        return False
    gap = median(right.start - left.end for left, right in pairwise(letters))
    return gap < _APART / EM * median(letter.height for letter in letters)


def _pitch(letters: list[Cluster]) -> float:
    """The step of a line whose letters stand at multiples of it, whatever their widths; 0 where there is none."""
    steps = [right.start - left.start for left, right in pairwise(letters)]
    if len(letters) < _PITCH_LETTERS:
        return 0.0
    pitch = median(steps)
    if pitch <= 0 or pitch < median(letter.end - letter.start for letter in letters):
        return 0.0
    multiples = [step / pitch for step in steps]
    on = sum(round(step) >= 1 and abs(step - round(step)) < _PITCH_ERROR for step in multiples)
    return pitch if on >= _ON_PITCH * len(steps) else 0.0
