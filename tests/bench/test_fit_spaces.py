"""Fitting the perceptron that tells where a line has spaces."""

from __future__ import annotations

import numpy as np
import pytest

from bench.data import drawn_lines
from bench.training import fit_spaces, perceptron
from onlineocr.ocr.engines.ppocr.letters import Letter
from tests.support.drawing import SANS


@pytest.fixture(autouse=True)
def _one_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_lines, "fonts", lambda _: ((str(SANS), 0),))
    monkeypatch.setattr(drawn_lines, "_monospaced", lambda: ((str(SANS), 0),))


def letters(text: str) -> list[Letter]:
    return [Letter(character, 1, 0, 1) for character in text]


def test_a_page_is_the_same_for_the_same_seed() -> None:
    first, second = drawn_lines.page(7), drawn_lines.page(7)
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]


def test_its_lines_stand_one_below_the_other() -> None:
    pixels, lines = drawn_lines.page(3)
    heights = [line.y for line in lines]
    assert heights == sorted(heights)
    assert heights[-1] < len(pixels)


def test_places_learn_from_the_true_text() -> None:
    assert dict(fit_spaces._labels(letters("abcd"), "a bcd")) == {0: True, 1: False, 2: False}


def test_a_misread_letter_teaches_nothing_about_its_neighbours() -> None:
    assert dict(fit_spaces._labels(letters("abXde"), "ab cd e")) == {0: False, 3: True}


@pytest.mark.engine
def test_a_page_gives_examples() -> None:
    figures, true, said = next(fit_spaces.examples(1))
    assert len(figures) == len(true) == len(said)


def test_a_perceptron_learns_what_no_line_can_part() -> None:
    inputs = np.random.default_rng(2).normal(size=(2000, 2))
    targets = (inputs[:, 0] * inputs[:, 1] > 0).astype(float)
    hidden, first, output, second = perceptron.fit(inputs, targets, hidden=8, epochs=60, batch=32)
    found = np.tanh(inputs @ hidden + first) @ output + second > 0
    assert (found == targets).mean() > 0.9


def test_it_is_the_same_for_the_same_examples() -> None:
    inputs, targets = np.eye(4), np.array([0.0, 1, 1, 0])
    assert perceptron.fit(inputs, targets)[3] == perceptron.fit(inputs, targets)[3]
