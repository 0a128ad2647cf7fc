"""Barcodes in a page's result: beside the text, never in it."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.base import Reading
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import EngineInfo, PageImage
from onlineocr.ocr.pipeline import read_page
from onlineocr.ocr.prepare import barcodes
from tests.ocr.layout.lines import line
from tests.support.barcodes import code, page
from tests.support.drawing import draw_text

FAKE = Options(engine="fake", barcodes=True)


class Told:
    """An engine that reads the lines that it is told."""

    def __init__(self, *lines):
        self.lines = lines

    def recognize(self, *_):
        return Reading(self.lines, EngineInfo("told", "1"))

    def directions(self, _):
        return {}


def read(picture, engine=None, options=FAKE, **image):
    pixels = np.array(picture.convert("RGB"))
    return read_page(PageImage(1, pixels, **image), options, engine or registry.get("fake"))


def test_it_is_done_when_asked_for():
    sheet = page((code(), (100, 100)))
    assert [found.text for found in read(sheet).barcodes] == ["https://example.org/1234"]
    assert read(sheet, options=Options(engine="fake")).barcodes == ()


def test_it_leaves_words_read_from_bars_out_of_the_text():
    sheet = page((code(), (100, 100)))
    engine = Told(line("HIIL lil", 130, 160), line("Scan me", 300, 160))
    assert read(sheet, engine).text == "Scan me"


def test_it_leaves_out_only_the_part_of_a_line_that_is_bars():
    sheet = page((code(), (100, 100)))
    [found] = read(sheet, Told(line("lIl| Scan me to pay", 150, 160))).lines
    assert (found.text, found.box.left) == ("Scan me to pay", 200)


def test_it_keeps_what_the_code_says_in_the_text():
    sheet = page((code("4006381333931", "EAN13"), (100, 100)))
    assert read(sheet, Told(line("4 006381 333931", 150, 200))).text == "006381 333931"


def test_it_keeps_the_lines_when_barcodes_are_not_asked_for():
    sheet = page((code(), (100, 100)))
    assert read(sheet, Told(line("HIIL", 130, 160)), Options()).text == "HIIL"


def test_it_gives_boxes_in_pixels_of_the_whole_page():
    sheet = page((code(), (100, 100)))
    [small], [whole] = read(sheet).barcodes, read(sheet, full_width=2000, full_height=2800).barcodes
    assert whole.box == Box(*(2 * side for side in small.box))


@pytest.mark.engine
def test_it_finds_a_code_on_a_page_that_is_askew():
    text = draw_text(("A label with a code beside it", "that is read as it lies") * 8).image
    sheet = page((text, (0, 0)), (code(scale=6), (300, 900)), size=(1000, 1300))
    leaning = sheet.rotate(-4, fillcolor="white", expand=True)
    found = read(leaning, registry.get("ppocr"), Options(barcodes=True))
    [seen] = found.barcodes
    [level] = read(sheet).barcodes
    assert abs(found.skew - 4) < 0.5
    assert seen.box.width < 1.3 * level.box.width
    assert found.height == leaning.height >= seen.box.bottom


def test_it_says_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(barcodes, "MOST", 1)
    found = read(page((code("one"), (100, 100)), (code("two"), (500, 100))))
    assert [problem.code for problem in found.problems] == ["barcodes_cut"]
    assert len(found.barcodes) == 1
