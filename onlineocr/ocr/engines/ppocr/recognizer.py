"""What a line says: SVTR with a CTC head, on lines 48 pixels high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import cv2
import numpy as np
import numpy.typing as npt

from ... import models
from ...page import Pixels
from . import ctc, tiles

HEIGHT = 48
_STEP = 8  # pixels of the network's input per time step
_PADDING = 16  # pixels right of the line, at least: without any, the last character suffers
_MIN_WIDTH = 48
_LONGEST = 48  # times its height, a line is read at once


@dataclass(frozen=True, slots=True)
class Letter:
    """One character; ``start`` and ``end`` are fractions of the line's length, 0 at its beginning."""

    character: str
    confidence: float
    start: float
    end: float

    @property
    def center(self) -> float:
        return (self.start + self.end) / 2

    def moved(self, offset: float, factor: float) -> Letter:
        """The same letter in a longer line, of which this one is the part from ``offset``, ``factor`` long."""
        start, end = offset + self.start * factor, offset + self.end * factor
        return Letter(self.character, self.confidence, start, end)


@dataclass(frozen=True, slots=True)
class Recognizer:
    """``model`` is the stem of the network's and the dictionary's file."""

    model: str

    def load(self) -> None:
        """Load the network now rather than at the first line."""
        models.session(f"{self.model}.onnx")
        models.characters(f"{self.model}.txt")

    def read(self, crop: Pixels) -> list[Letter]:
        """The letters in ``crop`` (one line, RGB, running from left to right); a very long line is read in parts."""
        height, width = crop.shape[:2]
        if width <= _LONGEST * height or width < 2 * _LONGEST:
            return self._read(crop)
        (left, _), (right, (cut, _)) = tiles.halves(crop)
        part = cut / width
        return [
            *(letter.moved(0, part) for letter in self.read(left)),
            Letter(" ", 1.0, part, part),
            *(letter.moved(part, 1 - part) for letter in self.read(right)),
        ]

    def _read(self, crop: Pixels) -> list[Letter]:
        prepared, width = _prepared(crop)
        (maps,) = models.session(f"{self.model}.onnx").run(None, {"x": prepared})
        probabilities = np.asarray(maps)[0]
        steps = len(probabilities) * width / prepared.shape[3]
        symbols = ctc.decode(probabilities, models.characters(f"{self.model}.txt"))
        return [
            Letter(s.character, s.confidence, min(1.0, s.first / steps), min(1.0, (s.last + 1) / steps))
            for s in symbols
        ]

    def sureness(self, crop: Pixels) -> float:
        """The mean confidence of what is read in ``crop``, 0 where nothing is."""
        return sureness(self.read(crop))


def sureness(letters: Sequence[Letter]) -> float:
    """The mean confidence of ``letters``, 0 when there are none."""
    return fmean(letter.confidence for letter in letters) if letters else 0.0


def _prepared(crop: Pixels) -> tuple[npt.NDArray[np.float32], int]:
    """The network's input (1 x 3 x 48 x width, BGR, -1..1, zeros right of the line), and the line's width in it."""
    height, width = crop.shape[:2]
    line = max(_STEP, round(width * HEIGHT / height))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    scaled = cv2.resize(crop, (line, HEIGHT), interpolation=way)
    canvas = np.zeros((1, 3, HEIGHT, max(_MIN_WIDTH, -(-(line + _PADDING) // _STEP) * _STEP)), np.float32)
    canvas[0, :, :, :line] = scaled[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return canvas, line
