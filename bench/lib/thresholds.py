"""What our engine must reach, set by set, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bench.lib.competitors import BEFORE
from bench.lib.evaluation import SETS
from bench.lib.judging import ece
from bench.lib.tally import Results, Tally, all_judgements

_CLEAN = ("docs_scribe", "screenshots_ui", "forms_funsd", "typed_ehri", "print_book_en")
_ORDERED = ("docs_scribe", "print_book_en")
_SCRIPTS = ("multilingual_udhr", "pdf_textlayer", "lines_arabic", "pages_devanagari")
LOSS = 0.002
COST = 1.03
_BOXED = ("docs_scribe", "screenshots_ui")


class Threshold(NamedTuple):
    """``reached`` is None where the run lacks what it takes to say."""

    set: str
    what: str
    ours: str
    at: str
    reached: bool | None


def judge(results: Results) -> list[Threshold]:
    """Every bar whose set was read."""
    bars = [*_receipts(results), *_accuracy(results), *_order(results), *_scripts(results), *_scene(results)]
    bars += [*_boxes(results), *_turned(results), *_honest(results), *_kept(results)]
    return [bar for bar in bars if bar.set in results or bar.set == "all"]


def _receipts(results: Results) -> Iterator[Threshold]:
    yield _one(results, "receipts_sroie", "word F1", _f1, 0.93)
    yield _cost(results, "receipts_sroie", "tesserocr", 1.2)


def _accuracy(results: Results) -> Iterator[Threshold]:
    for name in _CLEAN:
        yield _beside(results, name, "word F1 above every competitor", _f1, lambda ours, others: ours > max(others))
        yield _cost(results, name, "rapidocr", 0.5)


def _order(results: Results) -> Iterator[Threshold]:
    for name in _ORDERED:
        yield _beside(
            results,
            name,
            "CER in reading order below every competitor",
            _cer,
            lambda ours, others: ours < min(others),
        )


def _scripts(results: Results) -> Iterator[Threshold]:
    for name in _SCRIPTS:
        what = "word F1 not below tesserocr, which is told the language"
        yield _beside(results, name, what, _f1, lambda ours, others: ours >= max(others), ("tesserocr",))


def _scene(results: Results) -> Iterator[Threshold]:
    what = "word F1 above rapidocr"
    yield _beside(results, "scene_icdar15", what, _f1, lambda ours, others: ours > max(others), ("rapidocr",))


def _boxes(results: Results) -> Iterator[Threshold]:
    for name in _BOXED:
        tally = results.get(name, {}).get("ours")
        share = tally.well_boxed if tally else None
        if share is not None:
            yield Threshold(name, "correct words whose box overlaps by half", f"{share:.3f}", ">= 0.9", share >= 0.9)


def _turned(results: Results) -> Iterator[Threshold]:
    turned = sum(tallies["ours"].turned for tallies in results.values() if "ours" in tallies)
    yield Threshold("all", "upright pages turned", str(turned), "0", turned == 0)


def _honest(results: Results) -> Iterator[Threshold]:
    judgements = all_judgements(tallies["ours"] for tallies in results.values() if "ours" in tallies)
    if judgements:
        found = ece(judgements)
        yield Threshold("all", "calibration error of words (ECE, 15 bins)", f"{found:.3f}", "<= 0.05", found <= 0.05)


def _kept(results: Results) -> Iterator[Threshold]:
    """No set may lose more than ``LOSS`` or cost more than ``COST`` times as much as before."""
    for name, tallies in results.items():
        if "ours" not in tallies or BEFORE not in tallies:
            continue
        figure = _recall if SETS[name].listed_only else _f1
        before, now = figure(tallies[BEFORE]), figure(tallies["ours"])
        what = "recall" if SETS[name].listed_only else "word F1"
        yield Threshold(
            name, f"{what} kept", f"{now:.4f} ({now - before:+.4f})", f">= {before:.4f} - {LOSS}", now >= before - LOSS
        )
        yield _cost(results, name, BEFORE, COST)


def _one(results: Results, name: str, what: str, figure: Callable[[Tally], float], least: float) -> Threshold:
    tally = results.get(name, {}).get("ours")
    if tally is None:
        return Threshold(name, what, "–", f">= {least}", None)
    return Threshold(name, what, f"{figure(tally):.3f}", f">= {least}", figure(tally) >= least)


def _cost(results: Results, name: str, competitor: str, most: float) -> Threshold:
    what, tallies = f"CPU beside {competitor}", results.get(name, {})
    if "ours" not in tallies or competitor not in tallies:
        return Threshold(name, what, "–", f"<= {most}", None)
    ratio = tallies["ours"].total_cpu / tallies[competitor].total_cpu
    return Threshold(name, what, f"{ratio:.2f}", f"<= {most}", ratio <= most)


def _beside(
    results: Results,
    name: str,
    what: str,
    figure: Callable[[Tally], float],
    holds: Callable[[float, list[float]], bool],
    competitors: tuple[str, ...] = (),
) -> Threshold:
    tallies = results.get(name, {})
    named = {
        competitor: figure(tally)
        for competitor, tally in tallies.items()
        if competitor not in {"ours", BEFORE} and (not competitors or competitor in competitors)
    }
    if "ours" not in tallies or not named:
        return Threshold(name, what, "–", "–", None)
    ours = figure(tallies["ours"])
    at = ", ".join(f"{competitor} {value:.3f}" for competitor, value in named.items())
    return Threshold(name, what, f"{ours:.3f}", at, holds(ours, list(named.values())))


def _f1(tally: Tally) -> float:
    return tally.total.f1


def _cer(tally: Tally) -> float:
    return tally.total.cer


def _recall(tally: Tally) -> float:
    return tally.total.recall
