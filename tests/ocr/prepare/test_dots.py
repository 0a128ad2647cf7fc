"""Rows of dots in a part of a page."""

import numpy as np
import pytest
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


def spots(*places, paper=255, shade=0, size=2):
    """Spots of ``size`` pixels at their places, on a band that is 24 pixels high."""
    picture = np.full((24, 200), paper, np.uint8)
    for x, y in places:
        picture[y : y + size, x : x + size] = shade
    return picture


def row(count=6, step=12, y=18):
    return [(20 + step * number, y) for number in range(count)]


@pytest.mark.parametrize(("count", "so"), [(5, True), (4, False)])
def test_it_wants_five_dots(count, so):
    assert is_dotted(spots(*row(count)), BAND) == so


@pytest.mark.parametrize(("size", "so"), [(8, True), (9, False)])
def test_it_takes_no_spot_for_a_dot_that_is_a_third_of_the_height(size, so):
    assert is_dotted(spots(*row(step=20, y=10), size=size), BAND) == so


@pytest.mark.parametrize(("down", "so"), [(4, True), (5, False)])
def test_it_wants_dots_of_one_level(down, so):
    (x, y), *others = row(y=10)
    assert is_dotted(spots((x, y + down), *others), BAND) == so


@pytest.mark.parametrize(("right", "so"), [(2, True), (3, True), (7, False)])
def test_it_wants_dots_at_even_distances(right, so):
    first, second, (x, y), *others = row(7)
    assert is_dotted(spots(first, second, (x + right, y), *others), BAND) == so


@pytest.mark.parametrize(
    ("paper", "shade", "so"), [(0, 255, True), (255, 206, True), (255, 207, False), (100, 149, True)]
)
def test_it_sees_dots_by_their_contrast_light_or_dark(paper, shade, so):
    assert is_dotted(spots(*row(), paper=paper, shade=shade), BAND) == so


def test_it_asks_no_spot_that_touches_an_end_of_the_band():
    letter = spots(*row(), (100, 2))
    letter[2:22, :8] = 0
    letter[2:22, 192:] = 0
    assert not is_dotted(letter, BAND)
    letter[2:4, 100:102] = 255
    assert is_dotted(letter, BAND)


def test_it_looks_at_the_part_of_a_band_on_the_page():
    assert is_dotted(spots(*row()), Box(-50, -10, 400, 60))
