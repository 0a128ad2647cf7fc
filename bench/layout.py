"""What arranging the lines of a page costs, on pages of up to 10,000 lines that are meant to be hard.

    python bench/layout.py [--lines 100 1000 3000 10000] [--rounds 3]

Prints Markdown: milliseconds of processor time, the best of some rounds, for each kind of page.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from onlineocr.ocr.page import Line, Word

Draw = Callable[[int], list[Line]]
PROSE = "prose goes from line to another line until it ex-"


def line(text: str, left: int, top: int, width: int = 0, height: int = 20) -> Line:
    box = Box(left, top, left + (width or 9 * len(text)), top + height)
    return Line(text, 0.9, box, box.polygon(), tuple(Word(word, 0.9, box) for word in text.split()))


def prose(count: int) -> list[Line]:
    """One long column."""
    return [line(PROSE, 10 + 30 * (index % 7 == 0), 25 * index) for index in range(count)]


def newspaper(count: int) -> list[Line]:
    """Ten columns, headings across them at every fiftieth line."""
    body = [line(PROSE, 10 + 600 * (index % 10), 25 * (index // 10)) for index in range(count * 49 // 50)]
    return body + [line("A heading over all of the columns", 10, 1250 * index, 5900) for index in range(count // 50)]


def table(count: int) -> list[Line]:
    """Twenty cells a row."""
    return [line(f"{index}.50", 100 * (index % 20), 25 * (index // 20)) for index in range(count)]


def row(count: int) -> list[Line]:
    """All in one row."""
    return [line("word", 50 * index, index % 7) for index in range(count)]


def heap(count: int) -> list[Line]:
    """All in one place."""
    return [line(f"{index}. word", 10, 10) for index in range(count)]


def dust(count: int) -> list[Line]:
    """Anywhere, of any size."""
    chance = random.Random(count)  # the same in every run
    return [
        line(PROSE[: chance.randrange(1, 50)], chance.randrange(20_000), chance.randrange(20_000),
             chance.randrange(1, 3000), chance.randrange(300))
        for _ in range(count)
    ]  # fmt: skip


def staircase(count: int) -> list[Line]:
    """Items of lists, each further to the right than the one before."""
    return [line("1. An item that is none", 20 * index, 25 * index) for index in range(count)]


def islands(count: int) -> list[Line]:
    """Wide white everywhere, no gutter anywhere."""
    return [line(PROSE, (37 * index) % 4000, (25 + index % 3 * 40) * index) for index in range(count)]


def margin(count: int) -> list[Line]:
    """Every line runs up the page."""
    boxes = [Box(25 * index, 10, 25 * index + 20, 600) for index in range(count)]
    corners = [box.polygon() for box in boxes]
    turned = [(fourth, first, second, third) for first, second, third, fourth in corners]
    return [Line(PROSE, 0.9, box, polygon, ()) for box, polygon in zip(boxes, turned, strict=True)]


def arabic(count: int) -> list[Line]:
    """Two columns from right to left."""
    return [line("في سطر من النثر هنا وهناك", 10 + 400 * (index % 2), 25 * (index // 2)) for index in range(count)]


PAGES: tuple[Draw, ...] = (prose, newspaper, table, row, heap, dust, staircase, islands, margin, arabic)


def cost(lines: list[Line], rounds: int = 1) -> float:
    """Milliseconds of processor time that arranging ``lines`` takes, at best."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        arrange(lines)
        best = min(best, time.process_time() - start)
    return 1000 * best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs="+", default=[100, 1000, 3000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print("| page |", " | ".join(f"{count:,} lines" for count in arguments.lines), "|")
    print("|---|", "|".join("--:" for _ in arguments.lines), "|", sep="")
    for draw in PAGES:
        costs = [cost(draw(count), arguments.rounds) for count in arguments.lines]
        print(f"| {draw.__name__} |", " | ".join(f"{value:.0f}" for value in costs), "|", flush=True)


if __name__ == "__main__":
    main()
