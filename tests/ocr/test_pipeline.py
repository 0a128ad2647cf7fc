"""One page through all stages, with the engine ``fake`` where the stage is not the engine's."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr import Options, recognize
from onlineocr.ocr.engines import registry
from onlineocr.ocr.errors import EmptyFile, InputError, InvalidOptions, NoSuchPage
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Page, PageImage
from onlineocr.ocr.pipeline import read_page
from tests.support import drawing, processes

FAKE = Options(engine="fake")
ENGLISH = drawing.draw_text(drawing.ENGLISH * 6, 28)
HOSTILE = [
    np.full((1, 20_000, 3), 90, np.uint8),
    np.full((20_000, 1, 3), 90, np.uint8),
    np.random.default_rng(7).integers(0, 255, (64, 64, 3), np.uint8),
    np.full((300, 200, 3), 255, np.uint8),
    np.zeros((1, 1, 3), np.uint8),
]


class Counting:
    """The engine that it is given, with how often it has ``read`` a page and was ``asked`` for directions."""

    def __init__(self, engine):
        self.engine, self.read, self.asked = engine, 0, 0

    def recognize(self, pixels, options):
        self.read += 1
        return self.engine.recognize(pixels, options)

    def directions(self, pixels):
        self.asked += 1
        return self.engine.directions(pixels)


def test_it_reads_a_file_by_path_and_by_its_bytes(tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(processes.picture())
    (one,), (other,), (third,) = recognize(path, FAKE), recognize(str(path), FAKE), recognize(path.read_bytes(), FAKE)
    assert one.text == other.text == third.text != ""


def test_it_reads_page_by_page(tmp_path):
    pages = recognize(processes.picture("TIFF", frames=3), FAKE)
    assert next(pages).number == 1
    assert [page.number for page in pages] == [2, 3]


def test_it_reads_the_pages_that_were_chosen():
    data = processes.picture("TIFF", frames=3)
    assert [page.number for page in recognize(data, Options.parse({"engine": "fake", "pages": "3,1"}))] == [1, 3]
    with pytest.raises(NoSuchPage, match="the last page of the document is 3"):
        next(recognize(data, Options.parse({"engine": "fake", "pages": "4-"})))


@pytest.mark.parametrize(("source", "error"), [(b"", EmptyFile), ("missing.png", InputError)])
def test_it_says_what_is_wrong_before_the_first_page(source, error):
    with pytest.raises(error):
        next(recognize(source, FAKE))


def test_it_refuses_an_engine_that_there_is_not():
    with pytest.raises(InvalidOptions, match="there is no engine 'nobody'"):
        next(recognize(processes.picture(), Options(engine="nobody")))


def test_a_result_survives_the_way_through_json():
    (page,) = recognize(processes.picture(), FAKE)
    assert Page.from_dict(page.to_dict()) == page


def test_it_gives_boxes_in_pixels_of_the_whole_page():
    pixels = drawing.draw_text(("Hello",)).pixels
    height, width = pixels.shape[:2]
    small = read_page(PageImage(1, pixels, full_width=2 * width, full_height=2 * height), FAKE, registry.get("fake"))
    whole = read_page(PageImage(1, pixels), FAKE, registry.get("fake"))
    assert (small.width, small.height) == (2 * width, 2 * height)
    assert [word.box for word in small.words] == [Box(*(2 * side for side in word.box)) for word in whole.words]


def test_it_reads_a_blank_page():
    page = read_page(PageImage(1, np.full((300, 200, 3), 255, np.uint8)), FAKE, registry.get("fake"))
    assert (page.text, page.blocks, page.confidence) == ("", (), None)


def quarter(pixels, degrees):
    """``pixels`` lying so that they must be turned clockwise by ``degrees``."""
    return np.ascontiguousarray(np.rot90(pixels, degrees // 90))


@pytest.mark.engine
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_turns_a_page_before_it_reads_it(degrees):
    engine = Counting(registry.get("ppocr"))
    page = read_page(PageImage(1, quarter(ENGLISH.pixels, degrees)), Options(), engine)
    assert (page.rotation, page.width, page.height) == (degrees, *ENGLISH.image.size)
    assert drawing.similarity(ENGLISH.text, page.text) > 0.95
    assert engine.read == 1


@pytest.mark.engine
def test_it_reads_an_upright_page_once_and_asks_nothing():
    engine = Counting(registry.get("ppocr"))
    assert read_page(PageImage(1, ENGLISH.pixels), Options(), engine).rotation == 0
    assert (engine.read, engine.asked) == (1, 0)


@pytest.mark.engine
def test_it_leaves_a_page_as_it_lies_when_told_to():
    assert (
        read_page(PageImage(1, quarter(ENGLISH.pixels, 90)), Options(orient=False), registry.get("fake")).rotation == 0
    )


@pytest.mark.engine
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_it_turns_a_page_in_a_script_that_it_cannot_read(degrees):
    page = drawing.draw_text(drawing.HEBREW * 6, 28)
    found = read_page(PageImage(1, quarter(page.pixels, degrees)), Options(), registry.get("ppocr"))
    assert found.rotation == degrees


@pytest.mark.engine
@pytest.mark.parametrize("pixels", HOSTILE, ids=["strip", "column", "noise", "blank", "dot"])
def test_it_takes_hostile_pages_as_they_lie(pixels):
    assert read_page(PageImage(1, pixels), Options(), registry.get("ppocr")).rotation == 0


def test_it_reads_a_table_of_contents_without_its_leaders():
    picture = Image.new("RGB", (900, 260), "white")
    draw = ImageDraw.Draw(picture)
    for row, (title, number) in enumerate(
        (("Preface", "7"), ("The first journey", "12"), ("The second journey", "145"))
    ):
        font, y = drawing.font_for(title, 28), 30 + 70 * row
        draw.text((40, y), title, "black", font)
        draw.text((860 - draw.textlength(number, font), y), number, "black", font)
        for x in range(60 + round(draw.textlength(title, font)), 850 - round(draw.textlength(number, font)), 16):
            draw.text((x, y), ".", "black", font)
    [page] = recognize(picture, Options(engine="ppocr"))
    assert " ".join(page.text.split()) == "Preface 7 The first journey 12 The second journey 145"
