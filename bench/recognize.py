"""Accuracy and cost of our engine beside bare tesserocr and rapidocr, on the same pictures in one run.

    python bench/recognize.py --data DIR [--sets receipts docs] [--limit 10] [--engines ours,tesserocr,rapidocr]

Each engine runs in a process of its own with one thread; each picture is read by all of them in turn before the next
one. rapidocr would bring a second OpenCV, so it lives in an environment of its own (``--peers``), which is made from
``requirements-peers.txt`` if it is not there. Prints a Markdown table; ``--json FILE`` keeps every reading.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scoring import Rules, Score, score

HERE = Path(__file__).parent
SETS = {
    "receipts_sroie": Rules(fold_case=True),
    "docs_scribe": Rules(),
    "screenshots_ui": Rules(ordered=False),
    "forms_funsd": Rules(ordered=False),
    "typed_ehri": Rules(),
    "print_book_en": Rules(),
    "print_hist_de": Rules(plain_s=True),
    "print_hist_fr17": Rules(plain_s=True),
    "pdf_textlayer": Rules(ordered=False),
    "multilingual_udhr": Rules(),
    "handwriting": Rules(),
    "scene_icdar15": Rules(ordered=False),
    "scene_svt": Rules(fold_case=True, listed_only=True, ordered=False),
    "lines_arabic": Rules(bare_arabic=True),
    "pages_devanagari": Rules(danda=True),
}
DEFAULT_SETS = ("receipts_sroie", "docs_scribe", "screenshots_ui")


class Reader:
    """A child process with one engine."""

    def __init__(self, name: str, python: Path, argument: str) -> None:
        command = [str(python), str(HERE / "reader.py"), name, argument]
        environment = {"PYTHONPATH": str(HERE.parent), "PATH": "/usr/bin:/bin"}
        self.name = name
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def read(self, picture: Path) -> dict[str, object]:
        """``{"text", "cpu"}``; cpu in seconds of the process, decoding left out."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(f"{picture}\n")
        self._child.stdin.flush()
        answer = self._child.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} stopped at {picture}")
        return dict(json.loads(answer))

    def close(self) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


@dataclass
class Tally:
    """What one engine did on one set."""

    total: Score = field(default_factory=Score)
    each: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, one: Score, cpu: float) -> None:
        self.total += one
        self.each.append(one.f1)
        self.cpu.append(cpu)


def pictures(folder: Path, limit: int | None) -> list[tuple[Path, str]]:
    """Every picture of a set that has a true text, with it."""
    found = [
        (path, path.with_suffix(".txt").read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir())
        if path.suffix not in {".txt", ".json"} and path.with_suffix(".txt").is_file()
    ]
    return found[:limit]


def peers_python(folder: Path) -> Path:
    """The interpreter of the peers' environment, made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements-peers.txt"], check=True)
    return python


def readers(names: list[str], arguments: argparse.Namespace) -> Iterator[Reader]:
    for name in names:
        if name == "rapidocr":
            yield Reader(name, peers_python(arguments.peers), "")
        elif name == "tesserocr":
            yield Reader(name, Path(sys.executable), str(arguments.tessdata))
        else:
            yield Reader("ours", Path(sys.executable), arguments.ours)


def run(arguments: argparse.Namespace) -> dict[str, dict[str, Tally]]:
    names = arguments.engines.split(",")
    children = list(readers(names, arguments))
    results: dict[str, dict[str, Tally]] = {}
    kept = []
    for name in arguments.sets:
        tallies = results.setdefault(name, {child.name: Tally() for child in children})
        for picture, truth in pictures(arguments.data / name, arguments.limit):
            for child in children:
                answer = child.read(picture)
                one = score(str(answer["text"]), truth, SETS[name])
                tallies[child.name].add(one, float(str(answer["cpu"])))
                kept.append({"set": name, "picture": picture.name, "engine": child.name, "f1": one.f1, **answer})
        print(table({name: tallies}), file=sys.stderr, flush=True)  # a long run may be cut short
        if arguments.json:
            arguments.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    for child in children:
        child.close()
    return results


def table(results: dict[str, dict[str, Tally]]) -> str:
    """Markdown: one row for each set and engine."""
    rows = [
        "| set | n | engine | word F1 | mean F1 of pictures | recall | CER | CPU s, median | CPU s, total |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, tallies in results.items():
        for engine, tally in tallies.items():
            total = tally.total
            cer = f"{total.cer:.3f}" if SETS[name].ordered else f"({total.cer:.3f})"
            f1 = "" if SETS[name].listed_only else f"{total.f1:.3f} | {statistics.fmean(tally.each):.3f}"
            rows.append(
                f"| {name} | {len(tally.cpu)} | {engine} | {f1 or '– | –'} | {total.recall:.3f} | {cer} "
                f"| {statistics.median(tally.cpu):.2f} | {sum(tally.cpu):.1f} |"
            )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder for each set")
    parser.add_argument("--sets", nargs="+", default=DEFAULT_SETS, choices=SETS, metavar="SET")
    parser.add_argument("--limit", type=int, help="pictures of each set")
    parser.add_argument("--engines", default="ours,tesserocr,rapidocr")
    parser.add_argument("--ours", default="auto", help="our engine's name")
    parser.add_argument("--peers", type=Path, default=HERE / ".peers", help="environment with rapidocr")
    parser.add_argument("--tessdata", type=Path, default=Path(sys.prefix) / "share" / "tessdata")
    parser.add_argument("--json", type=Path, help="file for every reading")
    print(table(run(parser.parse_args())))


if __name__ == "__main__":
    main()
