"""What a recogniser process holds after many pages, and what a second one beside it brings.

    python bench/endurance.py --data DIR [--pages 500] [--pictures 50]
    python bench/endurance.py --data DIR --scale [--pictures 12] [--rounds 3]

The service's own recogniser child reads pictures from all sets, decoded and handed over as the worker does it, again
and again. Its resident memory is noted after each page; the slope is that of the last half, each picture's own level
taken out (a regression with fixed effects), so every picture must come at least twice in it. ``--scale`` lets one
process read the pictures, and then two the same ones at once, in turn: on two idle cores two should read nearly twice
as much. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evaluation import SETS, samples

from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.worker.recogniser import Recogniser

MIB = 1 << 20
_SECONDS = 600.0  # of processor time for a page: nothing is to be cut short here
_NEVER = 10**12


def pictures(data: Path, count: int) -> list[Path]:
    """As many pictures, spread over all sets that are there."""
    folders = [data / name for name in SETS if (data / name).is_dir()]
    each = -(-count // len(folders))
    columns = [[sample.path for sample in samples(folder, each)] for folder in folders]
    return [column[row] for row in range(each) for column in columns if row < len(column)][:count]


def recogniser(engine: str) -> Recogniser:
    """The worker's, but never recycled."""
    made = Recogniser(engine, max_pages=_NEVER, max_rss=_NEVER)
    made.warm()
    return made


def read(child: Recogniser, sandbox: Sandbox, path: Path) -> None:
    with sandbox.page(path, 1, Options()) as shared:
        child.read(shared, Options(engine=child.engine), seconds=_SECONDS)


def resident(pid: int | None) -> float:
    """Memory of the process, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("The recogniser has gone")


def slope(held: Sequence[float], cycle: int) -> float:
    """MiB for each page over the last half of ``held``, in which pictures come again every ``cycle`` pages."""
    by_picture: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for page in range(len(held) // 2, len(held)):
        by_picture[page % cycle].append((page, held[page]))
    above = below = 0.0
    for noted in by_picture.values():
        middle = statistics.fmean(page for page, _ in noted)
        level = statistics.fmean(memory for _, memory in noted)
        above += sum((page - middle) * (memory - level) for page, memory in noted)
        below += sum((page - middle) ** 2 for page, _ in noted)
    return above / below if below else 0.0


def endure(paths: Sequence[Path], pages: int, engine: str) -> None:
    child = recogniser(engine)
    held = [resident(child.pid)]
    print(f"loaded: {held[0]:.0f} MiB", flush=True)
    held.clear()
    with Sandbox(Limits()) as sandbox:
        for page in range(pages):
            read(child, sandbox, paths[page % len(paths)])
            held.append(resident(child.pid))
            if (page + 1) % 50 == 0:
                print(f"{page + 1} pages: {held[-1]:.0f} MiB, most {max(held):.0f} MiB", flush=True)
    child.close()
    grown = 1000 * slope(held, len(paths))
    print("| pages | pictures | MiB at the end | most | slope, MiB for 1,000 pages |\n|--:|--:|--:|--:|--:|")
    print(f"| {pages} | {len(paths)} | {held[-1]:.0f} | {max(held):.0f} | {grown:+.2f} |")


def scale(paths: Sequence[Path], rounds: int, engine: str) -> None:
    children = [recogniser(engine) for _ in range(2)]
    for child in children:
        _read_all(child, paths)  # warm
    alone, together = [], []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds):
            alone.append(_read_all(children[0], paths))
            start = time.monotonic()
            list(pool.map(_read_all, children, [paths, paths]))
            together.append(time.monotonic() - start)
            print(f"one: {alone[-1]:.1f} s; two, twice the pictures: {together[-1]:.1f} s", flush=True)
    for child in children:
        child.close()
    print(f"two processes read {2 * min(alone) / min(together):.2f} times as much as one (best of {rounds} rounds)")


def _read_all(child: Recogniser, paths: Sequence[Path]) -> float:
    start = time.monotonic()
    with Sandbox(Limits()) as sandbox:
        for path in paths:
            read(child, sandbox, path)
    return time.monotonic() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder for each set")
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--pictures", type=int, default=50, help="different ones among the pages")
    parser.add_argument("--scale", action="store_true", help="one process against two instead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default="auto")
    arguments = parser.parse_args()
    chosen = pictures(arguments.data, arguments.pictures)
    if arguments.scale:
        scale(chosen, arguments.rounds, arguments.engine)
    else:
        endure(chosen, arguments.pages, arguments.engine)


if __name__ == "__main__":
    main()
