"""One page through all stages, with the engine ``fake`` where the stage is not the engine's."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr import Options, recognize
from onlineocr.ocr.engines import registry
from onlineocr.ocr.errors import EmptyFile, InvalidOptions, NoSuchPage
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Page, PageImage
from onlineocr.ocr.pipeline import read_page
from onlineocr.ocr.upright import reads_upright
from tests import drawing, stage

FAKE = Options(engine="fake")


def line(text, *, width=100, height=20, confidence=0.99):
    box = Box(0, 0, width, height)
    return Line(text, confidence, box, box.polygon())


def test_it_reads_a_file_by_path_and_by_its_bytes(tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(stage.picture())
    (one,), (other,), (third,) = recognize(path, FAKE), recognize(str(path), FAKE), recognize(path.read_bytes(), FAKE)
    assert one.text == other.text == third.text != ""


def test_it_reads_page_by_page(tmp_path):
    pages = recognize(stage.picture("TIFF", frames=3), FAKE)
    assert next(pages).number == 1
    assert [page.number for page in pages] == [2, 3]


def test_it_reads_the_pages_that_were_chosen():
    data = stage.picture("TIFF", frames=3)
    assert [page.number for page in recognize(data, Options.parse({"engine": "fake", "pages": "3,1"}))] == [1, 3]
    with pytest.raises(NoSuchPage, match="has 3"):
        next(recognize(data, Options.parse({"engine": "fake", "pages": "4-"})))


@pytest.mark.parametrize(("source", "error"), [(b"", EmptyFile), ("missing.png", FileNotFoundError)])
def test_it_says_what_is_wrong_before_the_first_page(source, error):
    with pytest.raises(error):
        next(recognize(source, FAKE))


def test_it_refuses_an_engine_that_there_is_not():
    with pytest.raises(InvalidOptions, match="there is no engine 'nobody'"):
        next(recognize(stage.picture(), Options(engine="nobody")))


def test_a_result_survives_the_way_through_json():
    (page,) = recognize(stage.picture(), FAKE)
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


def test_a_page_that_reads_well_is_upright():
    assert reads_upright([line("Hello world")])


@pytest.mark.parametrize(
    "lines",
    [[], [line("OJJAH", confidence=0.7)], [line("Hello world", width=20, height=100)]],
    ids=["nothing", "nonsense", "tall"],
)
def test_a_page_that_does_not_is_looked_at(lines):
    assert not reads_upright(lines)
