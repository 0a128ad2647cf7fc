"""Which own text is used, at each bound, with an engine that reads digests of the page's ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.embedded_text.judge import Refused, Taken, only, take
from onlineocr.ocr.engines import registry
from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.page import Line, OwnText, PageImage, Word
from tests.support.drawing import draw_text

FAKE = registry.get("fake")
DRAWING = draw_text(size=48)
READ = FAKE.recognize(DRAWING.pixels, Options()).lines
PAPER = DRAWING.image.height - 40  # the top of a strip without ink


def own(lines=READ, characters=100, **fields):
    return OwnText(tuple(lines), characters=characters, **fields)


def judged(text, options=Options(), **image):  # noqa: B008  (a frozen value)
    return take(PageImage(1, DRAWING.pixels, None, own_text=text, **image), options, FAKE)


def off_the_ink(count):
    """The lines, the first ``count`` words of them on empty paper."""
    words = [word for line in READ for word in line.words]
    away = {id(word): Box(5 * number, PAPER, 5 * number + 4, PAPER + 20) for number, word in enumerate(words[:count])}
    return [
        replace(line, words=tuple(replace(word, box=away.get(id(word), word.box)) for word in line.words))
        for line in READ
    ]


def test_it_takes_text_that_a_reading_bears_out():
    found = judged(own())
    assert (found.source, [line.text for line in found.lines]) == ("text_layer", [line.text for line in READ])
    assert found.reason.startswith(
        "the page's own text: 100 characters, 100% of them mapped, 100% on ink, 100% like a reading"
    )


def test_it_refuses_a_picture_without_a_reason():
    assert judged(None) == Refused("")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (OwnText(), "the page has no text of its own"),
        (own(complete=False), "the page's own text is larger than is taken"),
    ],
)
def test_it_refuses_no_text_and_too_much(text, reason):
    assert judged(text) == Refused(reason)


@pytest.mark.parametrize(("unmapped", "kind"), [(30, Taken), (31, Refused)])
def test_it_wants_seven_tenths_of_the_characters_mapped(unmapped, kind):
    assert isinstance(judged(own(unmapped=unmapped)), kind)


def test_it_says_how_little_is_mapped():
    assert judged(own(characters=2000, unmapped=1500)).reason.startswith("only 25% of the 2,000 characters")


@pytest.mark.parametrize(("count", "kind"), [(4, Taken), (5, Refused)])
def test_it_wants_seven_tenths_of_the_words_on_ink(count, kind):
    assert sum(len(line.words) for line in READ) == 14
    assert isinstance(judged(own(off_the_ink(count))), kind)


def test_it_leaves_out_words_that_are_not_seen():
    (first, *_), found = READ, judged(own(off_the_ink(2)))
    assert found.lines[0].text == " ".join(word.text for word in first.words[2:])


def wrong(line):
    words = tuple(replace(word, text=word.text[:3] + "zzz") for word in line.words)
    return replace(line, text=" ".join(word.text for word in words), words=words)


def test_it_refuses_text_that_a_reading_does_not_bear_out():
    assert judged(own(map(wrong, READ))).reason == "the page's own text is only 50% like a reading of 3 places"


@pytest.mark.parametrize(("pictures", "kind"), [((), Taken), ((Box(0, 0, 2000, 2000),), Refused)])
def test_it_wants_more_likeness_of_text_over_a_picture(pictures, kind):
    lines = [replace(line, words=(*line.words[:-1], wrong(line).words[-1])) for line in READ]
    lines = [replace(line, text=" ".join(word.text for word in line.words)) for line in lines]
    assert isinstance(judged(own(lines, pictures=pictures)), kind)


def tall(text, *corners):
    box = Box(100, 100, 200, 200)
    first, second, third, fourth = corners
    return Line(text, None, box, (first, second, third, fourth), (Word(text, None, box),))


A, B, C, D = Box(100, 100, 200, 200).polygon()
LEVEL, DOWN, OVER, UP = (A, B, C, D), (B, C, D, A), (C, D, A, B), (D, A, B, C)


@pytest.mark.parametrize(("corners", "degrees"), [(LEVEL, 0), (DOWN, 270), (OVER, 180), (UP, 90)])
def test_it_turns_the_page_as_its_text_runs(corners, degrees):
    image = PageImage(1, DRAWING.pixels, None, own_text=own([tall("text", *corners)]))
    found = only(image, Options())
    assert found.page.rotation == degrees
    (left, top), (right, bottom) = found.lines[0].polygon[:2]
    assert (right - left, bottom - top) == (100, 0)
    assert only(image, Options(orient=False)).page.rotation == 0


def test_it_turns_the_page_as_most_of_its_letters_run():
    lines = [tall("ab", *UP), tall("cd", *UP), tall("longer", *LEVEL)]
    assert only(PageImage(1, DRAWING.pixels, None, own_text=own(lines)), Options()).page.rotation == 0


def test_it_places_text_of_the_full_size_on_the_smaller_picture():
    height, width = DRAWING.pixels.shape[:2]
    image = PageImage(1, DRAWING.pixels, None, 2 * width, 2 * height, own_text=own([tall("text", *LEVEL)]))
    (line,) = only(image, Options()).lines
    assert (line.box, line.words[0].box) == (Box(50, 50, 100, 100), Box(50, 50, 100, 100))


def test_it_gives_unchecked_text_with_its_size_and_language():
    found = only(PageImage(1, DRAWING.pixels, None, own_text=own(characters=1234)), Options(languages="ru"))
    assert found.reason == "the page's own text, 1,234 characters, unchecked as text_layer=only asks"
    assert (found.languages, found.problems) == (("ru",), ())


@pytest.mark.parametrize(
    ("text", "codes", "said"),
    [
        (None, ["no_text_layer"], "A picture has no text of its own"),
        (OwnText(), ["no_text_layer"], "The page has no text of its own"),
        (own(READ[:1], complete=False), ["text_layer_cut"], "; 1 line was"),
        (own(complete=False), ["text_layer_cut"], "; 3 lines were"),
        (OwnText(complete=False), ["no_text_layer", "text_layer_cut"], "The page has no text"),
    ],
)
def test_it_says_where_unchecked_text_is_missing_or_cut(text, codes, said):
    problems = only(PageImage(1, DRAWING.pixels, None, own_text=text), Options()).problems
    assert [problem.code for problem in problems] == codes
    assert said in problems[0].detail


def test_it_reads_what_the_text_lacks():
    found = judged(own([*READ[:2]]))
    assert (found.source, len(found.lines)) == ("mixed", 3)
    assert found.reason.endswith("; 4 other parts besides recognized")
    assert union(line.box for line in found.lines).iou(union(line.box for line in READ)) > 0.9


def test_it_says_that_a_part_held_no_text():
    pixels = DRAWING.pixels.copy()
    pixels[PAPER : PAPER + 20, 100:300] = np.where(np.arange(200) % 2, 255, 150)[None, :, None]
    text = own(pictures=(Box(90, PAPER - 5, 310, PAPER + 25),))
    found = take(PageImage(1, pixels, None, own_text=text), Options(), FAKE)
    assert (found.source, found.reason.rpartition("; ")[2]) == ("text_layer", "1 picture besides held no text")
