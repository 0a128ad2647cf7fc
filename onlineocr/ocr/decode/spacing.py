"""The spaces of a line of a PDF: those that the file draws, and those that are only gaps.

A space in the file may be a gap between two words, a gap between the letters of a letter-spaced word, or nothing: some
programs draw a space over the next letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeAlias

EM = 1.15
"""The height of a font from the deepest to the highest letter, relative to its size."""

_SPACE, _WIDE_SPACE = 0.15, 0.3  # sizes of a gap that is a space, in a line without and with enough drawn spaces
_KERN, _SHRUNK = 0.03, 0.07  # sizes of a gap: up to the first kerning, from the second a shrunk space
_LONG_WORD = 12  # letters for each space: a line with fewer has enough spaces
_SPACED = 0.6  # spaces for each pair of letters: from there they separate letters and not words
_APART = 0.6  # sizes of a gap: from there letters with spaces between them stay single
_PITCH_LETTERS, _PITCH_ERROR, _ON_PITCH = 6, 0.08, 0.85  # letters, error in pitches, share of letters

Rect = tuple[float, float, float, float]


class Cluster(NamedTuple):
    """A letter with its marks, from ``start`` to ``end`` along its line. ``ink`` is in pixels of the page."""

    start: float
    end: float
    height: float
    text: str
    ink: Rect


Clusters: TypeAlias = "list[Cluster | None]"
"""Letters from the start of a line to its end; None is a space of the file."""


def spaced(clusters: Clusters) -> Iterator[Cluster | None]:
    """Return ``clusters`` with None at the end of each word."""
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
    """A test for a word's end: whether a gap exceeds the usual gap between letters of the line by a space."""

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
    """Return whether every gap of a line is clearly between letters or clearly between words, which may be narrow.

    TeX shrinks the spaces of a justified line, down to half.
    """
    letters = [cluster for cluster in clusters if cluster]
    gaps = [
        (right.start - left.end - usual) / min(left.height, right.height) * EM
        for left, right in pairwise(letters)
        if min(left.height, right.height) > 0
    ]
    wide = [gap for gap in gaps if gap >= _SHRUNK]
    return len(letters) >= _LONG_WORD and len(wide) > 1 and all(gap <= _KERN or gap >= _SHRUNK for gap in gaps)


class _ByPitch:
    """A test for a word's end: whether the place of a letter is empty between two letters of a fixed pitch."""

    def __init__(self, pitch: float) -> None:
        self._least = 1.5 * pitch

    def __call__(self, left: Cluster, right: Cluster) -> bool:
        return right.start - left.start > self._least


def _are_letters_spaced(clusters: Clusters, letters: list[Cluster]) -> bool:
    """Return whether the file has a space after nearly every letter of a line of words.

    Rows of single digits and letters that are far apart stay single, and so does a box to check, as in "[ ] no".
    """
    pairs = len(letters) - 1
    if pairs < 3 or clusters.count(None) < _SPACED * pairs:
        return False
    if sum(letter.text[0].isalpha() for letter in letters) <= len(letters) / 2:
        return False
    gap = median(right.start - left.end for left, right in pairwise(letters))
    return gap < _APART / EM * median(letter.height for letter in letters)


def _pitch(letters: list[Cluster]) -> float:
    """Return the pitch of a line if its letters, of any width, are at multiples of one step; else 0."""
    steps = [right.start - left.start for left, right in pairwise(letters)]
    if len(letters) < _PITCH_LETTERS:
        return 0.0
    pitch = median(steps)
    if pitch <= 0 or pitch < median(letter.end - letter.start for letter in letters):
        return 0.0
    multiples = [step / pitch for step in steps]
    on = sum(round(step) >= 1 and abs(step - round(step)) < _PITCH_ERROR for step in multiples)
    return pitch if on >= _ON_PITCH * len(steps) else 0.0
