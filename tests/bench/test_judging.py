"""Which words are right, where they lie, and how honest their confidences are: bench/lib/judging.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.lib.evaluation import Sample
from bench.lib.judging import ReadWord, ece, iou, judged, overlaps
from bench.lib.scoring import Rules

BOX = (0.0, 0.0, 10.0, 10.0)
ELSEWHERE = (50.0, 50.0, 60.0, 60.0)


def rights(read, truth, ignored=()):
    return [right for _, right in judged([ReadWord(text, 0.5, BOX) for text in read.split()], truth, Rules(), ignored)]


def test_a_word_is_right_as_often_as_it_is_there() -> None:
    assert rights("to be to be", "to be or not to") == [True, True, True, False]


def test_both_halves_of_a_broken_word_are_right() -> None:
    assert rights("an exam- pie", "an exam-\nple") == [True, True, False]
    assert rights("an ex- emple", "an exam-\nple") == [True, False, False]
    assert rights("an exam- ple", "an exam-\nple") == [True, True, True]
    assert rights("an exam- ple", "an example") == [True, True, True]


def test_what_the_truth_leaves_out_is_not_judged() -> None:
    assert rights("smudge", "", ignored=(BOX,)) == []
    assert rights("smudge", "", ignored=(ELSEWHERE,)) == [False]


def test_words_are_paired_with_the_true_ones_where_they_stand() -> None:
    sample = Sample("docs_scribe", Path("a.png"), "a a", "eng", "word", (("a", BOX), ("a", ELSEWHERE)))
    read = [ReadWord("a", 1.0, ELSEWHERE), ReadWord("a", 1.0, BOX), ReadWord("b", 1.0, BOX)]
    pairs = overlaps(read, sample)
    assert sorted((box, overlap) for _, box, overlap in pairs) == [(BOX, 1.0), (ELSEWHERE, 1.0)]


@given(st.tuples(*[st.floats(0, 50)] * 4))
def test_a_box_overlaps_itself_wholly_and_no_other_more(edges) -> None:
    box = (edges[0], edges[1], edges[0] + edges[2] + 1, edges[1] + edges[3] + 1)
    assert iou(box, box) == pytest.approx(1)
    assert iou(box, BOX) == pytest.approx(iou(BOX, box))
    assert 0 <= iou(box, BOX) <= 1


def test_known_overlap() -> None:
    assert iou(BOX, (0, 5, 10, 15)) == pytest.approx(1 / 3)
    assert iou(BOX, ELSEWHERE) == 0


def test_honest_confidences_have_no_calibration_error() -> None:
    assert ece([(0.75, True)] * 3 + [(0.75, False)]) == 0
    assert ece([(1.0, True), (0.0, False)]) == 0


def test_the_calibration_error_is_weighted_by_words() -> None:
    assert ece([(0.9, False), (0.1, False), (0.1, False)]) == pytest.approx((0.9 + 0.2) / 3)
