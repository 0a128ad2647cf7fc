"""Drawn pages damaged in one way each, as bad scans and photographs are, and what preparations gain on them.

    python bench/damaged.py                                        every way at two strengths, as the service reads them
    python bench/damaged.py --ways shadow salt --try flat median   with preparations beside
    python bench/damaged.py --data DIR --limit 8 --try flat        pictures of evaluation sets instead

Prints Markdown: word F1 and processor seconds of a page, in one process on one thread. What is drawn and done to it is
fixed, so that two runs see the same pictures. A preparation is done to the whole page before the pipeline sees it.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PIL import Image, ImageOps

from bench.data import drawn_pages
from bench.data.drawn_pages import Pixels
from bench.lib.evaluation import SETS, samples
from bench.lib.scoring import Rules, Score, score
from bench.reader import Read, ours

_EVALUATED = ("scene_icdar15", "receipts_sroie", "forms_funsd")


def _pale(pixels: Pixels, contrast: float) -> Pixels:
    """Grey on grey: ``contrast`` of 255 between ink and paper, and a sensor's noise."""
    return _grained(130 + (pixels.astype(np.float32) - 128) * contrast / 220, 1.5)


def _shaded(pixels: Pixels, least: float) -> Pixels:
    """The light falls off from the lower left, and something throws a shadow over the right third."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fall = 1 - (1 - least) * 0.6 * (x / width + 1 - y / height) / 2
    shadow = 1 / (1 + np.exp((x - 0.65 * width - 0.1 * y) / 12))
    return _grained(pixels * np.maximum(least, fall * (least + (1 - least) * shadow))[:, :, None], 2)


def _grained(pixels: np.ndarray, deviation: float) -> Pixels:
    noise = np.random.default_rng(1).normal(0, deviation, pixels.shape)
    return np.asarray(np.clip(pixels + noise, 0, 255), np.uint8)


def _salted(pixels: Pixels, share: float) -> Pixels:
    chances = np.random.default_rng(2).random(pixels.shape[:2])
    damaged = pixels.copy()
    damaged[chances < share / 2] = 0
    damaged[chances > 1 - share / 2] = 255
    return damaged


def _tilted(pixels: Pixels, degrees: float) -> Pixels:
    """A sheet on a dark table, seen from ``degrees`` off its normal, about both of its axes."""
    height, width = pixels.shape[:2]
    focus, angle = 1.2 * max(width, height), math.radians(degrees)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    x, y = corners[:, 0] - width / 2, corners[:, 1] - height / 2
    depth = focus + x * math.sin(angle) + y * math.sin(angle)
    seen = np.stack([x * math.cos(angle) / depth, y * math.cos(angle) / depth], axis=1) * focus
    seen = (seen - seen.min(axis=0) + 40).astype(np.float32)
    right, bottom = (math.ceil(side) + 40 for side in seen.max(axis=0))
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(cv2.warpPerspective(pixels, matrix, (right, bottom), borderValue=(70, 60, 50)), np.uint8)


def _dark(pixels: Pixels, ink: float) -> Pixels:
    """Light text, of ``ink``, on a ground of 30."""
    return np.asarray(30 + (255 - pixels.astype(np.float32)) / 255 * (ink - 30), np.uint8)


def _jpeg(pixels: Pixels, quality: float) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=round(quality))
    return np.asarray(Image.open(buffer).convert("RGB"), np.uint8)


def _defocused(pixels: Pixels, radius: float) -> Pixels:
    """The image of a point is a disc."""
    side = math.ceil(radius)
    y, x = np.mgrid[-side : side + 1, -side : side + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(cv2.filter2D(pixels, -1, disc / disc.sum(), borderType=cv2.BORDER_REPLICATE), np.uint8)


def _faxed(pixels: Pixels, factor: float) -> Pixels:
    """Black or white, at ``factor`` of the size."""
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.where(_grained(small, 12) > 140, 255, 0).astype(np.uint8)


def _shrunk(pixels: Pixels, height: float) -> Pixels:
    """Letters like x become ``height`` pixels high; they are drawn with some 11."""
    factor = height / 11
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


WAYS: dict[str, tuple[Callable[[Pixels, float], Pixels], tuple[float, float]]] = {
    "good": (lambda pixels, _: pixels, (0, 0)),
    "pale": (_pale, (40, 12)),
    "shadow": (_shaded, (0.5, 0.2)),
    "noise": (_grained, (30, 70)),
    "salt": (_salted, (0.03, 0.12)),
    "tilt": (_tilted, (8, 15)),
    "dark": (_dark, (220, 75)),
    "jpeg": (_jpeg, (15, 5)),
    "blur": (_defocused, (2, 4)),
    "fax": (_faxed, (0.7, 0.5)),
    "small": (_shrunk, (6, 4)),
}
"""Each way to damage a page, with a moderate and a strong measure of it."""


def _flat(pixels: Pixels) -> Pixels:
    """Divided by the paper's brightness: the largest shade around, smoothed, from a thumbnail."""
    height, width = pixels.shape[:2]
    factor = min(1.0, 400 / max(height, width))
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.medianBlur(cv2.dilate(small, np.ones((11, 11), np.uint8)), 21), (0, 0), 5)
    whole = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, whole, scale=245), np.uint8)


def _stretched(pixels: Pixels) -> Pixels:
    low, high = np.percentile(pixels[::4, ::4], (0.5, 99.5))
    return np.asarray(np.clip((pixels - low) * (255 / max(1, high - low)), 0, 255), np.uint8)


def _larger(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)


def _sharpened(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.addWeighted(pixels, 2.5, cv2.GaussianBlur(pixels, (0, 0), 2.5), -1.5, 0), np.uint8)


PREPARATIONS: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda pixels: pixels,
    "flat": _flat,
    "stretch": _stretched,
    "invert": lambda pixels: np.asarray(255 - pixels, np.uint8),
    "median": lambda pixels: np.asarray(cv2.medianBlur(pixels, 3), np.uint8),
    "smooth": lambda pixels: np.asarray(cv2.GaussianBlur(pixels, (0, 0), 1.2), np.uint8),
    "larger": _larger,
    "sharpen": _sharpened,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture, its true text and how the two are compared. ``way`` names its row in the table."""

    way: str
    pixels: Pixels
    truth: str
    rules: Rules


def drawn(ways: Iterable[str], pages: int) -> Iterator[Asked]:
    """Each way's pages, at both of its strengths."""
    for way in ways:
        damage, strengths = WAYS[way]
        for strength in dict.fromkeys(strengths):
            for seed in range(pages):
                page = drawn_pages.plain("en", seed)
                yield Asked(f"{way} {strength:g}", damage(page.pixels, strength), page.text, Rules())


def evaluated(data: Path, sets: Iterable[str], limit: int | None) -> Iterator[Asked]:
    for name in sets:
        for sample in samples(data / name, limit):
            with Image.open(sample.path) as picture:
                pixels = np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))
            yield Asked(name, pixels, sample.truth, sample.rules)


Sums = dict[tuple[str, str], tuple[Score, float, int]]
"""By way and preparation: the scores, the processor seconds, and of how many pages."""


def measured(asked: Iterable[Asked], tried: Sequence[str], read: Read) -> Sums:
    sums: Sums = {}
    for one in asked:
        for name in tried:
            started = time.process_time()
            pixels = np.ascontiguousarray(PREPARATIONS[name](one.pixels))
            prepared = time.process_time() - started
            told = read(pixels, "")
            total, seconds, pages = sums.get((one.way, name), (Score(), 0.0, 0))
            total += score(str(told["text"]), one.truth, one.rules)
            sums[one.way, name] = (total, seconds + prepared + float(told["cpu"]), pages + 1)
        print(one.way, *(f"{sums[one.way, name][0].f1:.3f}" for name in tried), file=sys.stderr, flush=True)
    return sums


def table(sums: Sums, tried: Sequence[str]) -> str:
    """One row for each way: word F1, and in brackets seconds a page, of each preparation."""
    lines = ["| way | n | " + " | ".join(tried) + " |", "|---|--:|" + "--:|" * len(tried)]
    for way in dict.fromkeys(way for way, _ in sums):
        cells = [(total.f1, seconds / pages) for total, seconds, pages in (sums[way, name] for name in tried)]
        shown = " | ".join(f"{f1:.3f} ({seconds:.2f})" for f1, seconds in cells)
        lines.append(f"| {way} | {sums[way, tried[0]][2]} | {shown} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS, metavar="WAY")
    parser.add_argument("--try", nargs="+", default=[], choices=PREPARATIONS, metavar="PREPARATION", dest="tried")
    parser.add_argument("--pages", type=int, default=4, help="drawn for each way and strength")
    parser.add_argument("--data", type=Path, help="folder with one folder for each set: read these instead")
    parser.add_argument("--sets", nargs="+", default=_EVALUATED, choices=SETS, metavar="SET")
    parser.add_argument("--limit", type=int, help="pictures of each set")
    parser.add_argument("--ours", default="ppocr", help="our engine's name")
    arguments = parser.parse_args()
    tried = list(dict.fromkeys(["as it is", *arguments.tried]))
    asked = (
        evaluated(arguments.data, arguments.sets, arguments.limit)
        if arguments.data
        else drawn(arguments.ways, arguments.pages)
    )
    print(table(measured(asked, tried, ours(arguments.ours)), tried))


if __name__ == "__main__":
    main()
