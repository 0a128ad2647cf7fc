"""What one engine did on one set, summed up picture by picture."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.lib.competitors import Answer
from bench.lib.evaluation import Sample
from bench.lib.judging import ece, judged, overlaps, parse
from bench.lib.scoring import Score, score

OVERLAP = 0.5
"""Intersection over union from which a word's box is good (as in PASCAL VOC, Everingham et al. 2010)."""


@dataclass
class Tally:
    """``each`` is the word F1 of every picture, ``cpu`` its seconds, ``judgements`` each word's confidence and whether
    it is right, ``overlaps`` the intersection over union of correctly read words with the true boxes."""

    total: Score = field(default_factory=Score)
    each: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    judgements: list[tuple[float, bool]] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
    turned: int = 0

    def add(self, answer: Answer, sample: Sample) -> Score:
        one = score(str(answer["text"]), sample.truth, sample.rules)
        self.total += one
        self.each.append(one.f1)
        self.cpu.append(float(answer["cpu"]))
        self.turned += bool(answer.get("rotation"))
        read = parse(answer["words"])
        if not sample.rules.listed_only:
            judgements = judged(read, sample.truth, sample.rules, sample.ignored)
            known = ((word.confidence, right) for word, right in judgements)
            self.judgements += [(sure, right) for sure, right in known if sure is not None]
        if sample.level == "word":
            self.overlaps += [overlap for *_, overlap in overlaps(read, sample)]
        return one

    @property
    def median_cpu(self) -> float:
        return statistics.median(self.cpu)

    @property
    def total_cpu(self) -> float:
        return sum(self.cpu)

    @property
    def ece(self) -> float | None:
        """Expected calibration error of the words; None without any."""
        return ece(self.judgements) if self.judgements else None

    @property
    def well_boxed(self) -> float | None:
        """Share of correctly read words whose box overlaps the true one by half; None without any."""
        return statistics.fmean(one >= OVERLAP for one in self.overlaps) if self.overlaps else None


Results = dict[str, dict[str, Tally]]
"""Set -> engine -> what it did."""


def all_judgements(tallies: Iterable[Tally]) -> list[tuple[float, bool]]:
    return [one for tally in tallies for one in tally.judgements]
