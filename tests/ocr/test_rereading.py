"""A part of a decoded page is read, in the page's own pixels."""

from dataclasses import replace

import numpy as np
import pytest
from fake_engine import Fake
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.base import Reading
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import EngineInfo, Line, PageImage, Word
from onlineocr.ocr.pipeline import read_page
from onlineocr.ocr.region import Region
from onlineocr.ocr.rereading import read_region
from tests.support import drawing

PLAIN = Options(orient=False, deskew=False, text_layer="ignore")


def drawn(*, turned=0, scale=1):
    """Two lines of two words each, 400 x 200 pixels."""
    picture = Image.new("RGB", (400, 200), "white")
    pen = ImageDraw.Draw(picture)
    for x, y, text in ((20, 30, "one"), (200, 30, "two"), (20, 120, "three"), (200, 120, "four")):
        pen.text((x, y), text, fill="black", font_size=30)
    picture = picture.resize((400 * scale, 200 * scale), Image.Resampling.NEAREST)
    return PageImage(1, np.ascontiguousarray(np.asarray(picture.rotate(turned, expand=True))), 300.0)


@pytest.fixture(scope="module")
def whole():
    return read_page(drawn(), PLAIN, Fake())


def test_the_words_are_those_of_the_page_and_stand_where_they_stand(whole):
    box = Box(190, 20, 400, 80)
    found = read_region(drawn(), Region(box, 400, 200, 0), PLAIN, Fake())
    assert replace(found.words[0], span=whole.words[1].span) == whole.words[1]
    assert (len(found.words), found.width, found.height) == (1, 400, 200)


def test_a_page_that_lay_on_its_side_is_turned_first(whole):
    found = read_region(drawn(turned=90), Region(Box(190, 20, 400, 80), 400, 200, 90), PLAIN, Fake())
    assert found.words[0].box == whole.words[1].box


def test_at_twice_the_resolution_the_boxes_are_those_of_the_page(whole):
    found = read_region(drawn(scale=2), Region(Box(190, 20, 400, 80), 400, 200, 0), PLAIN, Fake())
    assert found.words[0].box == whole.words[1].box


def test_paper_says_nothing():
    found = read_region(drawn(), Region(Box(0, 0, 400, 20), 400, 200, 0), PLAIN, Fake())
    assert (found.text, found.blocks, found.confidence) == ("", (), None)


@pytest.mark.engine
def test_the_real_engine_reads_a_part_as_it_reads_the_page():
    page = drawing.draw_text(drawing.ENGLISH, 28)
    engine = registry.get("ppocr")
    image = PageImage(1, page.pixels, 150.0)
    whole = read_page(image, PLAIN, engine)
    line = whole.lines[1]
    height, width = page.pixels.shape[:2]
    box = Box(0, line.box.top - 6, width, line.box.bottom + 6).clip(width, height)
    part = read_region(image, Region(box, width, height, 0), PLAIN, engine)
    assert part.text == drawing.ENGLISH[1] == line.text
    assert all(one.box.iou(other.box) > 0.6 for one, other in zip(part.words, line.words, strict=True))


class Told:
    """An engine that reads one word at a place of what it sees."""

    def __init__(self, box):
        self.box, self.seen = box, []

    def recognize(self, pixels, _):
        self.seen.append(pixels.shape[:2])
        word = Word("word", 0.9, self.box)
        return Reading((Line("word", 0.9, self.box, self.box.polygon(), (word,)),), EngineInfo("told", "1"))


@pytest.mark.parametrize(
    ("size", "seen", "box"),
    [
        ((400, 200), (60, 100), Box(205, 60, 230, 80)), ((800, 400), (120, 200), Box(202, 55, 215, 65)),
        ((400, 400), (120, 100), Box(205, 55, 230, 65)), ((200, 100), (30, 50), Box(210, 70, 260, 110)),
    ],
)  # fmt: skip
def test_it_cuts_the_region_out_at_any_resolution(size, seen, box):
    picture = PageImage(1, np.full((size[1], size[0], 3), 255, np.uint8), 150.0)
    engine = Told(Box(5, 10, 30, 30))
    found = read_region(picture, Region(Box(200, 50, 300, 110), 400, 200, 0), PLAIN, engine)
    assert engine.seen == [seen]
    assert (found.words[0].box, found.lines[0].box) == (box, box)
    assert (found.width, found.height, found.dpi) == (400, 200, 150.0)


def test_it_keeps_boxes_within_the_page():
    picture = PageImage(1, np.full((200, 400, 3), 255, np.uint8))
    found = read_region(picture, Region(Box(350, 150, 400, 200), 400, 200, 0), PLAIN, Told(Box(30, 30, 90, 90)))
    assert found.words[0].box == Box(380, 180, 400, 200)


@given(st.integers(50, 300), st.integers(50, 300), st.tuples(*[st.integers(0, 91)] * 2))
def test_it_sees_all_of_the_region(width, height, corner):
    picture = PageImage(1, np.full((height, width, 3), 255, np.uint8))
    engine = Told(Box(0, 0, 1, 1))
    box = Box(*corner, corner[0] + 8, corner[1] + 8)
    read_region(picture, Region(box, 100, 100, 0), PLAIN, engine)
    [(rows, columns)] = engine.seen
    assert 8 * width / 100 <= columns < 8 * width / 100 + 2
    assert 8 * height / 100 <= rows < 8 * height / 100 + 2
