"""From what an engine says of itself to how likely a word is right.

A recogniser's probability is no frequency: of the words that PP-OCR is 97 % sure of, fewer are right. The words of
a result carry the frequency; what happens inside (which way up, which engine, whose reading) is decided by what the
engines say. The curves are Platt's (1999), fitted by ``bench/calibrate.py`` on pages drawn for it; each stands in its
engine's descriptor. An engine without one is taken at its word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .page import Line, Word

_EDGE = 1e-4  # engines round to it: nobody is surer than that, or less sure


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic function of the logit of what an engine says; rises with it, since ``slope`` is above 0."""

    slope: float
    offset: float

    def __call__(self, said: float) -> float:
        """The share of right words (0..1) among those of which the engine says ``said`` (0..1)."""
        return 1 / (1 + math.exp(-self.slope * logit(said) - self.offset))


def logit(share: float) -> float:
    """The logarithm of the odds of ``share``, which is kept off 0 and 1."""
    kept = min(1 - _EDGE, max(_EDGE, share))
    return math.log(kept / (1 - kept))


def calibrated(lines: Sequence[Line], curve: Curve | None) -> list[Line]:
    """``lines`` with each word's confidence as the share of such words that are right, and each line's as the mean of
    its words', each counted by its letters. What is unknown (a PDF's own text) stays unknown."""
    return [_line(line, curve) for line in lines] if curve else list(lines)


def translated(lines: Iterable[Line], source: Curve | None, target: Curve | None) -> list[Line]:
    """``lines`` as read by the engine with the curve ``source``, with confidences as the engine with the curve
    ``target`` would say them of words that are as likely right: so that lines of both can be calibrated together.
    Where one has no curve, they stay as they are."""
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
    """Mean confidence of words or lines, each counted by its letters; None when nothing is known."""
    known = [(part.confidence, max(1, len(part.text))) for part in parts if part.confidence is not None]
    letters = sum(count for _, count in known)
    return round(sum(sure * count for sure, count in known) / letters, 4) if letters else None
