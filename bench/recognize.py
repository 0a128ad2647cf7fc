"""Accuracy and cost of our engine beside tesserocr and rapidocr, on the same pictures in one run.

    python bench/recognize.py --data DIR [--sets receipts_sroie docs_scribe] [--limit 10] [--engines ours,tesserocr]
    python bench/recognize.py --data DIR --tessdata DIR2 --json all.json --write
    python bench/recognize.py --data DIR --engines ours --before CHECKOUT

Each engine runs in a process of its own with one thread; each picture is read by all of them in turn before the next
one. rapidocr would bring a second OpenCV, so it lives in an environment of its own (``--competitors``), which is made
from ``requirements-competitors.txt`` if it is not there. Prints Markdown: a row for each set and engine, and the bars;
``--write`` puts them and a plot into the documentation, ``--json FILE`` keeps every reading.
``--before`` names a checkout of another commit, with its own ``.venv``: our engine there reads beside the one here.
"""

from __future__ import annotations

import argparse
import json
import sys
import sysconfig
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib import report, thresholds
from bench.lib.competitors import BENCH, COMPETITORS, Cache, Contest, joined_tessdata
from bench.lib.evaluation import SETS, samples
from bench.lib.tally import Results, Tally


def run(arguments: argparse.Namespace, contest: Contest) -> Results:
    results: Results = {}
    kept = []
    for name in arguments.sets:
        tallies = results.setdefault(name, {engine: Tally() for engine in contest.names})
        for sample in samples(arguments.data / name, arguments.limit):
            for engine in contest.names:
                answer = contest.read(engine, sample)
                one = tallies[engine].add(answer, sample)
                kept.append({"set": name, "picture": sample.path.name, "engine": engine, "f1": one.f1, **answer})
        print(report.table({name: tallies}), file=sys.stderr, flush=True)  # a long run may be cut short
        if arguments.json:
            arguments.json.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    contest.close()
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder for each set")
    parser.add_argument("--sets", nargs="+", default=tuple(SETS), choices=SETS, metavar="SET")
    parser.add_argument("--limit", type=int, help="pictures of each set")
    parser.add_argument("--engines", default=",".join(("ours", *COMPETITORS)))
    parser.add_argument("--ours", default="auto", help="our engine's name")
    parser.add_argument("--before", type=Path, help="checkout of another commit, whose engine reads as well")
    parser.add_argument("--competitors", type=Path, default=BENCH / ".competitors", help="environment with rapidocr")
    parser.add_argument("--tessdata", type=Path, nargs="*", default=[], help="more trained data for tesserocr")
    parser.add_argument("--cache", type=Path, help="file with earlier readings of the competitors; new ones are added")
    parser.add_argument("--json", type=Path, help="file for every reading")
    parser.add_argument("--write", action="store_true", help="put tables and plot into docs")
    arguments = parser.parse_args()
    bundled = Path(sysconfig.get_path("data")) / "share" / "tessdata"
    with joined_tessdata(bundled, *arguments.tessdata) as tessdata:
        names = arguments.engines.split(",")
        cache = Cache(arguments.cache)
        contest = Contest(names, arguments.ours, arguments.competitors, tessdata, cache, before=arguments.before)
        results = run(arguments, contest)
    written = report.page(results, thresholds.judge(results), contest.cached)
    print(written)
    if arguments.write:
        report.write(results, written, BENCH.parent / "docs")


if __name__ == "__main__":
    main()
