"""Pages spoilt by bench/spoiled.py: the same each time, each in its way; and the table of what was read."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import drawn_pages
import spoiled

SANS = Path(__file__).parents[1] / "fonts" / "DejaVuSans-subset.ttf"


@pytest.fixture(autouse=True)
def _one_font(monkeypatch):
    monkeypatch.setattr(drawn_pages, "fonts", lambda _: ((str(SANS), 0),))


@pytest.mark.parametrize("way", spoiled.WAYS)
def test_a_page_is_spoilt_alike_each_time_and_more_by_the_stronger_measure(way: str) -> None:
    page = drawn_pages.plain("en", 1).pixels
    spoil, (moderate, strong) = spoiled.WAYS[way]
    first, again, stronger = spoil(page, moderate), spoil(page, moderate), spoil(page, strong)
    assert np.array_equal(first, again)
    assert np.array_equal(first, stronger) == (way == "good")
    assert first.dtype == np.uint8


@pytest.mark.parametrize("preparation", spoiled.PREPARATIONS)
def test_a_preparation_leaves_something_to_read(preparation: str) -> None:
    prepared = spoiled.PREPARATIONS[preparation](drawn_pages.plain("en", 1).pixels)
    assert prepared.std() > 10


def test_it_tells_accuracy_and_cost_of_each_way_and_preparation() -> None:
    asked = list(spoiled.drawn(["good", "salt"], pages=1))
    sums = spoiled.measured(asked, ["as it is", "median"], lambda *_: {"text": asked[0].truth, "cpu": 1.0})
    assert spoiled.table(sums, ["as it is", "median"]).splitlines()[2].startswith("| good 0 | 1 | 1.000 (1.")
    assert [way for way, name in sums if name == "median"] == ["good 0", "salt 0.03", "salt 0.12"]
