"""What every registered engine keeps, ours or a third party's."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from onlineocr.ocr import languages
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.base import Engine, Reading
from onlineocr.ocr.errors import InvalidOptions, LanguageNotInstalled
from onlineocr.ocr.options import Options
from tests.support.drawing import CHINESE, ENGLISH, draw_text

pytestmark = pytest.mark.engine

NOISE = np.random.default_rng(7)
PICTURES = {
    "black": np.zeros((200, 300, 3), np.uint8),
    "1x1": np.full((1, 1, 3), 200, np.uint8),
    "1x1 black": np.zeros((1, 1, 3), np.uint8),
    "wide": np.full((3, 5000, 3), 255, np.uint8),
    "tall": np.full((5000, 3, 3), 255, np.uint8),
    "one row of ink": np.zeros((1, 700, 3), np.uint8),
    "noise": NOISE.integers(0, 256, (240, 320, 3), np.uint8),
    "grey noise": np.repeat(NOISE.integers(100, 156, (240, 320, 1), np.uint8), 3, axis=2),
    "stripes": np.repeat(np.tile(np.uint8([0, 255]), (200, 100))[:, :, None], 3, axis=2),
    "english": draw_text(ENGLISH).pixels,
    "chinese": draw_text(CHINESE).pixels,
    "white on black": draw_text(ENGLISH, ink="white", paper="black").pixels,
    "to the edge": draw_text(["Edge to edge"], margin=0).pixels,
    "tiny text": draw_text(ENGLISH, size=7).pixels,
}


@pytest.fixture(params=registry.names())
def engine(request) -> Engine:
    return registry.get(request.param)


@pytest.fixture(params=PICTURES)
def picture(request) -> np.ndarray:
    return np.ascontiguousarray(PICTURES[request.param])


def letters(text: str) -> str:
    return "".join(text.split())


def assert_kept(reading: Reading, width: int, height: int) -> None:
    for line in reading.lines:
        assert line.words
        assert letters(line.text) == letters("".join(word.text for word in line.words))
        for part in (line, *line.words):
            assert part.text == part.text.strip() != ""
            assert 0 <= part.box.left < part.box.right <= width
            assert 0 <= part.box.top < part.box.bottom <= height
            assert 0.0 <= part.confidence <= 1.0


def test_it_keeps_the_contract_for_any_picture(engine, picture):
    before = picture.copy()
    reading = engine.recognize(picture, Options())
    assert_kept(reading, picture.shape[1], picture.shape[0])
    assert np.array_equal(before, picture)


def test_it_finds_nothing_on_a_blank_page(engine):
    for shade in (255, 250, 128):
        assert engine.recognize(np.full((400, 300, 3), shade, np.uint8), Options()).lines == ()


def test_it_reads_the_same_twice_whatever_came_between(engine):
    first = engine.recognize(PICTURES["english"], Options())
    engine.recognize(PICTURES["chinese"], Options())
    assert engine.recognize(PICTURES["english"], Options()) == first


def test_it_sees_the_lines_in_their_places(engine):
    drawing = draw_text(ENGLISH, size=40)
    found = engine.recognize(drawing.pixels, Options()).lines
    assert len(found) == len(ENGLISH)
    assert all(above.box.bottom <= below.box.top + 20 for above, below in pairwise(found))


def test_it_says_who_it_is_and_what_it_reads(engine):
    assert engine.info.name in registry.names()
    assert engine.info.version
    assert engine.languages()
    assert {languages.parse(tag).tag for tag in engine.languages()} == engine.languages()


def test_it_refuses_a_language_that_it_does_not_have(engine):
    lacking = [language.tag for language in languages.every() if language.tag not in engine.languages()]
    if lacking:
        with pytest.raises(LanguageNotInstalled):
            engine.recognize(PICTURES["english"], Options.parse({"languages": lacking[0]}))


def test_there_is_no_engine_of_an_unknown_name():
    with pytest.raises(InvalidOptions, match="tesseract"):
        registry.get("clairvoyant")
