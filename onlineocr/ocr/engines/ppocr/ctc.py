"""Greedy decoding of connectionist temporal classification (Graves et al. 2006), with the place of each character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character: time steps ``first`` to ``last`` (inclusive) said so, ``confidence`` (0..1) at the surest."""

    character: str
    confidence: float
    first: int
    last: int

    @property
    def center(self) -> float:
        """The middle, in time steps; step n spans n to n + 1."""
        return (self.first + self.last + 1) / 2


def decode(probabilities: npt.NDArray[np.float32], characters: Sequence[str], likely: float = 0.3) -> list[Symbol]:
    """Read ``probabilities`` (time steps x classes): class 0 is the blank, the last one the space, ``characters``
    has the text of each.

    Networks of this kind leave spaces out rather than making them up, so a space counts wherever it is at least
    ``likely``, even where the blank is likelier.
    """
    best = probabilities.argmax(axis=1)
    best[(probabilities[:, -1] >= likely) & (best == 0)] = probabilities.shape[1] - 1
    sure = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    return [
        Symbol(characters[best[start]], float(min(1.0, sure[start:end].max())), int(start), int(end) - 1)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if best[start]
    ]
