"""The figures of a comparison as Markdown and in the documentation."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.lib.accuracy_plot import plot
from bench.lib.evaluation import SETS
from bench.lib.judging import ece
from bench.lib.tally import Results, all_judgements
from bench.lib.thresholds import Threshold

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def page(results: Results, bars: Sequence[Threshold], cached: Iterable[str]) -> str:
    """Both tables, and what must be said about them."""
    parts = [table(results), bar_table(bars)]
    if names := ", ".join(sorted(cached)):
        parts.insert(1, f"**CPU times of {names} come, at least in part, from an earlier run.**")
    return "\n\n".join(parts) + "\n"


def table(results: Results) -> str:
    """One row for each set and engine, and one for each engine's words over all sets."""
    rows = [
        "| set | n | engine | word F1 | mean F1 | recall | CER | CPU s, median | total | ECE | boxes |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, tallies in results.items():
        for engine, tally in tallies.items():
            total = tally.total
            cer = f"{total.cer:.3f}" if SETS[name].ordered else f"({total.cer:.3f})"
            f1 = "– | –" if SETS[name].listed_only else f"{total.f1:.3f} | {statistics.fmean(tally.each):.3f}"
            rows.append(
                f"| {name} | {len(tally.cpu)} | {engine} | {f1} | {total.recall:.3f} | {cer} | {tally.median_cpu:.2f} "
                f"| {tally.total_cpu:.1f} | {_figure(tally.ece)} | {_figure(tally.well_boxed)} |"
            )
    return "\n".join([*rows, *_sums(results)]) if len(results) > 1 else "\n".join(rows)


def _sums(results: Results) -> Iterable[str]:
    for engine in next(iter(results.values())):
        tallies = [tallies[engine] for tallies in results.values()]
        judgements = all_judgements(tallies)
        cpu = sum(tally.total_cpu for tally in tallies)
        count = sum(len(tally.cpu) for tally in tallies)
        honest = _figure(ece(judgements) if judgements else None)
        yield f"| all | {count} | {engine} | | | | | | {cpu:.1f} | {honest} | |"


def bar_table(bars: Sequence[Threshold]) -> str:
    rows = ["| set | bar | ours | at | reached |", "|---|---|--:|---|---|"]
    reached = {True: "yes", False: "**no**", None: "not measured"}
    rows += [f"| {bar.set} | {bar.what} | {bar.ours} | {bar.at} | {reached[bar.reached]} |" for bar in bars]
    return "\n".join(rows)


def write(results: Results, written: str, docs: Path) -> None:
    """Put the tables between the marks in docs/design/figures.md, and the plot beside the other pictures."""
    file = docs / "design" / "figures.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{written}{END}", text, flags=re.DOTALL), encoding="utf-8"
    )
    (docs / "images" / "accuracy-cost.svg").write_text(plot(results), encoding="utf-8")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
