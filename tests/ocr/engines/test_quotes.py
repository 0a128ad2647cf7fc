"""Quotation marks that the networks leave out, found by their ink where the partner was read."""

from __future__ import annotations

import pytest

from tests.ocr.engines.test_marks import read
from tests.support.drawing import draw_text

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    "line",
    ["„Haus und Hof“ heute", "Haus und „Hof“ heute", "zwei ‚Sterne‘ und drei", "She said ‘single’ words"],
)
def test_it_reads_both_marks(line):
    [found] = read(draw_text([line], size=36).pixels)
    assert plain(found) == plain(line)


@pytest.mark.parametrize("line", ["It's the dogs' bowl", "Prices, tables and chairs", "The cap is 12' long"])
def test_it_makes_none_up(line):
    assert read(draw_text([line], size=28).pixels) == [line]


def plain(text):
    return text.translate(str.maketrans("’‘“”", "''\"\""))
