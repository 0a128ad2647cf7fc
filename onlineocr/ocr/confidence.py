"""Conversion of an engine's own confidence to the probability that a word is right.

A recogniser's probability is no frequency: of the words that PP-OCR is 97 % sure of, fewer are right. The words of a
result have the frequency. Internal decisions (orientation, engine, choice between readings) use the engines' own
values. The curves are Platt's (1999), fitted by ``bench/training/calibrate.py`` on pages drawn for it; each is in its
engine's descriptor. The values of an engine without a curve are used as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .page import Line, Word

_EDGE = 1e-4  # engines round to it: no value is nearer to 0 or 1


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic function of the logit of an engine's confidence; it is increasing, since ``slope`` is above 0."""

    slope: float
    offset: float

    def __call__(self, said: float) -> float:
        """Return the share of right words (0..1) among those with the engine's confidence ``said`` (0..1)."""
        return 1 / (1 + math.exp(-self.slope * logit(said) - self.offset))


def logit(share: float) -> float:
    """Return the logarithm of the odds of ``share``, which is clipped to values above 0 and below 1."""
    kept = min(1 - _EDGE, max(_EDGE, share))
    return math.log(kept / (1 - kept))


def calibrated(lines: Sequence[Line], curve: Curve | None) -> list[Line]:
    """Return ``lines`` with each word's confidence as the share of such words that are right, and each line's as the
    mean of its words, weighted by their letters. An unknown confidence (a PDF's own text) stays unknown."""
    return [_line(line, curve) for line in lines] if curve else list(lines)


def translated(lines: Iterable[Line], source: Curve | None, target: Curve | None) -> list[Line]:
    """Convert the confidences of ``lines`` from the scale of the engine with the curve ``source`` to that of the engine
    with the curve ``target``, so that lines of both can be calibrated together. Where a curve is missing, they do not
    change."""
    if source is None or target is None:
        return list(lines)
    slope = source.slope / target.slope
    shifted = Curve(slope, (source.offset - target.offset) / target.slope)
    return [_line(line, shifted) for line in lines]


def _line(line: Line, curve: Curve) -> Line:
    words = tuple(_word(word, curve) for word in line.words)
    return replace(line, words=words, confidence=mean(words)) if words else line


def _word(word: Word, curve: Curve) -> Word:
    return word if word.confidence is None else replace(word, confidence=round(curve(word.confidence), 4))


def mean(parts: Iterable[Word | Line]) -> float | None:
    """Return the mean confidence of words or lines, weighted by their letters; None when none is known."""
    known = [(part.confidence, max(1, len(part.text))) for part in parts if part.confidence is not None]
    letters = sum(count for _, count in known)
    return round(sum(sure * count for sure, count in known) / letters, 4) if letters else None
