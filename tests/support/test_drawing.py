"""The tests' own pictures must be right, or every figure drawn from them is wrong."""

import numpy as np
import pytest

from tests.support.drawing import CHINESE, ENGLISH, GREEK, HEBREW, RUSSIAN, draw_text, similarity


@pytest.mark.parametrize("lines", [ENGLISH, RUSSIAN, CHINESE, GREEK, HEBREW])
def test_it_draws_a_box_around_every_word(lines):
    drawing = draw_text(lines)
    assert len(drawing.boxes) == len(drawing.text.split())
    for box in drawing.boxes:
        assert drawing.pixels[box.top : box.bottom, box.left : box.right].min() < 64


def test_it_draws_nothing_outside_the_boxes():
    drawing = draw_text()
    pixels = drawing.pixels.copy()
    for box in drawing.boxes:
        pixels[box.top : box.bottom, box.left : box.right] = 255
    assert pixels.min() == 255


def test_it_draws_the_same_twice():
    assert np.array_equal(draw_text(RUSSIAN).pixels, draw_text(RUSSIAN).pixels)


def test_it_refuses_what_no_font_has():
    with pytest.raises(ValueError, match="ඞ"):
        draw_text(["ඞ"])


def test_it_measures_how_alike_two_texts_are():
    assert similarity("a b c", "abc") == 1.0
    assert similarity("abcd", "abxd") == 0.75
    assert similarity("abc", "") == 0.0
