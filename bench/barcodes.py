"""How many barcodes are read, and what looking for them costs, beside ZXing asked for everything.

    python bench/barcodes.py [--data DIR]

Puts codes of known text, small and large, damaged in several ways, into a page of text, and prints Markdown: how many
are read of each kind of damage, and processor time a page. With ``--data`` also the time, and what is wrongly found,
on the pictures of a few evaluation sets, which have no codes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onlineocr.ocr.prepare import barcodes

TEXTS = {
    "QRCode": "https://example.org/1234", "EAN13": "4006381333931", "Code128": "ABC-1234", "Code39": "HELLO12",
    "ITF": "12345678", "DataMatrix": "hello world 1", "PDF417": "hello world", "Aztec": "hello",
}  # fmt: skip
SCALES = (2, 3, 5, 8, 12)
SETS = ("docs_scribe", "forms_funsd", "receipts_sroie")
FONT = Path(__file__).resolve().parents[1] / "tests" / "fonts" / "DejaVuSans-subset.ttf"
CHANCE = np.random.default_rng(3)

Damage = Callable[[Image.Image], Image.Image]
DAMAGES: dict[str, Damage] = {
    "as printed": lambda code: code,
    "on a side": lambda code: code.rotate(90, expand=True),
    "upside down": lambda code: code.rotate(180),
    "askew by 20 degrees": lambda code: code.rotate(20, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "light on dark": ImageOps.invert,
    "blurred": lambda code: code.filter(ImageFilter.GaussianBlur(0.8)),
    "pale": lambda code: code.point(lambda value: 145 + value * 110 // 255),
    "noisy": lambda code: Image.fromarray(
        np.clip(np.asarray(code, float) + CHANCE.normal(0, 20, code.size[::-1]), 0, 255).astype(np.uint8)
    ),
}


def prose() -> Image.Image:
    """A page of 2,000 x 2,600 pixels."""
    page = Image.new("L", (2000, 2600), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 30)
    for row in range(55):
        pen.text(
            (120, 100 + 44 * row), "The quick brown fox jumps over the lazy dog while seven wizards drink", 0, font
        )
    return page


def codes() -> list[tuple[str, str, Image.Image]]:
    """Way of damage, text, picture."""
    made = []
    for kind, text in TEXTS.items():
        for scale in SCALES:
            code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
            picture = Image.fromarray(np.array(code.to_image(scale=scale, add_quiet_zones=True)))
            made += [(name, text, damage(ImageOps.expand(picture, 20, 255))) for name, damage in DAMAGES.items()]
    return [one for one in made if one[2].width < 1900 and one[2].height < 2400]


def compare() -> None:
    paper, made = prose(), codes()
    found: dict[str, Counter[str]] = {"ours": Counter(), "ZXing, everything": Counter()}
    cost: Counter[str] = Counter()
    for damaged, text, code in made:
        page = paper.copy()
        page.paste(code, (60, 100))
        pixels = np.asarray(page)
        start = time.process_time()
        ours = [one.text for one in barcodes.find(pixels)]
        middle = time.process_time()
        theirs = [one.text for one in zxingcpp.read_barcodes(pixels)]
        cost.update({"ours": middle - start, "ZXing, everything": time.process_time() - middle})
        found["ours"][damaged] += text in ours
        found["ZXing, everything"][damaged] += text in theirs
    every = Counter(damaged for damaged, _, _ in made)
    print("| | ", " | ".join(f"{name} ({count})" for name, count in every.items()), "| all | ms a page |")
    print("|---", *("--:" for _ in every), "--:", "--:|", sep="|")
    for name, read in found.items():
        shares = " | ".join(str(read[damaged]) for damaged in every)
        print(f"| {name} | {shares} | {sum(read.values())} of {len(made)} | {1000 * cost[name] / len(made):.0f} |")


def survey(data: Path) -> None:
    print("\n| set | n | ms a page | ns a pixel | found |\n|---|--:|--:|--:|--:|")
    for name in SETS:
        paths = [path for path in sorted((data / name).iterdir()) if path.suffix in {".png", ".jpg"}]
        spent, pixels, found = 0.0, 0, 0
        for path in paths:
            with Image.open(path) as picture:
                grey = np.asarray(picture.convert("L"))
            start = time.process_time()
            found += len(barcodes.find(grey))
            spent += time.process_time() - start
            pixels += grey.size
        print(f"| {name} | {len(paths)} | {1000 * spent / len(paths):.0f} | {1e9 * spent / pixels:.1f} | {found} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    compare()
    if arguments.data:
        survey(arguments.data)


if __name__ == "__main__":
    main()
