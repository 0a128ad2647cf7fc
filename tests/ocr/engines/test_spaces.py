"""Where a line has spaces: what the network says of it, and what the ink shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.engines.ppocr import ink, letters, reader, spaces
from onlineocr.ocr.engines.ppocr.letters import Letter
from tests.ocr.engines.test_ppocr import drawn

pytestmark = pytest.mark.engine


def line(text: str, gap: int, said: float) -> tuple[list[Letter], ink.Ink]:
    """Letters of 6 columns, 2 apart, or ``gap`` where there is a space, of which the network says ``said``."""
    columns: list[bool] = []
    places = []
    for at, character in enumerate(text):
        if character == " ":
            columns += [False] * (gap - 2)
        else:
            spaced = text[:at].endswith(" ")
            places.append((character, len(columns), said if spaced else 0.0))
            columns += [True] * 6 + [False] * 2
    length = len(columns)
    found = [Letter(c, 1, x / length, (x + 6) / length, space, space >= 0.3) for c, x, space in places]
    return found, ink.Ink(np.array(columns), 0, 1, np.array([columns]))


def text(written: str, gap: int, said: float) -> str:
    found, inked = line(written, gap, said)
    return letters.text(spaces.parted(found, inked, len(inked.columns) / 14))


def test_a_wide_blank_is_a_space_though_the_network_is_unsure() -> None:
    assert text("the lazy dog sleeps", gap=9, said=0.2) == "the lazy dog sleeps"


def test_a_blank_like_all_others_is_none_though_the_network_wavers() -> None:
    assert text("the lazy dog sleeps", gap=2, said=0.35) == "thelazydogsleeps"


def test_chinese_has_no_spaces_to_be_found() -> None:
    found, inked = line("今 天 天 气", gap=2, said=0.0)
    assert spaces.parted(found, inked, 4) == found


@pytest.mark.parametrize("count", [0, 1])
def test_a_line_of_one_letter_has_no_place_for_one(count: int) -> None:
    only = [Letter("a", 0.9, 0, 1)] * count
    assert spaces.parted(only, ink.find(np.full((20, 20, 3), 255, np.uint8)), 1.0) == only


@given(st.text("ab1.:(世 ", min_size=2, max_size=20), st.integers(0, 40), st.floats(0, 1))
def test_no_letter_is_lost_or_changed(written: str, gap: int, said: float) -> None:
    found, inked = line(written, max(2, gap), said)
    parted = spaces.parted(found, inked, 10.0)
    assert [one.character for one in parted] == [one.character for one in found]


def test_it_parts_what_is_read_from_a_picture() -> None:
    crop = np.array(drawn(("Total: 12.50 at 3 (incl. tax) 37.50",), width=620)[0][12:60])
    found = spaces.parted(reader.QUICK.read(crop), ink.find(crop), crop.shape[1] / crop.shape[0])
    assert letters.text(found) == "Total: 12.50 at 3 (incl. tax) 37.50"
