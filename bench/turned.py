"""Pages that lie on a side, upside down or askew, or are badly photographed, beside the same pages upright and good.

    python bench/turned.py --data DIR [--sets receipts_sroie docs_scribe] [--limit 6] [--ways 90 180 270 +7 -7]
    python bench/turned.py --data DIR --ways                       upright pages only: how many are turned?

Every page is read as it is, and then in each of the ``--ways``, in one process on one thread; with ``--spread N`` each
page only in N of them, in turn. What is done to a page is fixed, so that two runs see the same pictures.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image, ImageOps

from bench.lib.evaluation import SETS, Sample, samples
from bench.lib.scoring import Score, score
from bench.reader import ours

DEFAULT = (
    "receipts_sroie", "docs_scribe", "forms_funsd", "typed_ehri", "print_book_en", "screenshots_ui",
    "multilingual_udhr", "pages_devanagari",
)  # fmt: skip
QUARTERS = ("90", "180", "270")
SKEWS = ("+3", "-3", "+7", "-7", "+12", "-12")
_SKEW_WITHIN = 0.5  # degrees: a lean less than that is read as well as none

Reader = Callable[[np.ndarray, str], dict[str, Any]]


def damaged(pixels: np.ndarray, way: str) -> np.ndarray:
    """``pixels`` turned clockwise by a number of degrees; a sign before it makes it a lean: lines fall by +7."""
    picture = Image.fromarray(pixels)
    paper = tuple(int(value) for value in np.median(pixels[:, [0, -1]].reshape(-1, 3), axis=0))
    turned = picture.rotate(-float(way), Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
    return np.ascontiguousarray(np.asarray(turned))


@dataclass
class Row:
    """What came of one set in one way. ``upright`` are the scores of the same pages as they are."""

    damaged: Score = field(default_factory=Score)
    upright: Score = field(default_factory=Score)
    cpu: list[float] = field(default_factory=list)
    cpu_upright: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, sample: Sample, good: dict[str, Any], bad: dict[str, Any], right: bool) -> None:
        self.damaged += score(str(bad["text"]), sample.truth, sample.rules)
        self.upright += score(str(good["text"]), sample.truth, sample.rules)
        self.cpu.append(bad["cpu"])
        self.cpu_upright.append(good["cpu"])
        if not right:
            self.wrong.append(sample.path.stem)


Rows = dict[tuple[str, str], Row]


def found(way: str, good: dict[str, Any], bad: dict[str, Any]) -> bool:
    """Whether the page was turned back as it had been turned, and straightened as far as it leant."""
    if way[0] in "+-":
        return bad["rotation"] == good["rotation"] and abs(bad["skew"] - good["skew"] - float(way)) <= _SKEW_WITHIN
    return (bad["rotation"] + int(way)) % 360 == good["rotation"]


def run(data: Path, sets: Sequence[str], limit: int | None, ways: Sequence[str], spread: int, read: Reader) -> Rows:
    rows: Rows = defaultdict(Row)
    turn = cycle(ways)
    for name in sets:
        for sample in samples(data / name, limit):
            with Image.open(sample.path) as picture:
                pixels = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
            good = read(pixels, "")
            rows[name, "upright"].add(sample, good, good, good["rotation"] == 0)
            for way in islice(turn, spread) if spread else ways:
                bad = read(damaged(pixels, way), "")
                rows[name, way].add(sample, good, bad, found(way, good, bad))
        print(table({key: row for key, row in rows.items() if key[0] == name}), file=sys.stderr, flush=True)
    return rows


def table(rows: Rows) -> str:
    lines = [
        "| set | way | n | word F1 | upright | lost | CPU s, median | upright | not found |",
        "|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for (name, way), row in rows.items():
        lost = row.upright.f1 - row.damaged.f1
        cpu, before = statistics.median(row.cpu), statistics.median(row.cpu_upright)
        wrong = f"{len(row.wrong)}: {', '.join(row.wrong)}" if row.wrong else "0"
        lines.append(
            f"| {name} | {way} | {len(row.cpu)} | {row.damaged.f1:.3f} | {row.upright.f1:.3f} | {lost:+.3f} "
            f"| {cpu:.2f} | {before:.2f} | {wrong} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder for each set")
    parser.add_argument("--sets", nargs="+", default=DEFAULT, choices=SETS, metavar="SET")
    parser.add_argument("--limit", type=int, help="pictures of each set")
    parser.add_argument("--ways", nargs="*", default=(*QUARTERS, *SKEWS), help="degrees: 90, 180, 270, +7, -7")
    parser.add_argument("--spread", type=int, default=0, help="ways for each page, in turn; 0: all")
    parser.add_argument("--ours", default="auto", help="our engine's name")
    arguments = parser.parse_args()
    spread = min(arguments.spread, len(arguments.ways))
    rows = run(arguments.data, arguments.sets, arguments.limit, arguments.ways, spread, ours(arguments.ours))
    print(table(rows))


if __name__ == "__main__":
    main()
