"""Columns of short lines, which the detector takes for tall boxes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr.engines import registry
from onlineocr.ocr.options import Options
from tests.support.drawing import font_for

pytestmark = pytest.mark.engine


def read(picture: Image.Image) -> list[str]:
    lines = registry.get("ppocr").recognize(np.array(picture), Options()).lines
    return [line.text for line in sorted(lines, key=lambda line: (line.box.left // 300, line.box.top))]


def columns(texts: list[str], size: int, step: int, rows: int) -> Image.Image:
    """A sheet with ``texts``, ``rows`` under each other and ``step`` pixels apart, then in the next column."""
    page = Image.new("RGB", (1600, 200 + step * rows), "white")
    pen = ImageDraw.Draw(page)
    for at, text in enumerate(texts):
        pen.text((150 + 450 * (at // rows), 100 + step * (at % rows)), text, "black", font_for(text, size))
    return page


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(101, 101 + count)]


@pytest.mark.parametrize(("size", "step"), [(28, 36), (40, 46)])
def test_it_reads_each_number_of_dense_columns(size: int, step: int) -> None:
    assert read(columns(numbers(80), size, step, rows=40)) == numbers(80)


def test_it_reads_a_column_of_digits_and_of_codes() -> None:
    codes = [f"{number % 9 + 1} {letter}" for number, letter in enumerate("ABCDEFGHKLMNPRSTUVXY" * 2)]
    found = read(columns(codes, 40, 46, rows=20))
    assert [line.replace(" ", "") for line in found] == [code.replace(" ", "") for code in codes]


def test_it_reads_columns_of_single_digits() -> None:
    digits = [str(2 + number % 8) for number in range(40)]
    assert read(columns(digits, 40, 46, rows=20)) == digits


def test_it_reads_on_where_ink_has_run_over_two_rows() -> None:
    page = columns(numbers(40), 40, 46, rows=40)
    ImageDraw.Draw(page).rectangle((178, 570, 190, 610), "black")
    found = read(page)
    assert len(set(numbers(40)) - set(found)) <= 2


def test_a_title_on_its_side_stays_one_line() -> None:
    page = columns(["Measured in the field"], 40, 46, rows=20).transpose(Image.Transpose.ROTATE_90)
    assert read(page) == ["Measured in the field"]
