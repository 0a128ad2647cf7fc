"""Greedy decoding of connectionist temporal classification (Graves et al. 2006), with the place of each character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_SURE = 0.97  # a probability from which no second character is asked for


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character: time steps ``first`` to ``last`` (inclusive) said so, ``confidence`` (0..1) at the surest.

    ``space``: the probability (0..1) of a space at the likeliest step since the character before it; 0 for the first.
    ``other``: the second likeliest character there, with its probability ``odds``; "" where the first one is sure.
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
    """For each time step the likeliest class, how likely it is (0..1), and how likely a space is; ``other``: where a
    character is not sure, the second likeliest one (0 elsewhere), and how likely that is."""

    best: npt.NDArray[np.intp]
    sure: npt.NDArray[np.float32]
    space: npt.NDArray[np.float32]
    other: npt.NDArray[np.intp]
    odds: npt.NDArray[np.float32]


def likeliest(logits: npt.NDArray[np.float32]) -> Steps:
    """What the softmax of ``logits`` (time steps x classes, overwritten; the last class is the space) says.

    Of thousands of classes two are asked for at each step, so no others are divided by the sum.
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
    """Read ``steps``: class 0 is the blank, the last one the space, ``characters`` has the text of each.

    Spaces are no symbols: networks of this kind leave them out rather than making them up, so how likely each was is
    kept for somebody who sees more of the line.
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
