"""Which words of a reading are right, how well their boxes lie, and how honest their confidences are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.lib.evaluation import Sample
from bench.lib.scoring import Rules, normalized, words

BINS = 15

Box = Sequence[float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    text: str
    confidence: float | None
    box: Box


def parse(rows: Iterable[Sequence[object]]) -> list[ReadWord]:
    """The words of an answer as ``competitors.Answer`` has them."""
    return [
        ReadWord(str(text), None if sure is None else float(str(sure)), [float(str(edge)) for edge in box])
        for text, sure, *box in rows
    ]


def judged(
    read: Sequence[ReadWord], truth: str, rules: Rules, ignored: Sequence[Box] = ()
) -> list[tuple[ReadWord, bool]]:
    """Each word with whether ``truth`` has it, as often as it has it, in order of reading; without those that lie on
    ``ignored``. The halves of a word broken at a line's end are right if the whole word is."""
    left = words(normalized(truth, rules, join=False))
    whole = words(normalized(truth, rules))
    seen = [word for word in read if not any(_inside(word.box, box) for box in ignored)]
    right = [_take(left, word.text, rules) for word in seen]
    for index in range(len(seen) - 1):
        if seen[index].text.endswith("-") and not (right[index] and right[index + 1]):
            joined = _take(whole, seen[index].text[:-1] + seen[index + 1].text, rules)
            right[index], right[index + 1] = right[index] or joined, right[index + 1] or joined
    return list(zip(seen, right, strict=True))


def _take(left: Counter[str], text: str, rules: Rules) -> bool:
    """Take the words of ``text`` out of ``left``, if all of them are there."""
    wanted = words(normalized(text, rules))
    if not wanted or wanted - left:
        return False
    left.subtract(wanted)
    return True


def overlaps(read: Sequence[ReadWord], sample: Sample) -> list[tuple[ReadWord, Box, float]]:
    """Each correctly read word with the box of the true word that it is, and their intersection over union.

    Words are paired one to one by their text; where it occurs more than once those that overlap most first, then
    those whose middles are nearest.
    """
    true: dict[str, list[Box]] = defaultdict(list)
    found: dict[str, list[ReadWord]] = defaultdict(list)
    for text, box in sample.words:
        true[normalized(text, sample.rules)].append(box)
    for word in read:
        found[normalized(word.text, sample.rules)].append(word)
    return [pair for text, candidates in found.items() if text for pair in _paired(candidates, true.get(text, []))]


def _paired(candidates: Sequence[ReadWord], boxes: Sequence[Box]) -> list[tuple[ReadWord, Box, float]]:
    ranked = sorted(
        (-iou(word.box, box), _distance(word.box, box), first, second)
        for first, word in enumerate(candidates)
        for second, box in enumerate(boxes)
    )
    pairs, used, taken = [], set(), set()
    for negative, _, first, second in ranked:
        if first not in used and second not in taken:
            used.add(first)
            taken.add(second)
            pairs.append((candidates[first], boxes[second], -negative))
    return pairs


def iou(one: Box, other: Box) -> float:
    """Intersection over union of two boxes: 0 to 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / (_area(one) + _area(other) - wide * high)


def ece(judgements: Iterable[tuple[float, bool]], bins: int = BINS) -> float:
    """Expected calibration error: by how much confidence and share of right words differ, in ``bins`` of equal width,
    each weighted by its words (Naeini et al. 2015; Guo et al. 2017)."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    count = 0
    for sure, right in judgements:
        one = sums[min(bins - 1, int(sure * bins))]
        one[0] += sure
        one[1] += right
        count += 1
    return sum(abs(sure - right) for sure, right in sums.values()) / count if count else 0.0


def _inside(box: Box, other: Box) -> bool:
    """Whether the middle of ``box`` lies in ``other``."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x < other[2] and other[1] <= y < other[3]


def _distance(one: Box, other: Box) -> float:
    return abs(one[0] + one[2] - other[0] - other[2]) + abs(one[1] + one[3] - other[1] - other[3])


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
