"""Fit the perceptron that tells where a line has spaces: onlineocr/ocr/engines/ppocr/spaces.py.

    python bench/training/fit_spaces.py --pages 300   fit on drawn lines, show errors on pages held out
    python bench/training/fit_spaces.py --pages 300 --write    ... and put the weights into the code

Each page is read by both recognisers; the letters are aligned with the true text, and each place between two letters
that stand there too is an example. A second a page. The fonts that ``drawn_pages.py`` names must be installed.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402

from bench.data import drawn_lines  # noqa: E402
from bench.training import perceptron, vendor_models  # noqa: E402
from onlineocr.ocr.engines.ppocr import crops, detector, ink, reader, spaces  # noqa: E402
from onlineocr.ocr.engines.ppocr.letters import Letter  # noqa: E402

Examples = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Figures (places x SIZE), whether a space stands there, whether the recogniser alone says so."""


def examples(seed: int) -> Iterator[Examples]:
    """Those of one page."""
    pixels, lines = drawn_lines.page(seed)
    for quad in detector.detect(pixels):
        middle = float(quad[:, 1].mean())
        true = min(lines, key=lambda line: abs(line.y - middle))
        crop = crops.cut(pixels, quad)
        inked, ratio = ink.find(crop), crop.shape[1] / crop.shape[0]
        for letters in (reader.QUICK.read(crop), reader.CAREFUL.read(crop, western=True)):
            known = dict(_labels(letters, true.text))
            if len(known) < 0.7 * (len(letters) - 1) or not known:
                continue  # another line, or a reading from which nothing can be learned
            places = sorted(known)
            found = spaces.figures(letters, inked, ratio)[places]
            said = [letters[place + 1].spaced for place in places]
            yield found, np.array([known[place] for place in places]), np.array(said)


def _labels(letters: list[Letter], text: str) -> Iterator[tuple[int, bool]]:
    """For each place between neighbours that are neighbours in ``text`` too: whether a space parts them there."""
    bare = text.replace(" ", "")
    spaced, count = set(), 0
    for character in text:
        if character == " ":
            spaced.add(count)
        else:
            count += 1
    read = "".join(letter.character[0] for letter in letters)
    for block in difflib.SequenceMatcher(None, read, bare, autojunk=False).get_matching_blocks():
        for step in range(block.size - 1):
            yield block.a + step, block.b + step + 1 in spaced


def gathered(pages: range) -> Examples:
    found = [example for seed in pages for example in examples(seed)]
    first, second, third = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return first, second, third


def written(layers: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> bytes:
    hidden, first, output, second = layers
    rounded = {"hidden": hidden.round(4).tolist(), "first": first.round(4).tolist(), "output": output.round(4).tolist()}
    return (json.dumps({**rounded, "second": round(second, 4)}) + "\n").encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--write", action="store_true", help="put the weights into the code")
    arguments = parser.parse_args()
    held_out = max(1, arguments.pages // 6)
    inputs, targets, _ = gathered(range(held_out, arguments.pages))
    layers = perceptron.fit(inputs.astype(float), targets.astype(float))
    inputs, targets, said = gathered(range(held_out))
    fitted = spaces.Perceptron(*(np.asarray(layer, np.float32) for layer in layers[:3]), layers[3])
    wrong = (fitted(inputs) >= 0.5) != targets
    print(f"{len(targets)} places held out: wrong: {(said != targets).mean():.2%} by the network alone, with the ink "
          f"{wrong.mean():.2%} (missed {(wrong & targets).sum()}, made up {(wrong & ~targets).sum()})")  # fmt: skip
    if arguments.write:
        vendor_models.put(spaces.MODEL, written(layers), "bench/training/fit_spaces.py")


if __name__ == "__main__":
    main()
