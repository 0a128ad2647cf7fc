from __future__ import annotations

from dataclasses import replace

import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.embedded_text.samples import compare, likeness, plain
from onlineocr.ocr.engines import registry
from onlineocr.ocr.geometry import union
from onlineocr.ocr.page import Line, Word
from tests.support.drawing import ENGLISH, draw_text

FAKE = registry.get("fake")


def read(pixels) -> list[Line]:
    return list(FAKE.recognize(pixels, Options()).lines)


def test_equal_texts_are_alike_and_others_are_not():
    assert likeness("kitten", "kitten") == 1.0
    assert likeness("kitten", "sitting") == pytest.approx(1 - 3 / 7)
    assert likeness("abc", "") == 0.0
    assert likeness("", "") == 1.0


def test_only_letters_and_digits_are_compared():
    assert plain("“Ofﬁce”, No. 12—b!") == "officeno12b"


def test_nothing_to_compare_is_no_likeness():
    assert compare([], draw_text().pixels, FAKE, Options()).places == 0


def test_what_is_read_at_its_place_is_alike():
    pixels = draw_text(ENGLISH, 48).pixels
    found = compare(read(pixels), pixels, FAKE, Options())
    assert (found.places, found.confidence) == (3, 1.0)


def test_text_too_small_to_be_read_is_no_place():
    pixels = draw_text(ENGLISH, 4).pixels
    assert compare(read(pixels), pixels, FAKE, Options()).places == 0


def test_sideways_lines_are_no_places():
    pixels = draw_text().pixels
    first, *_ = read(pixels)
    a, b, c, d = first.polygon
    assert compare([replace(first, polygon=(d, a, b, c))], pixels, FAKE, Options()).places == 0


@pytest.mark.engine
def test_a_wrong_line_shows():
    drawing = draw_text()
    engine = registry.get("ppocr")
    lines = list(engine.recognize(drawing.pixels, Options()).lines)
    assert compare(lines, drawing.pixels, engine, Options()).likeness > 0.95
    wrong = [replace(lines[0], words=tuple(replace(word, text=word.text[::-1]) for word in lines[0].words)), *lines[1:]]
    assert compare(wrong, drawing.pixels, engine, Options()).likeness < 0.9


@pytest.mark.engine
def test_letters_in_scripts_that_were_not_read_are_told_apart():
    drawing = draw_text(("aptinstallfirefox", "Съешьещёэтихмягких"))
    words = [Word(text, None, box) for text, box in zip(drawing.text.split("\n"), drawing.boxes, strict=True)]
    true = [Line(word.text, None, word.box, word.box.polygon(), (word,)) for word in words]
    found = compare(true, drawing.pixels, registry.get("ppocr"), Options())
    assert found.likeness < 0.8
    assert (found.known, found.unknown) == (1.0, "CYRILLIC")


@pytest.mark.engine
def test_words_that_are_read_the_other_way_round_agree_as_they_stand():
    """Numbers and Latin words of a line from right to left: the reading has them from left to right."""
    drawing = draw_text(("Deliver twelve paper boxes",), 40)
    pairs = zip(drawing.text.split(), drawing.boxes, strict=True)
    words = [Word(text, None, box) for text, box in pairs][::-1]
    whole = union(word.box for word in words)
    line = Line(" ".join(word.text for word in words), None, whole, whole.polygon(), tuple(words))
    found = compare([line], drawing.pixels, registry.get("ppocr"), Options())
    assert found.likeness < 0.8
    assert found.known == 1.0
