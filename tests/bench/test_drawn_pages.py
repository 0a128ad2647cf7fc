"""Drawn pages: the same ones each time, and with ink on them. bench/data/drawn_pages.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.data import drawn_pages

SANS = Path(__file__).parents[1] / "fonts" / "DejaVuSans-subset.ttf"


@pytest.fixture(autouse=True)
def _one_font(monkeypatch):
    monkeypatch.setattr(drawn_pages, "fonts", lambda _: ((str(SANS), 0),))


@pytest.mark.parametrize("locale", ["en", "ru", "he"])
def test_a_page_is_the_same_each_time_and_another_for_another_seed(locale: str) -> None:
    first, again, other = (drawn_pages.drawn(locale, seed) for seed in (1, 1, 2))
    assert first.text == again.text != other.text
    assert (first.pixels == again.pixels).all()


def test_every_line_has_words_and_fits() -> None:
    page = drawn_pages.drawn("en", 3)
    assert all(line.strip() for line in page.text.split("\n"))
    assert page.pixels.shape[1:] == (1000, 3)
    assert page.pixels.std() > 3


def test_sentences_hold_nothing_to_be_filled_in() -> None:
    assert not [text for text in drawn_pages.sentences("de") if "%" in text or "{" in text]
