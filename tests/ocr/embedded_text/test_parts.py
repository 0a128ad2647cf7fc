from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.embedded_text import parts
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.base import Reading
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import EngineInfo, Word
from onlineocr.ocr.prepare import ink
from tests.ocr.layout.lines import line
from tests.support.drawing import draw_text

FAKE = registry.get("fake")
DRAWING = draw_text(size=48)
WHOLE = Box(0, 0, *DRAWING.image.size)


def found(words=(), pictures=()):
    return parts.find(ink.grey(DRAWING.pixels), words, pictures)


def read(which, words=()):
    return [line.text for line in parts.read(which, words, DRAWING.pixels, FAKE, Options()).lines]


def test_a_picture_without_own_text_is_a_part():
    assert found(pictures=[WHOLE]).pictures == (WHOLE,)


def test_a_picture_under_own_text_is_none():
    assert not found(words=DRAWING.boxes, pictures=[WHOLE])


def test_a_picture_too_small_for_a_word_is_none():
    assert found(words=DRAWING.boxes, pictures=[Box(0, 0, 20, 40), Box(0, 0, 40, 10)]).pictures == ()


def test_an_empty_picture_is_none():
    white = np.full((200, 300), 255, np.uint8)
    assert not parts.find(white, [], [Box(0, 0, 300, 200)])


def test_a_picture_is_read_where_it_lies():
    lines = FAKE.recognize(DRAWING.pixels, Options()).lines
    reading = parts.read(parts.Parts((WHOLE,), ()), [], DRAWING.pixels, FAKE, Options())
    assert [(line.text, line.box) for line in reading.lines] == [(line.text, line.box) for line in lines]


def test_words_that_are_known_are_not_read_again():
    first, *others = FAKE.recognize(DRAWING.pixels, Options()).lines
    which = parts.Parts((WHOLE,), ())
    assert read(which, first.words) == [line.text for line in others]
    assert read(which, first.words[:2])[0] == " ".join(word.text for word in first.words[2:])


def test_a_line_that_own_words_say_a_little_beside_it_is_not_said_twice():
    first, *others = FAKE.recognize(DRAWING.pixels, Options()).lines
    flat = Box(first.box.left, first.box.bottom - 3, first.box.right, first.box.bottom)
    assert read(parts.Parts((WHOLE,), ()), [Word(first.text, None, flat)]) == [line.text for line in others]


DARK = np.zeros((300, 600), np.uint8)
DARK[::2] = 255


@pytest.mark.parametrize(("width", "height", "so"), [(24, 12, True), (23, 12, False), (24, 11, False)])
def test_it_takes_a_picture_that_is_large_enough_for_a_word(width, height, so):
    assert bool(parts.find(DARK, [], [Box(0, 0, width, height)]).pictures) is so


@pytest.mark.parametrize(("covered", "so"), [(99, True), (100, False)])
def test_it_takes_a_picture_with_hardly_any_own_text(covered, so):
    written = [Box(0, 0, covered, 1)]
    assert bool(parts.find(DARK, written, [Box(0, 0, 100, 20)]).pictures) is so


class Told:
    """An engine that gives one line of these words at the places where it is told."""

    def __init__(self, text, confidence=0.99, left=0):
        self.line = line(text, left, 0, confidence=confidence)

    def recognize(self, *_):
        return Reading((self.line,), EngineInfo("told", "1"))


def told(text, confidence=0.99, words=()):
    pixels = np.full((400, 600, 3), 255, np.uint8)
    return parts.read(
        parts.Parts((Box(100, 200, 200, 220),), ()), words, pixels, Told(text, confidence), Options()
    ).lines


@pytest.mark.parametrize(
    ("text", "confidence", "so"),
    [
        ("word", 0.8, True), ("word", 0.79, False), ("abc", 0.95, True), ("abc", 0.94, False), ("a-b-c", 0.94, False),
        ("ab", 0.99, True), ("a", 0.99, False), ("a..", 0.99, False), ("word", None, True), ("1234", 0.8, True),
    ],
)  # fmt: skip
def test_it_takes_lines_of_a_picture_that_are_surely_text(text, confidence, so):
    assert bool(told(text, confidence)) is so


def test_it_gives_lines_in_pixels_of_the_page():
    (found,) = told("some word")
    assert (found.box, found.words[1].box) == (Box(92, 192, 182, 212), Box(142, 192, 182, 212))
    assert found.polygon == found.box.polygon()


@pytest.mark.parametrize(("height", "text"), [(7, "some word"), (8, "word")])
def test_it_leaves_out_a_word_that_own_text_covers(height, text):
    (found,) = told("some word", words=[Word("xxxx", None, Box(92, 192, 132, 192 + height))])
    assert found.text == text


@pytest.mark.parametrize(
    ("own", "box", "so"),
    [
        ("some word", Box(92, 210, 182, 214), False), ("Some-Word!", Box(92, 210, 182, 214), False),
        ("other text", Box(92, 210, 182, 214), True), ("some word", Box(92, 240, 182, 244), True),
    ],
)  # fmt: skip
def test_it_leaves_out_a_line_that_own_text_beside_it_says(own, box, so):
    assert bool(told("some word", words=[Word(own, None, box)])) is so


def test_it_reads_a_part_with_a_margin_for_letters_at_its_ends():
    seen = []
    engine = Told("word")
    engine.recognize = lambda pixels, _: seen.append(pixels.shape) or Reading((), EngineInfo("told", "1"))
    pixels = np.full((400, 600, 3), 255, np.uint8)
    parts.read(parts.Parts((Box(100, 100, 200, 120),), ()), [], pixels, engine, Options())
    parts.read(parts.Parts((), (Box(100, 100, 200, 120),)), [], pixels, engine, Options())
    parts.read(parts.Parts((Box(0, 0, 100, 20),), ()), [], pixels, engine, Options())
    assert seen == [(36, 116, 3), (46, 156, 3), (28, 108, 3)]
