"""Rows of dots in a part of a page."""

import numpy as np
from PIL import Image, ImageDraw

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.prepare.dots import is_dotted

BAND = Box(0, 0, 200, 24)


def drawn(places, size=2):
    image = Image.new("L", (220, 24), "white")
    for x in places:
        ImageDraw.Draw(image).rectangle((x, 18, x + size, 18 + size), fill="black")
    return np.array(image)


def test_it_finds_a_row_of_even_dots():
    assert is_dotted(drawn(range(10, 220, 12)), BAND)


def test_it_finds_none_in_three_dots_or_uneven_ones_or_blank_paper():
    assert not is_dotted(drawn([10, 22, 34]), BAND)
    assert not is_dotted(drawn([10, 22, 60, 72, 150, 160]), BAND)
    assert not is_dotted(drawn([]), BAND)


def test_it_finds_none_in_letters():
    assert not is_dotted(drawn(range(10, 220, 20), size=14), BAND)


def test_it_finds_none_off_the_page():
    assert not is_dotted(drawn([]), Box(300, 0, 400, 24))
