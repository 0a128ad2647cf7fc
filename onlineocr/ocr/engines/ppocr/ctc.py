"""Greedy decoding of connectionist temporal classification (Graves et al. 2006), with the place of each character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character: time steps ``first`` to ``last`` (inclusive) said so, ``confidence`` (0..1) at the surest.

    ``space``: the probability (0..1) of a space at the likeliest step since the character before it; 0 for the first.
    """

    character: str
    confidence: float
    first: int
    last: int
    space: float = 0.0


def decode(probabilities: npt.NDArray[np.float32], characters: Sequence[str]) -> list[Symbol]:
    """Read ``probabilities`` (time steps x classes): class 0 is the blank, the last one the space, ``characters``
    has the text of each.

    Spaces are no symbols: networks of this kind leave them out rather than making them up, so how likely each was is
    kept for somebody who sees more of the line.
    """
    spaces = probabilities[:, -1]
    best = probabilities.argmax(axis=1)
    best[best == len(characters) - 1] = 0
    sure = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    symbols: list[Symbol] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if best[start]:
            between = spaces[symbols[-1].last + 1 : start] if symbols else spaces[:0]
            space = float(between.max()) if len(between) else 0.0
            sureness = float(min(1.0, sure[start:end].max()))
            symbols.append(Symbol(characters[best[start]], sureness, int(start), int(end) - 1, min(1.0, space)))
    return symbols
