"""No page is too hard to be arranged: bench/layout.py."""

import pytest

from bench import layout


@pytest.mark.parametrize("draw", layout.PAGES, ids=lambda draw: draw.__name__)
def test_it_arranges_hard_pages_in_time(draw):
    # Ten times what it takes; work that grows with the square would take much longer still.
    assert layout.cost(draw(3000)) < 2000


def test_it_draws_as_many_lines_as_it_is_asked_for():
    assert {len(draw(100)) for draw in layout.PAGES} == {100}
