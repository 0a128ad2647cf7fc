"""Fit the curves in the engines' descriptors: from an engine's own score to the share of correct words.

    python bench/training/calibrate.py --pages 160       fit on drawn pages, show before and after on pages held out
    python bench/training/calibrate.py --pages 160 --write        ... and put the curves into the code
    python bench/training/calibrate.py --check all.json  before and after on the readings that recognize.py --json kept

The pages are drawn (``drawn_pages.py``), read by each engine as it is now, and judged word by word as the evaluation
is. Nothing of the evaluation is fitted on. Fitted is a logistic function of the logit of what the engine says, two
numbers, with Platt's (1999) softened targets.
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

import cv2  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.data.drawn_pages import drawn  # noqa: E402
from bench.lib.evaluation import samples  # noqa: E402
from bench.lib.judging import ReadWord, ece, judged, parse  # noqa: E402
from bench.lib.scoring import Rules  # noqa: E402
from onlineocr.ocr import languages  # noqa: E402
from onlineocr.ocr.confidence import Curve, logit  # noqa: E402
from onlineocr.ocr.engines import registry  # noqa: E402
from onlineocr.ocr.options import Options  # noqa: E402

LOCALES = {
    "ppocr": (
        "en",
        "en",
        "de",
        "fr",
        "en",
        "es",
        "pl",
        "en",
        "it",
        "cs",
        "en",
        "da",
        "pt",
        "zh_Hans",
        "en",
        "ja",
        "sv",
    ),
    "tesseract": ("ru", "ar", "hi", "el", "ko", "th", "he", "uk", "bn", "vi", "ta", "fa", "bg", "en", "de"),
}
"""What each engine is asked to read, the languages for which the service takes it; odd in number, so that every other
page has all of them."""

Judgements = list[tuple[float, bool]]
"""What the engine said of a word, and whether it is right."""


def readings(engine: str, pages: int) -> Iterator[Judgements]:
    """The judged words of each drawn page; languages whose trained data is not installed are left out."""
    loaded = registry.get(engine)
    for number in range(pages):
        locale = LOCALES[engine][number % len(LOCALES[engine])]
        tag = languages.parse(locale.replace("_", "-")).tag
        if tag not in loaded.languages():
            print(f"{engine} cannot read {tag} here", file=sys.stderr)
            continue
        page = drawn(locale, number)
        lines = loaded.recognize(page.pixels, Options(languages=(tag,) if engine == "tesseract" else ())).lines
        read = [ReadWord(word.text, word.confidence, word.box) for line in lines for word in line.words]
        yield [
            (word.confidence, right) for word, right in judged(read, page.text, Rules()) if word.confidence is not None
        ]


def fitted(judgements: Judgements) -> Curve:
    """The likeliest curve, by Newton's method, its steps halved where they lead uphill."""
    right = sum(good for _, good in judgements)
    high, low = (right + 1) / (right + 2), 1 / (len(judgements) - right + 2)
    target = np.array([high if good else low for _, good in judgements])
    places = np.array([[logit(said), 1.0] for said, _ in judgements])
    weights, loss = np.zeros(2), math.inf
    step = np.zeros(2)
    for _ in range(100):
        likely = places @ (weights - step)
        now = float(np.mean(np.logaddexp(0, likely) - target * likely))
        if now > loss:
            step /= 2
            continue
        weights, loss, share = weights - step, now, 1 / (1 + np.exp(-likely))
        bend = (places * (share * (1 - share))[:, None]).T @ places + 1e-9 * np.eye(2)
        step = np.linalg.solve(bend, places.T @ (share - target))
    slope, offset = (round(float(weight), 3) for weight in weights)
    return Curve(slope, offset)


def raw(shown: float, curve: Curve) -> float:
    """What the engine said, from what is shown."""
    return 1 / (1 + math.exp((curve.offset - logit(shown)) / curve.slope))


def row(name: str, before: Judgements, curve: Curve) -> str:
    """Markdown: words, share that is right, and before and after: mean confidence, calibration error, negative
    log-likelihood."""
    after = [(curve(said), right) for said, right in before]
    share = sum(right for _, right in before) / len(before)
    cells = [
        f"{np.mean([said for said, _ in one]):.3f} | {ece(one):.3f} | {_surprise(one):.3f}" for one in (before, after)
    ]
    return f"| {name} | {len(before)} | {share:.3f} | {' | '.join(cells)} |"


def _surprise(judgements: Judgements) -> float:
    shares = [min(1 - 1e-4, max(1e-4, said if right else 1 - said)) for said, right in judgements]
    return -float(np.mean(np.log(shares)))


HEAD = "| | words | right | said | ECE | NLL | shown | ECE | NLL |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"


def fit(engines: Iterable[str], pages: int) -> dict[str, Curve]:
    """A curve for each engine, fitted on all pages; the table shows what a fit on every other page does to the rest."""
    print(HEAD)
    curves = {}
    for engine in engines:
        read = list(readings(engine, pages))
        taught, held = (_joined(read[start::2]) for start in (0, 1))
        print(row(f"{engine}, drawn", held, fitted(taught)), flush=True)
        curves[engine] = fitted(_joined(read))
    return curves


def check(file: Path, data: Path) -> None:
    """Before and after on the evaluation sets, as they were read by ``recognize.py``."""
    by_set: dict[str, dict[str, Judgements]] = defaultdict(lambda: defaultdict(list))
    truths = {}
    for entry in json.loads(file.read_text(encoding="utf-8")):
        curve = registry.curve(entry.get("read_by"))
        if curve is None:
            continue
        if entry["set"] not in truths:
            truths[entry["set"]] = {sample.path.name: sample for sample in samples(data / entry["set"])}
        sample = truths[entry["set"]][entry["picture"]]
        if sample.rules.listed_only:
            continue
        for word, right in judged(parse(entry["words"]), sample.truth, sample.rules, sample.ignored):
            if word.confidence is not None:
                by_set[entry["set"]][entry["read_by"]].append((raw(word.confidence, curve), right))
    print(HEAD)
    for name, engines in by_set.items():
        for engine, judgements in engines.items():
            print(row(f"{name}, {engine}", judgements, registry.curve(engine)))


def write(curves: dict[str, Curve]) -> None:
    """Put each curve into its engine's descriptor."""
    for name, curve in curves.items():
        file = Path(inspect.getfile(type(registry.describe(name))))
        said = f"curve = Curve(slope={curve.slope}, offset={curve.offset})"
        text, count = re.subn(r"curve = Curve\(.*\)", said, file.read_text(encoding="utf-8"))
        if count != 1:
            raise SystemExit(f"{file} has {count} curves, not one")
        file.write_text(text, encoding="utf-8")


def _joined(parts: Sequence[Judgements]) -> Judgements:
    return [one for part in parts for one in part]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(LOCALES))
    parser.add_argument("--pages", type=int, default=160, help="pages drawn for each engine")
    parser.add_argument("--write", action="store_true", help="put the curves into the engines' descriptors")
    parser.add_argument("--check", type=Path, help="readings that recognize.py --json kept")
    parser.add_argument("--data", type=Path, help="the evaluation sets, for --check")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    if arguments.check:
        check(arguments.check, arguments.data)
        return
    curves = fit(arguments.engines.split(","), arguments.pages)
    print("\n".join(f"{name}: {curve}" for name, curve in curves.items()))
    if arguments.write:
        write(curves)


if __name__ == "__main__":
    main()
