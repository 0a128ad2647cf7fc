"""Pages damaged by bench/damaged.py: the same each time, each in its way; and the table of what was read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import damaged
from bench.data import drawn_pages

SANS = Path(__file__).parents[1] / "fonts" / "DejaVuSans-subset.ttf"


@pytest.fixture(autouse=True)
def _one_font(monkeypatch):
    monkeypatch.setattr(drawn_pages, "fonts", lambda _: ((str(SANS), 0),))


@pytest.mark.parametrize("way", damaged.WAYS)
def test_a_page_is_spoilt_alike_each_time_and_more_by_the_stronger_measure(way: str) -> None:
    page = drawn_pages.plain("en", 1).pixels
    damage, (moderate, strong) = damaged.WAYS[way]
    first, again, stronger = damage(page, moderate), damage(page, moderate), damage(page, strong)
    assert np.array_equal(first, again)
    assert np.array_equal(first, stronger) == (way == "good")
    assert first.dtype == np.uint8


@pytest.mark.parametrize("preparation", damaged.PREPARATIONS)
def test_a_preparation_leaves_something_to_read(preparation: str) -> None:
    prepared = damaged.PREPARATIONS[preparation](drawn_pages.plain("en", 1).pixels)
    assert prepared.std() > 10


def test_it_tells_accuracy_and_cost_of_each_way_and_preparation() -> None:
    asked = list(damaged.drawn(["good", "salt"], pages=1))
    sums = damaged.measured(asked, ["as it is", "median"], lambda *_: {"text": asked[0].truth, "cpu": 1.0})
    assert damaged.table(sums, ["as it is", "median"]).splitlines()[2].startswith("| good 0 | 1 | 1.000 (1.")
    assert [way for way, name in sums if name == "median"] == ["good 0", "salt 0.03", "salt 0.12"]
