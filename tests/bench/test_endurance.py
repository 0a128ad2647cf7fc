"""The slope of a process's memory: bench/endurance.py."""

from __future__ import annotations

import pytest

from bench.endurance import slope

LEVELS = (100.0, 300.0, 200.0)


@pytest.mark.parametrize("grown", [0.0, 0.01, -0.02])
def test_the_slope_is_what_grows_and_not_which_picture_comes_last(grown: float) -> None:
    held = [LEVELS[page % 3] + grown * page for page in range(31)]
    assert slope(held, 3) == pytest.approx(grown)


def test_what_was_held_at_first_does_not_count() -> None:
    held = [page * 5.0 for page in range(20)] + [100.0] * 20
    assert slope(held, 2) == 0


def test_pictures_that_never_come_again_tell_nothing() -> None:
    assert slope([1.0, 2.0, 3.0, 4.0], 4) == 0
