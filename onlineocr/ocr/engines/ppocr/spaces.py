"""Detection of a line's spaces from the network's probabilities and the ink.

The networks were trained on synthetic lines; they miss spaces in narrow print and invent spaces in wide letters. The
white between two letters, compared with that between the other letters of the line, is better evidence. A perceptron
with one hidden layer weighs both; ``bench/training/fit_spaces.py`` fits it on drawn lines and writes ``spaces.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from ... import models
from ...languages import splits
from .ink import Ink
from .letters import Letter

Floats = npt.NDArray[np.float32]

MODEL = "spaces.json"
_LIKELY = 0.5
_FLOOR = 1e-4  # lower probabilities count as this one
_KINDS = (".,", ":;", "!?", "([{<", ")]}>", "'\"`´‘’“”„«»", "-–—_", "/\\|", "$€£¥%#&@*+=~^°", "0123456789")
_UPPER, _LOWER, _OTHER = len(_KINDS), len(_KINDS) + 1, len(_KINDS) + 2
SIZE = 8 + 2 * (_OTHER + 1)
"""Number of figures that describe the place between two letters."""


@dataclass(frozen=True, slots=True)
class Perceptron:
    """The classifier. SIZE inputs -> hidden -> the logit of a space: ``tanh(x @ hidden + first) @ output + second``."""

    hidden: Floats
    first: Floats
    output: Floats
    second: float

    def __call__(self, figures: Floats) -> Floats:
        """Return the probability (0..1) of a space for each row of ``figures`` (places x SIZE)."""
        logits = np.tanh(figures @ self.hidden + self.first) @ self.output + self.second
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


@cache
def _fitted() -> Perceptron:
    said = json.loads(models.read(MODEL))
    hidden, first, output = (np.array(said[name], np.float32) for name in ("hidden", "first", "output"))
    return Perceptron(hidden, first, output, float(said["second"]))


def load() -> None:
    """Load the weights now rather than at the first line."""
    _fitted()


def parted(letters: Sequence[Letter], ink: Ink, ratio: float) -> list[Letter]:
    """Return ``letters`` with ``spaced`` set by the network and the ``ink`` of their line, which is ``ratio`` times as
    long as high. In scripts without spaces they do not change."""
    if len(letters) < 2:
        return list(letters)
    likely = _fitted()(figures(letters, ink, ratio)) >= _LIKELY
    rest = [
        letter if splits(before.character, letter.character) else replace(letter, spaced=bool(space))
        for before, letter, space in zip(letters, letters[1:], likely, strict=False)
    ]
    return [letters[0], *rest]


def figures(letters: Sequence[Letter], ink: Ink, ratio: float) -> Floats:
    """Return the figures of each place between neighbours: (letters - 1) x SIZE.

    They are: the network's logit; the widest blank between the letters' middles and the sum of all blanks, in line
    heights; their excess over the line's usual values; the middles' distance likewise; the kinds of both letters.
    """
    said = np.clip([letter.space for letter in letters[1:]], _FLOOR, 1 - _FLOOR)
    centers = np.array([letter.center for letter in letters])
    widest, blank = ink.blanks(centers)
    widest, blank, apart = widest * ratio, blank * ratio, np.diff(centers) * ratio
    columns = np.stack(
        [
            np.log(said / (1 - said)) / 4, widest * 4, blank * 4,
            (widest - np.median(widest)) * 4, (widest - np.percentile(widest, 90)) * 4, _rank(widest),
            apart, apart - np.median(apart),
        ],
        axis=1,
    )  # fmt: skip
    kinds = np.eye(_OTHER + 1)[[_kind(letter.character) for letter in letters]]
    return np.concatenate([columns, kinds[:-1], kinds[1:]], axis=1).astype(np.float32)


def _rank(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return for each of ``values`` the share of values that are less."""
    return np.searchsorted(np.sort(values), values) / len(values)


@cache
def _kind(character: str) -> int:
    for index, kind in enumerate(_KINDS):
        if character in kind:
            return index
    if character.isupper():
        return _UPPER
    return _LOWER if character.islower() else _OTHER
