from __future__ import annotations

import numpy as np

from onlineocr.ocr import Options
from onlineocr.ocr.embedded_text import parts
from onlineocr.ocr.engines import registry
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Word
from onlineocr.ocr.prepare import ink
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
