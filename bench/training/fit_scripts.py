"""Fit the perceptron that tells a line's script by how it looks to the quick recogniser.

    python bench/training/fit_scripts.py --fonts /usr/share/fonts [--lines 600] [--keep DIR] [--write]

Run it when the quick recogniser has changed. It draws lines in 29 scripts and pictures without text
(``drawn_scripts.py``), half of them upside down too, looks at each, and fits
``onlineocr/ocr/engines/ppocr/scripts.py``. Some 20 ms a line.
``--keep`` keeps what was seen, and takes it from there the next time.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from bench.data import drawn_scripts
from bench.training import vendor_models
from onlineocr.ocr.engines.ppocr import scripts
from onlineocr.ocr.engines.ppocr.reader import QUICK

Floats = npt.NDArray[np.float64]
Seen = tuple[Floats, npt.NDArray[np.int64]]
"""Traits (lines x figures); for each line its script's index, whether it is upside down, and its seed."""

SHARES = {"Latn": 6, "Cyrl": 3, "Hani": 3, "Zzzz": 3, "Grek": 2, "Arab": 2, "Deva": 2, "Kore": 2}
"""How many times as many lines as of a script that is not named here."""
_HIDDEN, _EPOCHS, _BATCH, _DECAY, _NOISE = 64, 30, 128, 1e-4, 0.1
_HELD_OUT = 10  # each so many'th line


def seen(script: str, count: int, fonts: Path) -> Seen:
    """``count`` lines of ``script``."""
    index = drawn_scripts.SCRIPTS.index(script)
    traits, known = [], []
    for seed in range(count):
        pixels, _ = drawn_scripts.line(script, seed, fonts)
        traits.append(QUICK.look(pixels)[1])
        known.append((index, 0, seed))
        if seed % 2:
            traits.append(QUICK.look(np.ascontiguousarray(pixels[::-1, ::-1]))[1])
            known.append((index, 1, seed))
    return np.array(traits, float), np.array(known)


def gathered(count: int, fonts: Path, keep: Path | None, workers: int) -> Seen:
    names = [name for name in drawn_scripts.SCRIPTS if not (keep and (keep / f"{name}.npz").is_file())]
    with ProcessPoolExecutor(workers) as pool:
        found = dict(zip(names, pool.map(partial(_seen, count=count, fonts=fonts), names), strict=True))
    for name, (traits, known) in found.items():
        if keep:
            np.savez(keep / f"{name}.npz", traits=traits, known=known)
    if keep:
        files = [np.load(keep / f"{name}.npz") for name in drawn_scripts.SCRIPTS]
        found = {name: (file["traits"], file["known"]) for name, file in zip(drawn_scripts.SCRIPTS, files, strict=True)}
    return np.concatenate([pair[0] for pair in found.values()]), np.concatenate([pair[1] for pair in found.values()])


def _seen(script: str, count: int, fonts: Path) -> Seen:
    return seen(script, count * SHARES.get(script, 1), fonts)


def fit(inputs: Floats, classes: npt.NDArray[np.int64], count: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights and biases of a perceptron that tells ``count`` classes, by Adam (Kingma and Ba 2015) on cross-entropy;
    the same ones for the same examples."""
    chances = np.random.default_rng(1)
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    scaled, size = (inputs - middle) / spread, inputs.shape[1]
    layers = [
        chances.normal(0, 1 / np.sqrt(size), (size, _HIDDEN)), np.zeros(_HIDDEN),
        chances.normal(0, 1 / np.sqrt(_HIDDEN), (_HIDDEN, count)), np.zeros(count),
    ]  # fmt: skip
    first, second, step = [0 * layer for layer in layers], [0 * layer for layer in layers], 0
    for epoch in range(_EPOCHS):
        rate = 3e-3 * (1 + np.cos(np.pi * epoch / _EPOCHS)) / 2
        order = chances.permutation(len(scaled))
        for start in range(0, len(order), _BATCH):
            chosen, step = order[start : start + _BATCH], step + 1
            shaken = scaled[chosen] + chances.normal(0, _NOISE, (len(chosen), size))
            for at, slope in enumerate(_slopes(layers, shaken, classes[chosen])):
                first[at] = 0.9 * first[at] + 0.1 * slope
                second[at] = 0.999 * second[at] + 0.001 * slope**2
                mean, square = first[at] / (1 - 0.9**step), second[at] / (1 - 0.999**step)
                layers[at] -= rate * mean / (np.sqrt(square) + 1e-8)
    hidden, bias, output, last = layers
    return hidden / spread[:, None], bias - (middle / spread) @ hidden, output, last


def _slopes(layers: list[Floats], inputs: Floats, classes: npt.NDArray[np.int64]) -> list[Floats]:
    hidden, first, output, second = layers
    middle = np.tanh(inputs @ hidden + first)
    off = middle @ output + second
    off = np.exp(off - off.max(axis=1, keepdims=True))
    off /= off.sum(axis=1, keepdims=True)
    off[np.arange(len(classes)), classes] -= 1
    off /= len(classes)
    back = off @ output.T * (1 - middle**2)
    return [inputs.T @ back + _DECAY * hidden, back.sum(axis=0), middle.T @ off + _DECAY * output, off.sum(axis=0)]


def written(layers: tuple[Floats, Floats, Floats, Floats]) -> bytes:
    named = dict(zip(("hidden", "first", "output", "second"), layers, strict=True))
    rounded = {name: _rounded(layer).tolist() for name, layer in named.items()}
    return (json.dumps({"scripts": list(drawn_scripts.SCRIPTS), **rounded}) + "\n").encode()


def _rounded(layer: Floats) -> Floats:
    return np.round(layer, 3 if np.abs(layer).max() > 1 else 5)


def report(fitted: scripts.Perceptron, inputs: Floats, known: npt.NDArray[np.int64]) -> None:
    """How well the lines held out are told."""
    shares, turned = fitted(inputs.astype(np.float32))
    right, sure = shares.argmax(axis=1) == known[:, 0], shares.max(axis=1) >= 0.9
    way = ((turned > 0.5) == known[:, 1]).mean()
    print(f"{len(known)} lines held out: script right {right.mean():.1%}; surely told {sure.mean():.1%}, of these")
    print(f"right {right[sure].mean():.1%}; upside down or not right {way:.1%}")
    for index, name in enumerate(fitted.scripts):
        mine = known[:, 0] == index
        taken = Counter(fitted.scripts[at] for at in shares[mine & ~right].argmax(axis=1))
        print(f"{name}: {right[mine].mean():.1%} of {mine.sum()}, else {dict(taken.most_common(4))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--lines", type=int, default=600, help="of each script; more of the common ones")
    parser.add_argument("--keep", type=Path, help="folder for what was seen")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the weights into the code")
    arguments = parser.parse_args()
    inputs, known = gathered(arguments.lines, arguments.fonts, arguments.keep, arguments.workers)
    held_out = known[:, 2] % _HELD_OUT == 0
    half = len(drawn_scripts.SCRIPTS)
    layers = fit(inputs[~held_out], known[~held_out, 0] + half * known[~held_out, 1], 2 * half)
    fitted = scripts.Perceptron(drawn_scripts.SCRIPTS, *(np.asarray(layer, np.float32) for layer in layers))
    report(fitted, inputs[held_out], known[held_out])
    if arguments.write:
        vendor_models.put(scripts.MODEL, written(layers), "bench/training/fit_scripts.py")


if __name__ == "__main__":
    main()
