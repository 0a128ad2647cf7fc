"""Greedy CTC decoding."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.engines.ppocr import ctc

CHARACTERS = ("", "a", "b", " ")


def steps(path: list[int]) -> np.ndarray:
    """Probabilities that make ``path`` the best one."""
    return np.eye(len(CHARACTERS), dtype=np.float32)[np.array(path, int)] * 0.7 + np.float32(0.075)


def text(path: list[int]) -> str:
    return "".join(symbol.character for symbol in ctc.decode(steps(path), CHARACTERS)) if path else ""


def test_it_merges_repeats_and_drops_blanks() -> None:
    assert text([0, 1, 1, 0, 1, 2, 2, 3, 2]) == "aab b"


def test_it_tells_where_a_character_stands() -> None:
    (symbol,) = ctc.decode(steps([0, 0, 1, 1, 0]), CHARACTERS)
    assert (symbol.first, symbol.last, symbol.center) == (2, 3, 3.0)


@given(st.text("ab ", max_size=20))
def test_any_text_comes_back_through_blanks(written: str) -> None:
    path = [step for character in written for step in (0, CHARACTERS.index(character))]
    assert text(path) == written


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_symbols_stand_in_order_and_apart(path: list[int]) -> None:
    symbols = ctc.decode(steps(path), CHARACTERS)
    assert all(0 <= s.first <= s.last < len(path) and 0 < s.confidence <= 1 for s in symbols)
    assert all(left.last < right.first for left, right in pairwise(symbols))


def test_a_likely_space_counts_where_nothing_else_is_said() -> None:
    probabilities = steps([1, 0, 2])
    probabilities[1] = [0.6, 0.05, 0.0, 0.35]
    assert [symbol.character for symbol in ctc.decode(probabilities, CHARACTERS)] == ["a", " ", "b"]


def test_an_unlikely_space_does_not() -> None:
    probabilities = steps([1, 0, 2])
    probabilities[1] = [0.75, 0.05, 0.0, 0.2]
    assert [symbol.character for symbol in ctc.decode(probabilities, CHARACTERS)] == ["a", "b"]
