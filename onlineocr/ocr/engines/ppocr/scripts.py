"""Detection of a line's script from the quick recogniser's features.

The network knows Latin and Chinese letters only, but its output for other letters differs from script to script. A
perceptron with one hidden layer classifies its last features, pooled along the line (mean, deviation, maximum). They
are known for every line that was read, so it costs two small products. ``bench/training/fit_scripts.py`` fits the
perceptron on drawn lines and writes ``scripts.json``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ... import models
from ...models.heads import Floats

MODEL = "scripts.json"
KNOWN = frozenset({"Latn", "Hani", "Zzzz"})
"""Scripts that the recogniser reads (Hani: Chinese and Japanese), and no text at all."""
_SURE = 0.9  # least probability for a single line on a page of another script
_FEW = 3  # lines of a second script that confirm each other
_CREDIBLE = 0.8  # mean confidence from which a line in a known script is accepted on a page in another script
_LONGEST, _LEAST = 10.0, 2.5  # line heights: longer lines weigh no more, shorter ones are little evidence
_WELL = 0.97  # the same for a line without another likely script
_READ = 0.93  # mean confidence from which a line on a page in a known script is taken to be in that script
_CLEAR, _CLEAR_LENGTH = 0.99, 8.0  # probability and length, in line heights, of a line that alone is proof
_FLOOR = 1e-3


@dataclass(frozen=True, slots=True)
class Perceptron:
    """The classifier. ``scripts``: ISO 15924. traits -> hidden -> scripts upright, then scripts upside down:
    softmax(tanh(x @ ``hidden`` + ``first``) @ ``output`` + ``second``)."""

    scripts: tuple[str, ...]
    hidden: Floats
    first: Floats
    output: Floats
    second: Floats

    def __call__(self, traits: Floats) -> tuple[Floats, Floats]:
        """Return for each row of ``traits`` (lines x figures) the probability of each script (lines x scripts), and the
        probability that the line is upside down (lines)."""
        logits = np.tanh(traits @ self.hidden + self.first) @ self.output + self.second
        logits -= logits.max(axis=1, keepdims=True)
        shares = np.exp(logits)
        shares /= shares.sum(axis=1, keepdims=True)
        half = len(self.scripts)
        return shares[:, :half] + shares[:, half:], shares[:, half:].sum(axis=1)


@dataclass(frozen=True, slots=True)
class Sight:
    """The quick recogniser's data of a line: its ``traits``, its length in line heights (``long``), the confidence of
    its reading (``sure``, 0..1), and whether the reading is in ``doubt``.

    ``unread``: the careful recogniser finds no letters in a part of the line. Then traits, length and confidence are
    those of this part.
    """

    traits: Floats
    long: float
    sure: float
    doubt: bool
    unread: bool = False


@cache
def fitted() -> Perceptron:
    """Return the weights, loaded once per process."""
    said = json.loads(models.read(MODEL))
    hidden, first, output, second = (
        np.array(said[name], np.float32) for name in ("hidden", "first", "output", "second")
    )
    return Perceptron(tuple(said["scripts"]), hidden, first, output, second)


def is_other_script(traits: Floats) -> bool:
    """Return whether a line alone shows a script that the recogniser lacks, so that a careful reading is useless."""
    shares, _ = fitted()(traits[None])
    return fitted().scripts[int(shares[0].argmax())] not in KNOWN and float(np.max(shares)) >= _SURE


def is_clear(sight: Sight) -> bool:
    """Return whether a line alone is proof of its detected script: it is long, and the probability is very high."""
    return _is_clear(sight, fitted()(sight.traits[None])[0][0])


def _is_clear(sight: Sight, share: Floats) -> bool:
    return sight.long >= _CLEAR_LENGTH and float(np.max(share)) >= _CLEAR


def name(sights: Sequence[Sight | None]) -> list[str]:
    """Return the script (ISO 15924) of each line of a page in a script that the recogniser lacks, else "".

    Lines confirm each other: on a page that is mostly in one unknown script, a line is taken to be in it unless another
    Lines confirm each other: on a page that is mostly in one unknown script, a line is taken to be in it unless another
    script is sure, by three lines or by one that is clear. On a page in a script that the recogniser knows, another
    script must be sure.
    """
    seen = [sight for sight in sights if sight is not None]
    if not any(sight.doubt for sight in seen):
        return [""] * len(sights)
    shares, _ = fitted()(np.stack([sight.traits for sight in seen]))
    main = _main(seen, shares)
    borne_out = Counter(int(share.argmax()) for share in shares if share.max() >= _SURE)
    found = iter(_of_line(sight, share, main, borne_out) for sight, share in zip(seen, shares, strict=True))
    return ["" if sight is None else next(found) for sight in sights]


def _main(sights: Sequence[Sight], shares: Floats) -> int:
    """Return the script of the doubtful lines, if they are most of the page's text, else the first known script."""
    scripts = fitted().scripts
    weights = np.array([min(sight.long, _LONGEST) for sight in sights])
    doubted = np.array([sight.doubt for sight in sights])
    if 2 * weights[doubted].sum() < weights.sum():
        return scripts.index("Latn")
    evidence = (weights[:, None] * np.log(shares + _FLOOR))[doubted].sum(axis=0)
    return int(evidence.argmax())


def _of_line(sight: Sight, share: Floats, main: int, borne_out: Counter[int]) -> str:
    scripts, best = fitted().scripts, int(np.argmax(share))
    surely = share[best] >= _SURE and sight.long >= _LEAST
    if scripts[main] in KNOWN:
        return scripts[best] if _is_other(sight, share, best) else ""
    if sight.unread and scripts[best] in KNOWN:
        # The careful recogniser misses only letters that it does not know. Those of the page's script are likeliest.
        return scripts[main]
    if not sight.doubt or sight.sure >= _WELL:
        # It reads like Latin, but on a page in Cyrillic or Greek it may be similar letters of that script.
        return scripts[main] if best == main and (surely or sight.doubt) else ""
    known = scripts[best] in KNOWN
    if surely and best != main and (borne_out[best] >= _FEW or (not known and _is_clear(sight, share))):
        return "" if known else scripts[best]
    return "" if known and sight.sure >= _CREDIBLE else scripts[main]


def _is_other(sight: Sight, share: Floats, best: int) -> bool:
    """Return whether the line is surely in a script that the recogniser lacks, regardless of the page's script."""
    other_script = fitted().scripts[best] not in KNOWN and sight.doubt
    return bool(other_script and share[best] >= _SURE and sight.long >= _LEAST and sight.sure < _READ)
