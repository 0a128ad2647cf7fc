"""Tables and barcodes of a page, in pixels of the upright page."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.detections import find
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.orientation import upright
from onlineocr.ocr.page import PageImage
from onlineocr.ocr.prepare import barcodes
from tests.ocr.layout.lines import line
from tests.support.barcodes import code, page

ALL = Options(barcodes=True, deskew=False)
SHEET = page((code(), (100, 100)), size=(600, 500))


def found(*lines, sheet=SHEET, options=ALL, scale=1):
    pixels = np.array(sheet.convert("RGB"))
    image = PageImage(1, pixels, None, pixels.shape[1] * scale, pixels.shape[0] * scale)
    return find(upright(image, options), lines, options)


def texts(*lines, **fields):
    return [one.text for one in found(*lines, **fields).lines]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("lIl|", []),
        ("org", ["org"]),
        ("example.org", ["example.org"]),
        ("or", []),
        ("EXAMPLE", []),
        ("234", ["234"]),
        ("24", []),
    ],
)
def test_it_keeps_words_on_a_code_only_if_the_code_says_them(text, kept):
    assert texts(line(text, 150, 160)) == kept


def test_it_keeps_words_beside_a_code():
    assert texts(line("lIl|", 400, 160)) == ["lIl|"]


@pytest.mark.parametrize("scale", [1, 3])
def test_it_gives_codes_in_pixels_of_the_full_page(scale):
    (one,) = found(scale=scale).barcodes
    (same,) = found().barcodes
    assert one.box == Box(*(scale * side for side in same.box))


def test_it_says_when_there_are_more_codes_than_it_keeps(monkeypatch):
    monkeypatch.setattr(barcodes, "MOST", 1)
    assert (len(found().barcodes), found().problems) == (1, ())
    monkeypatch.setattr(barcodes, "MOST", 0)
    many = found()
    assert (many.barcodes, [problem.code for problem in many.problems]) == ((), ["barcodes_cut"])
    assert many.problems[0].detail == "The page has more than 0 barcodes; the others were left out"


ROWS = [("Item", "Pieces", "Price"), ("Tea", "12", "3.50"), ("Coffee", "17", "24.20"), ("Sugar", "30", "11.90")]
CELLS = [line(text, 60 + 180 * at, 60 + 40 * row) for row, texts_ in enumerate(ROWS) for at, text in enumerate(texts_)]
BLANK = page(size=(700, 300))


@pytest.mark.parametrize(("tables", "count", "left"), [(True, 1, 0), (False, 0, 12)])
def test_it_finds_tables_only_if_they_are_wanted(tables, count, left):
    seen = found(*CELLS, sheet=BLANK, options=Options(tables=tables, deskew=False))
    assert (len(seen.grids), len(seen.lines)) == (count, left)


def test_it_gives_tables_in_pixels_of_the_full_page():
    (small,), (large,) = found(*CELLS, sheet=BLANK).grids, found(*CELLS, sheet=BLANK, scale=2).grids
    assert large.box == Box(*(2 * side for side in small.box))
    assert [one.box for cell in large.cells for one in cell.lines] == [
        Box(*(2 * side for side in one.box)) for cell in small.cells for one in cell.lines
    ]


def test_it_takes_dots_for_a_leader_only_where_the_page_shows_them():
    sheet = page(size=(700, 200))
    pixels = np.array(sheet)
    for x in range(120, 500, 12):
        pixels[40:43, x : x + 3] = 0
    dotted = line("Preface ...", 20, 24)
    seen = find(upright(PageImage(1, pixels, None), ALL), [dotted], ALL)
    assert ([one.text for one in seen.lines], texts(dotted, sheet=sheet)) == (["Preface"], ["Preface ..."])
