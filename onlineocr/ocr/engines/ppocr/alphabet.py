"""The subset of a recogniser's characters with which a line is read.

Most pages use a few hundred of the network's many thousand characters. Where the first reading found only characters of
Western scripts, the second one chooses among those only: this is cheaper, and a smudged letter does not become a
Chinese character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from ... import models
from ...models import networks
from ...models.heads import Floats

_WESTERN = ((0x20, 0x250), (0x2010, 0x2070), (0x20A0, 0x2800))  # Latin, punctuation, currencies, symbols and shapes


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A set of characters. ``characters``: the blank ("") first, space last; ``weights`` (features x characters) and
    ``bias`` are their columns of the network's head; ``places`` are their indices among all of its characters."""

    characters: tuple[str, ...]
    weights: Floats
    bias: Floats
    places: npt.NDArray[np.intp]

    def logits(self, features: Floats) -> Floats:
        """Return the logits of the network's head for ``features`` (time steps x N): time steps x characters."""
        logits = features @ self.weights
        logits += self.bias
        return logits


def is_western(character: str) -> bool:
    """Return whether it belongs to the Western alphabet: Latin letters, digits, punctuation and symbols."""
    return any(first <= ord(character) < end for first, end in _WESTERN)


@cache
def every(model: str) -> Alphabet:
    """Return all characters of the recogniser ``model`` (the stem of its files)."""
    network = networks.classifier(f"{model}.onnx")
    characters = models.characters(f"{model}.txt")
    return Alphabet(characters, network.weights, network.bias, np.arange(len(characters)))


@cache
def western(model: str) -> Alphabet:
    """Return the Western characters of the recogniser ``model``."""
    whole = every(model)
    kept = [at for at, character in enumerate(whole.characters) if not character or is_western(character)]
    chosen = tuple(whole.characters[at] for at in kept)
    return Alphabet(chosen, np.ascontiguousarray(whole.weights[:, kept]), whole.bias[kept], np.array(kept))
