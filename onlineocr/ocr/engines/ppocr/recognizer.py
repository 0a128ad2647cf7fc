"""Recognition of a line by SVTR with a CTC head, on lines 48 pixels high."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...models import networks
from ...models.heads import Floats
from ...page import Pixels
from . import alphabet, ctc, tiles
from .letters import Letter, sureness

HEIGHT = 48
_STEP = 8  # pixels of the network's input per time step
_PADDING = 16  # least margin right of the line, in pixels: without any, the last character is read worse
_MIN_WIDTH = 48
_SPACE = 0.3  # least probability of a space: the networks miss spaces more often than they invent them
_LONGEST = 48  # line heights: a longer line is read in parts


@dataclass(frozen=True, slots=True)
class Recognizer:
    """A recognition network. ``model`` is the stem of the network's and the dictionary's file.

    ``familiar``: where the highest logit of a Western character, or of none, is at least this, no other character's
    is higher; None if the network's logits do not show this.
    """

    model: str
    familiar: float | None = None

    def load(self) -> None:
        """Load the network now rather than at the first line."""
        alphabet.every(self.model)
        alphabet.western(self.model)

    def read(self, crop: Pixels, *, western: bool = False) -> list[Letter]:
        """Read the letters in ``crop`` (one line, RGB, from left to right), only ``western`` ones or any; a very long
        line is read in parts."""
        return self.look(crop, western=western)[0]

    def look(self, crop: Pixels, *, western: bool = False) -> tuple[list[Letter], Floats]:
        """Return the letters of :meth:`read`, and the network's features of the line in any script: :func:`_traits`."""
        height, width = crop.shape[:2]
        if width <= _LONGEST * height or width < 2 * _LONGEST:
            return self._read(crop, western=western)
        (left, _), (right, (cut, _)) = tiles.halves(crop)
        part = cut / width
        (first, traits), (second, others) = self.look(left, western=western), self.look(right, western=western)
        second = [letter.moved(part, 1 - part) for letter in second]
        letters = [letter.moved(0, part) for letter in first]
        letters += [*(replace(letter, space=1.0, spaced=True) for letter in second[:1]), *second[1:]]
        return letters, part * traits + (1 - part) * others

    def _read(self, crop: Pixels, *, western: bool) -> tuple[list[Letter], Floats]:
        canvas, width = prepared(crop)
        (maps,) = networks.classifier(f"{self.model}.onnx").trunk.run(None, {"x": canvas})
        features = np.asarray(maps, np.float32)[0]
        symbols = self._symbols(features, western=western)
        steps = len(features) * width / canvas.shape[3]
        letters = [
            Letter(
                s.character, s.confidence, min(1.0, s.first / steps), min(1.0, (s.last + 1) / steps),
                s.space, s.space >= _SPACE,
                s.other, s.odds,
            )
            for s in symbols
        ]  # fmt: skip
        return letters, _traits(features[: max(1, round(steps))])

    def _symbols(self, features: Floats, *, western: bool) -> list[ctc.Symbol]:
        whole = alphabet.every(self.model)
        if self.familiar is None and not western:
            return ctc.decode(ctc.likeliest(whole.logits(features)), whole.characters)
        part = alphabet.western(self.model)
        logits = part.logits(features)
        strange = np.flatnonzero(logits.max(axis=1) < (self.familiar or 0.0))
        steps = ctc.likeliest(logits)
        if western:
            return ctc.decode(steps, part.characters)
        others = ctc.likeliest(whole.logits(features[strange]))
        best, other = part.places[steps.best], part.places[steps.other]
        sure, space, odds = steps.sure, steps.space, steps.odds
        best[strange], sure[strange], space[strange] = others.best, others.sure, others.space
        other[strange], odds[strange] = others.other, others.odds
        return ctc.decode(ctc.Steps(best, sure, space, other, odds), whole.characters)

    def sureness(self, crop: Pixels) -> float:
        """Return the mean confidence of the letters read in ``crop``, 0 where there are none."""
        return sureness(self.read(crop))


def _traits(features: Floats) -> Floats:
    """Pool ``features`` (time steps x N) along the line: mean, deviation and maximum of each, 3 N."""
    return np.concatenate([features.mean(axis=0), features.std(axis=0), features.max(axis=0)])


def prepared(crop: Pixels) -> tuple[Floats, int]:
    """Return the network's input (1 x 3 x 48 x width, BGR, -1..1, zeros right of the line) and the line's width."""
    height, width = crop.shape[:2]
    line = max(_STEP, round(width * HEIGHT / height))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    scaled = cv2.resize(crop, (line, HEIGHT), interpolation=way)
    canvas = np.zeros((1, 3, HEIGHT, max(_MIN_WIDTH, -(-(line + _PADDING) // _STEP) * _STEP)), np.float32)
    canvas[0, :, :, :line] = scaled[:, :, ::-1].transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
    return canvas, line
