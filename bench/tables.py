"""How much of a table comes out as it stands there, in many looks, and what looking for tables costs.

    python bench/tables.py [--pages 8] [--engine ppocr]            drawn tables, whose cells are known
    python bench/tables.py --data DIR [--limit 20]                 evaluation pages, with and without

Prints Markdown. **found**: pages with one table of the right size. **cells**: the share of true cells that come out
with row, column, spans and text right. **adjacency F1**: as in ICDAR 2013's competition (Goebel et al.), relations
between neighbouring cells with text, right when both texts and the direction are. With ``--data`` word F1, CER and
processor time of the same readings, arranged with tables and without.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from PIL import Image, ImageOps

from bench.data import drawn_tables
from bench.lib import evaluation, scoring
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.base import Engine, Reading
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Cell, Page, PageImage, Pixels
from onlineocr.ocr.pipeline import read_page

SETS = ("docs_scribe", "forms_funsd", "receipts_sroie")
Relation = tuple[str, str, str]


class Remembering:
    """An engine that reads each picture once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.known: dict[tuple[tuple[int, ...], int], Reading] = {}

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        key = pixels.shape, hash(pixels.tobytes())
        if key not in self.known:
            self.known[key] = self.engine.recognize(pixels, options)
        return self.known[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def plain(text: str) -> str:
    return "".join(text.split()).casefold()


def relations(cells: Iterable[Cell | drawn_tables.TrueCell]) -> Counter[Relation]:
    """Pairs of neighbours: each cell with text and the next one with text to its right, and below it."""
    owner = {(row, column): cell for cell in cells if plain(cell.text)
             for row in range(cell.row, cell.row + cell.row_span)
             for column in range(cell.column, cell.column + cell.column_span)}  # fmt: skip
    rows, columns = (max((place[axis] for place in owner), default=-1) + 1 for axis in (0, 1))
    pairs: set[tuple[int, int, str]] = set()
    known = {id(cell): cell for cell in owner.values()}
    for row in range(rows):
        _pairs(pairs, "right", [owner[row, column] for column in range(columns) if (row, column) in owner])
    for column in range(columns):
        _pairs(pairs, "below", [owner[row, column] for row in range(rows) if (row, column) in owner])
    return Counter((plain(known[one].text), plain(known[other].text), way) for one, other, way in pairs)


def _pairs(pairs: set[tuple[int, int, str]], way: str, line: list) -> None:
    for one, other in pairwise(line):
        if one is not other:
            pairs.add((id(one), id(other), way))


def judged(page: Page, true: list[drawn_tables.TrueCell]) -> tuple[bool, int, int, int, int]:
    """Whether the table has the right size; right cells; right, found and true relations."""
    size = max(cell.row + cell.row_span for cell in true), max(cell.column + cell.column_span for cell in true)
    best = max(page.tables, key=lambda table: len(table.cells), default=None)
    cells = best.cells if best else ()
    sizes = [(table.rows, table.columns) for table in page.tables] == [size]
    form = lambda cell: (cell.row, cell.column, cell.row_span, cell.column_span, plain(cell.text))  # noqa: E731
    right = len(set(map(form, cells)) & set(map(form, true)))
    found, wanted = relations(cells), relations(true)
    return sizes, right, (found & wanted).total(), found.total(), wanted.total()


def drawn(pages: int, engine: Engine) -> None:
    print("| table | found | cells | adjacency F1 | ms a page | reading, ms |\n|---|--:|--:|--:|--:|--:|")
    total = Counter()
    for look in drawn_tables.LOOKS:
        count = Counter()
        for seed in range(pages):
            picture, true = drawn_tables.drawn(look, seed)
            reader, image = Remembering(engine), PageImage(1, np.asarray(picture))
            start = time.process_time()
            read_page(image, Options(tables=False, barcodes=False), reader)
            count["read"] += time.process_time() - start
            seconds, page = cost(image, reader)
            size, *rest = judged(page, true)
            count.update(dict(zip(("right", "both", "found", "true"), rest, strict=True)))
            count.update(size=size, cells=len(true), seconds=seconds)
        total.update(count)
        row(look.name, count, pages)
    row("all", total, pages * len(drawn_tables.LOOKS))


def cost(image: PageImage, reader: Remembering) -> tuple[float, Page]:
    """Processor time that tables add to a page that is read already, and the page with them."""
    times = []
    for tables in (False, True):
        start = time.process_time()
        page = read_page(image, Options(tables=tables, barcodes=False), reader)
        times.append(time.process_time() - start)
    return times[1] - times[0], page


def row(name: str, count: Counter, pages: int) -> None:
    f1 = 2 * count["both"] / max(1, count["found"] + count["true"])
    print(f"| {name} | {count['size']} of {pages} | {count['right'] / count['cells']:.3f} | {f1:.3f} "
          f"| {1000 * count['seconds'] / pages:.0f} | {1000 * count['read'] / pages:.0f} |", flush=True)  # fmt: skip


def survey(data: Path, limit: int, engine: Engine) -> None:
    print("\n| set | n | tables | word F1 without, with | CER without, with | CPU more |\n|---|--:|--:|--:|--:|--:|")
    for name in SETS:
        scores, spent, found = [scoring.Score(), scoring.Score()], [0.0, 0.0], 0
        samples = evaluation.samples(data / name, limit)
        for sample in samples:
            with Image.open(sample.path) as picture:
                image = PageImage(1, np.asarray(ImageOps.exif_transpose(picture).convert("RGB")))
            reader = Remembering(engine)
            start = time.process_time()
            read_page(image, Options(tables=False, barcodes=False), reader)
            spent[0] += time.process_time() - start
            for at, tables in enumerate((False, True)):
                page = read_page(image, Options(tables=tables, barcodes=False), reader)
                scores[at] += scoring.score(page.text, sample.truth, sample.rules)
            spent[1] += cost(image, reader)[0]
            found += len(page.tables)
        without, within = scores
        print(f"| {name} | {len(samples)} | {found} | {without.f1:.3f}, {within.f1:.3f} | {without.cer:.3f}, "
              f"{within.cer:.3f} | {spent[1] / spent[0]:.1%} |", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--engine", default="ppocr")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--limit", type=int, default=20)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    engine = registry.get(arguments.engine)
    if arguments.data:
        survey(arguments.data, arguments.limit, engine)
    else:
        drawn(arguments.pages, engine)


if __name__ == "__main__":
    main()
