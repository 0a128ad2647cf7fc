"""The visible box of a PDF page, its rotation, and the map from the upright page to it."""

from __future__ import annotations

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.pdf_output.boxes import Rect, numbers, rotation, seen, to_page


def page(**entries):
    document = pikepdf.new()
    made = document.add_blank_page(page_size=(100, 200))
    del made.obj["/MediaBox"]
    for name, value in entries.items():
        made.obj[f"/{name}"] = value
    return made, document


def box(*values):
    return pikepdf.Array(list(values))


@pytest.mark.parametrize(
    ("entries", "rect"),
    [
        ({"MediaBox": box(0, 0, 100, 200)}, (0, 0, 100, 200)), ({"MediaBox": box(100, 200, 0, 0)}, (0, 0, 100, 200)),
        ({"MediaBox": box(0, 0, 100, 200), "CropBox": box(10, 20, 90, 150)}, (10, 20, 90, 150)),
        ({"MediaBox": box(0, 0, 100, 200), "CropBox": box(-10, -20, 900, 150)}, (0, 0, 100, 150)),
        ({"MediaBox": box(0, 0, 100, 200), "CropBox": box(200, 0, 300, 200)}, None),
        ({"MediaBox": box(0, 0, 100, 200), "CropBox": box(10, 20, 10, 150)}, (0, 0, 100, 200)),
        ({"MediaBox": box(0, 0, 100, 200), "CropBox": box(1, 2, 3)}, (0, 0, 100, 200)),
        ({}, (0, 0, 612, 792)), ({"MediaBox": box(0, 0, pikepdf.Name.Bad, 9)}, (0, 0, 612, 792)),
        ({"MediaBox": 7}, (0, 0, 612, 792)),
    ],
)  # fmt: skip
def test_it_sees_the_crop_box_within_the_media_box(entries, rect):
    made, _document = page(**entries)
    assert seen(made) == (rect and Rect(*map(float, rect)))


@pytest.mark.parametrize(
    ("said", "degrees"),
    [
        (0, 0),
        (90, 90),
        (180, 180),
        (270, 270),
        (360, 0),
        (450, 90),
        (-90, 270),
        (-180, 180),
        (-450, 270),
        (45, 0),
        (-45, 0),
        (100, 90),
    ],
)
def test_it_shows_a_page_turned_by_quarters(said, degrees):
    made, _document = page(Rotate=said)
    assert rotation(made) == degrees


@pytest.mark.parametrize("said", [pikepdf.Name.Left, pikepdf.Array([90])])
def test_it_shows_a_page_with_an_odd_rotation_as_it_is(said):
    made, _document = page(Rotate=said)
    assert rotation(made) == 0
    assert rotation(page()[0]) == 0


def mapped(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


RECT = Rect(10, 20, 110, 220)


@pytest.mark.parametrize(
    ("turned", "bottom_left", "bottom_right", "top_left"),
    [
        (0, (10, 20), (110, 20), (10, 220)), (90, (110, 20), (110, 220), (10, 20)), (180, (110, 220), (10, 220),
        (110, 20)),
        (270, (10, 220), (10, 20), (110, 220)),
    ],
)  # fmt: skip
def test_it_maps_the_corners_of_the_upright_page(turned, bottom_left, bottom_right, top_left):
    width, height = (400, 800) if turned % 180 == 0 else (800, 400)
    matrix = to_page(RECT, turned, width, height)
    assert [mapped(matrix, *corner) for corner in ((0, 0), (width, 0), (0, height))] == [
        bottom_left,
        bottom_right,
        top_left,
    ]


@given(st.sampled_from([0, 90, 180, 270]), st.integers(1, 999), st.integers(1, 999), st.floats(0, 1), st.floats(0, 1))
def test_it_maps_the_upright_page_into_the_box_without_a_mirror(turned, width, height, across, up):
    matrix = to_page(RECT, turned, width, height)
    x, y = mapped(matrix, across * width, up * height)
    assert (RECT.left - 1e-6 <= x <= RECT.right + 1e-6, RECT.bottom - 1e-6 <= y <= RECT.top + 1e-6) == (True, True)
    assert matrix[0] * matrix[3] - matrix[1] * matrix[2] > 0


def test_it_writes_numbers_without_an_exponent_or_trailing_zeros():
    assert [str(one) for one in numbers([1.0, 0.5, 100, 1e-9, 0.12345678, -20.10, 1e6])] == [
        "1", "0.5", "100", "0", "0.1234568", "-20.1", "1000000",
    ]  # fmt: skip
