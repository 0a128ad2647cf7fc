"""How far a page leans, on pages that the tests draw and lean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr.prepare.deskew import Straightening, find_skew

FONT = ImageFont.load_default(24)


def page(width: int = 700, height: int = 900) -> np.ndarray:
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(18):
        pen.text((50, 60 + 40 * row), "The lazy dog sleeps under the old oak tree.", "black", FONT)
    return np.asarray(picture)


def leaning(degrees: float) -> np.ndarray:
    pixels = page()
    return Straightening(-degrees, pixels.shape[1], pixels.shape[0]).apply(pixels)


@pytest.mark.parametrize("degrees", [-14.0, -5.5, -1.2, 0.0, 0.7, 3.0, 9.4, 14.0])
def test_it_finds_the_lean(degrees: float) -> None:
    found = find_skew(leaning(degrees))
    assert found.degrees == pytest.approx(degrees, abs=0.2)
    assert found.confidence > 0.8


def test_a_straight_page_is_left_alone() -> None:
    assert not find_skew(page()).significant


def test_a_leaning_page_is_worth_straightening() -> None:
    assert find_skew(leaning(4.0)).significant


def test_straightening_leaves_no_lean() -> None:
    pixels = leaning(6.0)
    straight = Straightening(6.0, pixels.shape[1], pixels.shape[0]).apply(pixels)
    assert abs(find_skew(straight).degrees) <= 0.2


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (40, 40), (30, 3000)])
@pytest.mark.parametrize("shade", [0, 255])
def test_an_empty_picture_does_not_lean(shape: tuple[int, int], shade: int) -> None:
    assert not find_skew(np.full((*shape, 3), shade, np.uint8)).significant


def test_noise_does_not_lean() -> None:
    noise = np.random.default_rng(7).integers(0, 255, (400, 600, 3), np.uint8)
    assert not find_skew(noise).significant


def test_new_corners_take_the_colour_of_the_paper() -> None:
    paper = np.full((200, 300, 3), (240, 230, 200), np.uint8)
    assert (Straightening(10, 300, 200).apply(paper) == (240, 230, 200)).all()


sides = st.integers(1, 500)
angles = st.floats(-15, 15)


@given(angles, sides, sides, st.floats(0, 1), st.floats(0, 1))
def test_points_come_back(degrees: float, width: int, height: int, across: float, down: float) -> None:
    way = Straightening(degrees, width, height)
    point = (across * width, down * height)
    assert way.back(way.forth(point)) == pytest.approx(point, abs=1e-6)


@given(angles, sides, sides)
def test_nothing_is_cut_off(degrees: float, width: int, height: int) -> None:
    way = Straightening(degrees, width, height)
    for corner in ((0, 0), (width, 0), (width, height), (0, height)):
        x, y = way.forth(corner)
        assert -0.6 <= x <= way.size[0] + 0.6
        assert -0.6 <= y <= way.size[1] + 0.6


@given(st.floats(-15, 15), st.integers(20, 79), st.integers(20, 59))
def test_points_move_with_their_pixels(degrees: float, column: int, row: int) -> None:
    pixels = np.zeros((80, 100, 3), np.uint8)
    pixels[row - 1 : row + 2, column - 1 : column + 2] = 255
    way = Straightening(degrees, 100, 80)
    x, y = way.forth((column + 0.5, row + 0.5))
    assert way.apply(pixels)[int(y), int(x), 0] > 128
