"""Greedy decoding of connectionist temporal classification (Graves et al. 2006), with each character's position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_SURE = 0.97  # probability from which the second character is not computed


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character at time steps ``first`` to ``last`` (inclusive), with the highest ``confidence`` (0..1) of them.

    ``space``: the probability (0..1) of a space at the likeliest step since the character before it; 0 for the first.
    ``other``: the second likeliest character there, with its probability ``odds``; "" where the first is sure.
    """

    character: str
    confidence: float
    first: int
    last: int
    space: float = 0.0
    other: str = ""
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class Steps:
    """For each time step the likeliest class, its probability (0..1), and the probability of a space; ``other``: where
    a character is not sure, the second likeliest class (0 elsewhere), with its probability."""

    best: npt.NDArray[np.intp]
    sure: npt.NDArray[np.float32]
    space: npt.NDArray[np.float32]
    other: npt.NDArray[np.intp]
    odds: npt.NDArray[np.float32]


def likeliest(logits: npt.NDArray[np.float32]) -> Steps:
    """Return the likeliest classes by the softmax of ``logits`` (time steps x classes, overwritten; last class: space).

    Only two of thousands of classes are needed at each step, so only those are divided by the sum.
    """
    best = logits.argmax(axis=1)
    top = logits[np.arange(len(best)), best]
    spaces = np.exp(logits[:, -1] - top)
    logits -= top[:, None]
    sums = np.exp(logits, out=logits).sum(axis=1)
    sure = np.reciprocal(sums)
    other, odds = np.zeros_like(best), np.zeros_like(sure)
    for step in np.flatnonzero((best > 0) & (best < logits.shape[1] - 1) & (sure < _SURE)).tolist():
        row = logits[step]
        row[[0, best[step], -1]] = 0
        other[step] = row.argmax()
        odds[step] = row[other[step]] / sums[step]
    return Steps(best, sure, spaces / sums, other, odds)


def decode(steps: Steps, characters: Sequence[str]) -> list[Symbol]:
    """Decode ``steps``: class 0 is the blank, the last one the space, ``characters`` has the text of each.

    Spaces are no symbols: networks of this kind miss spaces more often than they invent them. So the probability of
    each space is kept for :mod:`.spaces`, which uses the whole line.
    """
    best = np.where(steps.best == len(characters) - 1, 0, steps.best)
    sure, spaces = steps.sure.tolist(), steps.space.tolist()
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    symbols: list[Symbol] = []
    for start, end, found in zip(starts.tolist(), ends.tolist(), best[starts].tolist(), strict=True):
        if found:
            between = spaces[symbols[-1].last + 1 : start] if symbols else []
            sureness = min(1.0, max(sure[start:end]))
            at = start + int(np.argmax(steps.sure[start:end]))
            other, odds = characters[int(steps.other[at])], float(steps.odds[at])
            space = min(1.0, max(between, default=0.0))
            symbols.append(Symbol(characters[found], sureness, start, end - 1, space, other, odds))
    return symbols
