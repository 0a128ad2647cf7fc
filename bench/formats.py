"""What each export format costs: pages a second of processor time, and peak memory, for short and for long documents.

    .venv/bin/python bench/formats.py                    every format but those that need the original
    .venv/bin/python bench/formats.py docx alto --pages 200 --pages 2000

Each figure comes from a process of its own. A page has 40 lines of ten words in six blocks, and a table of 8 x 5 cells;
pages are made while they are taken, which alone costs what the line "none" says.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.layout.compose import compose
from onlineocr.ocr.page import Block, Cell, EngineInfo, Line, Page, Table, Word

WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "today,")
NONE = "none"


def line(top: int, text: str | None = None, left: int = 200, width: int = 1200) -> Line:
    texts = text.split() if text else WORDS
    step = width // len(texts)
    words = tuple(
        Word(word, 0.93, Box(left + n * step, top, left + (n + 1) * step - 8, top + 30)) for n, word in enumerate(texts)
    )
    box = Box(left, top, left + width, top + 30)
    return Line(" ".join(texts), 0.93, box, box.polygon(), words)


def page() -> Page:
    """A page as the layout makes it."""
    blocks = [
        Block("header", Box(200, 60, 1400, 90), (line(60),)),
        Block("heading", Box(200, 120, 1400, 160), (line(120),)),
    ]
    for number in range(4):
        lines = tuple(line(200 + 380 * number + 38 * place) for place in range(9))
        blocks.append(Block("text" if number else "list", union(one.box for one in lines), lines))
    boxes = [[Box(200 + 240 * c, 1750 + 40 * r, 430 + 240 * c, 1788 + 40 * r) for c in range(5)] for r in range(8)]
    cells = tuple(Cell(r, c, f"{r * c}.50", boxes[r][c]) for r in range(8) for c in range(5))
    table = Table(union(cell.box for cell in cells), 8, 5, cells)
    lines = tuple(line(cell.box.top + 4, cell.text, cell.box.left, 200) for cell in cells)
    text, placed = compose([*blocks, Block("table", table.box, lines)])
    return Page(
        number=1, width=1654, height=2339, engine=EngineInfo("ppocr", "6"), text=text, confidence=0.93, dpi=200,
        languages=("en",), blocks=placed, tables=(table,),
    )  # fmt: skip


def pages(count: int) -> Iterator[Page]:
    made = page()
    return (replace(made, number=number) for number in range(1, count + 1))


def measure(name: str, count: int) -> dict[str, float]:
    """In this process: processor seconds, bytes, and the peak of the memory in MiB."""
    started = time.process_time()
    if name == NONE:
        size = sum(1 for _ in pages(count))
    else:
        form, rest = registry.get(name).fitting(pages(count))
        size = sum(map(len, form.bytes(rest, About(title="bench.png", languages=("en",)))))
    seconds = time.process_time() - started
    return {"seconds": seconds, "bytes": size, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def alone(name: str, count: int) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, name, "--pages", str(count), "--here"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    counts = given.pages or [200, 2000]
    if given.here:
        print(json.dumps(measure(given.formats[0], counts[0])))
        return
    names = given.formats or [NONE, *(name for name in registry.names() if not registry.get(name).needs_original)]
    print("| format | pages | pages/s | KiB a page | peak MiB |\n|---|--:|--:|--:|--:|")
    for name in names:
        for count in counts:
            found = alone(name, count)
            speed, size = count / max(found["seconds"], 1e-9), found["bytes"] / count / 1024
            print(f"| {name} | {count:,} | {speed:,.0f} | {size:,.1f} | {found['peak']:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
