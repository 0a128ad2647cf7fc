"""The part of a recogniser's characters that a line is read with.

Most pages use a few hundred of the many thousand characters that the network tells apart. Where the first reading
found nothing but those of Western scripts, the second one chooses among them alone: it is cheaper, and a smudged
letter does not become a Chinese character.
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
    """``characters``: the blank ("") first, the space last; ``weights`` (features x characters) and ``bias`` are the
    columns of the network's head for them; ``places`` are their places among all of the network's characters."""

    characters: tuple[str, ...]
    weights: Floats
    bias: Floats
    places: npt.NDArray[np.intp]

    def logits(self, features: Floats) -> Floats:
        """What the network's head makes of ``features`` (time steps x N): time steps x characters."""
        logits = features @ self.weights
        logits += self.bias
        return logits


def is_western(character: str) -> bool:
    """Whether it belongs to the Western alphabet: Latin letters, digits, punctuation and symbols."""
    return any(first <= ord(character) < end for first, end in _WESTERN)


@cache
def every(model: str) -> Alphabet:
    """All characters of the recogniser ``model`` (the stem of its files)."""
    network = networks.classifier(f"{model}.onnx")
    characters = models.characters(f"{model}.txt")
    return Alphabet(characters, network.weights, network.bias, np.arange(len(characters)))


@cache
def western(model: str) -> Alphabet:
    """Those of the recogniser ``model`` that are Western."""
    whole = every(model)
    kept = [at for at, character in enumerate(whole.characters) if not character or is_western(character)]
    chosen = tuple(whole.characters[at] for at in kept)
    return Alphabet(chosen, np.ascontiguousarray(whole.weights[:, kept]), whole.bias[kept], np.array(kept))
