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


def read(path: list[int]) -> list[ctc.Symbol]:
    return ctc.decode(ctc.likeliest(np.log(steps(path))), CHARACTERS) if path else []


def text(path: list[int]) -> str:
    return "".join(symbol.character for symbol in read(path))


def test_it_merges_repeats_and_drops_blanks() -> None:
    assert text([0, 1, 1, 0, 1, 2, 2, 0, 2]) == "aabb"


def test_it_tells_where_a_character_stands() -> None:
    (symbol,) = read([0, 0, 1, 1, 0])
    assert (symbol.first, symbol.last) == (2, 3)


@given(st.text("ab", max_size=20))
def test_any_text_comes_back_through_blanks(written: str) -> None:
    path = [step for character in written for step in (0, CHARACTERS.index(character))]
    assert text(path) == written


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_symbols_stand_in_order_and_apart(path: list[int]) -> None:
    symbols = read(path)
    assert all(0 <= s.first <= s.last < len(path) and 0 < s.confidence <= 1 for s in symbols)
    assert all(left.last < right.first for left, right in pairwise(symbols))


def test_a_space_is_kept_with_the_character_after_it() -> None:
    first, second = read([1, 0, 3, 2])
    assert (first.space, round(second.space, 3)) == (0.0, 0.775)


def test_a_space_counts_at_its_likeliest_step() -> None:
    probabilities = steps([1, 0, 0, 2])
    probabilities[1] = [0.6, 0.05, 0.0, 0.35]
    assert round(ctc.decode(ctc.likeliest(np.log(probabilities + 1e-9)), CHARACTERS)[1].space, 2) == 0.35


def test_spaces_alone_are_nothing() -> None:
    assert read([3, 0, 3]) == []
