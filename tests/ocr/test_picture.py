"""The size of a page's picture for display."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr import picture
from onlineocr.ocr.picture import Picture

SIDES = st.integers(1, 100_000)


@pytest.mark.parametrize(
    ("wanted", "page", "size"),
    [
        (None, (800, 600), (800, 600)), (400, (800, 600), (400, 300)), (1600, (800, 600), (800, 600)),
        (16, (1000, 1), (16, 1)), (None, (8192, 1000), (4096, 500)), (None, (1001, 32766), (501, 16383)),
        (None, (8000, 8000), (4000, 4000)), (100, (300, 305), (100, 102)),
    ],
)  # fmt: skip
def test_it_is_as_wide_as_wanted_and_never_wider_than_the_page(wanted, page, size):
    assert Picture(width=wanted).size(*page) == size


@given(SIDES, SIDES, st.none() | st.integers(picture.LEAST_WIDTH, picture.MOST_WIDTH))
def test_it_keeps_every_bound(width, height, wanted):
    across, down = Picture(width=wanted).size(width, height)
    assert 1 <= across <= min(width, wanted or picture.MOST_WIDTH, picture.MOST_WIDTH)
    assert 1 <= down <= min(height, picture.MOST_HEIGHT)
    assert across * down <= picture.MOST_PIXELS + picture.MOST_HEIGHT  # rounding


@given(st.integers(200, 4000), st.integers(200, 4000), st.integers(100, 4000))
def test_it_keeps_the_shape_of_the_page(width, height, wanted):
    across, down = Picture(width=wanted).size(width, height)
    assert abs(down * width - across * height) <= (width + height) / 2 + 1  # both sides are rounded


@pytest.mark.parametrize("width", [15, 4097, 0, -5])
def test_it_refuses_a_width_out_of_bounds(width):
    with pytest.raises(ValueError, match="must be a whole number from 16 to 4096"):
        Picture(width=width)


@pytest.mark.parametrize("rotation", [45, 360, -90])
def test_it_is_turned_by_quarters(rotation):
    with pytest.raises(ValueError, match=f"not by {rotation} degrees"):
        Picture(rotation=rotation)


def test_it_has_the_media_type_of_its_format():
    assert [Picture(format=name).media_type for name in ("webp", "png")] == ["image/webp", "image/png"]
    with pytest.raises(ValueError, match="must be one of: webp, png"):
        Picture(format="gif")


def test_it_survives_the_way_to_another_process():
    wanted = Picture(width=200, rotation=270, format="png")
    assert Picture(**wanted.to_dict()) == wanted
