"""Measure the memory of a recogniser process over many pages, and the gain of a second process beside it.

    python bench/endurance.py --data DIR [--pages 500] [--pictures 50] [--most-mpx 1] [--series FILE]
    python bench/endurance.py --data DIR --scale [--pictures 12] [--rounds 3]

The service's own recogniser child reads pictures from all sets, decoded and handed over as the worker does it, again
and again. Its resident memory is noted after each page; the slope is that of the last half, each picture's own level
taken out (a regression with fixed effects), so every picture must come at least twice in it. The standard error comes
from the means of the rounds. ``--most-mpx`` leaves larger pictures out, ``--series`` writes the MiB after each page to
a file, a line a page. ``--scale`` lets one process read the pictures, and then two the same ones at once, in turn: on
two idle cores two should read nearly twice as much. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PIL import Image

from bench.lib.evaluation import SETS, samples
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.worker.recogniser import Recogniser

MIB = 1 << 20
_SECONDS = 600.0  # of processor time for a page: nothing is to be cut short here
_NEVER = 10**12


def pictures(data: Path, count: int, most: float) -> list[Path]:
    """As many pictures of at most ``most`` megapixels, spread over all sets that are there."""
    folders = [data / name for name in SETS if (data / name).is_dir()]
    columns = [[path for path in _paths(folder) if megapixels(path) <= most] for folder in folders]
    each = max(map(len, columns))
    return [column[row] for row in range(each) for column in columns if row < len(column)][:count]


def _paths(folder: Path) -> list[Path]:
    return [sample.path for sample in samples(folder, 100)]


def megapixels(path: Path) -> float:
    """Width times height of the picture, in millions of pixels; a document's are those of its pages, taken as 4."""
    if path.suffix.lower() == ".pdf":
        return 4.0
    with Image.open(path) as picture:
        return picture.width * picture.height / 1e6


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


def spread(held: Sequence[float], cycle: int) -> float:
    """The standard error of :func:`slope`; each round of the last half is one observation."""
    first = -(-len(held) // 2 // cycle) * cycle
    means = [statistics.fmean(held[start : start + cycle]) for start in range(first, len(held) - cycle + 1, cycle)]
    if len(means) < 3:
        return float("nan")
    middle, level = (len(means) - 1) / 2, statistics.fmean(means)
    below = sum((number - middle) ** 2 for number in range(len(means)))
    gained = sum((number - middle) * (mean - level) for number, mean in enumerate(means)) / below
    rest = sum((mean - level - gained * (number - middle)) ** 2 for number, mean in enumerate(means))
    return (rest / (len(means) - 2) / below) ** 0.5 / cycle


def endure(paths: Sequence[Path], pages: int, engine: str, series: Path | None) -> None:
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
    if series:
        series.write_text("".join(f"{memory:.2f}\n" for memory in held))
    grown, error = 1000 * slope(held, len(paths)), 1000 * spread(held, len(paths))
    print("| pages | pictures | MiB at the end | most | slope, MiB for 1,000 pages |\n|--:|--:|--:|--:|--:|")
    print(f"| {pages} | {len(paths)} | {held[-1]:.0f} | {max(held):.0f} | {grown:+.2f} (± {error:.2f}) |")


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
    parser.add_argument("--most-mpx", type=float, default=1000.0, help="leave out pictures of more megapixels")
    parser.add_argument("--series", type=Path, help="write the MiB after each page to this file")
    parser.add_argument("--scale", action="store_true", help="one process against two instead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default="auto")
    arguments = parser.parse_args()
    chosen = pictures(arguments.data, arguments.pictures, arguments.most_mpx)
    if arguments.scale:
        scale(chosen, arguments.rounds, arguments.engine)
    else:
        endure(chosen, arguments.pages, arguments.engine, arguments.series)


if __name__ == "__main__":
    main()
