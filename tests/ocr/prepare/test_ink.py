from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.prepare import ink
from tests.support.drawing import draw_text


def picture(width: int = 800, height: int = 600) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def grey(image: Image.Image) -> ink.Grey:
    return ink.grey(np.array(image))


def test_words_are_shown_where_they_stand_and_nowhere_else() -> None:
    drawing = draw_text()
    away = [Box(1, 1, 20, 8), Box(10, drawing.image.height - 20, 60, drawing.image.height)]
    found = ink.visible(ink.grey(drawing.pixels), [*drawing.boxes, *away])
    assert found == [True] * len(drawing.boxes) + [False, False]


def test_a_letter_that_fills_its_box_is_shown() -> None:
    image, pen = picture()
    pen.rectangle((100, 100, 104, 140), fill="black")
    assert ink.visible(grey(image), [Box(100, 100, 105, 141)]) == [True]


def test_white_on_black_is_shown_and_black_on_black_is_not() -> None:
    drawing = draw_text(ink="white", paper="black")
    assert ink.visible(ink.grey(drawing.pixels), drawing.boxes[:1]) == [True]
    assert ink.visible(ink.grey(draw_text(ink="black", paper="black").pixels), drawing.boxes[:1]) == [False]


def test_a_box_outside_shows_nothing() -> None:
    assert ink.visible(np.zeros((10, 10), np.uint8), [Box(50, 50, 60, 60)]) == [False]


def test_text_that_nobody_knows_of_is_found() -> None:
    drawing = draw_text()
    found = ink.text_beside(ink.grey(drawing.pixels), [])
    assert all(any(box.intersection(word) for box in found) for word in drawing.boxes)


def test_text_that_is_known_is_not_found() -> None:
    drawing = draw_text()
    assert ink.text_beside(ink.grey(drawing.pixels), drawing.boxes) == []


def test_one_line_of_many_is_found() -> None:
    drawing = draw_text()
    found = ink.text_beside(ink.grey(drawing.pixels), drawing.boxes[:-4])
    assert union(found).iou(union(drawing.boxes[-4:])) > 0.5


def test_rules_frames_curves_and_bullets_are_no_text() -> None:
    image, pen = picture()
    pen.line((50, 50, 750, 50), fill="black", width=2)
    pen.rectangle((50, 100, 750, 400), outline="black", width=3)
    pen.arc((100, 120, 700, 380), 0, 170, fill="black", width=3)
    pen.ellipse((60, 450, 75, 465), fill="black")
    pen.rectangle((100, 450, 300, 480), fill="black")
    assert ink.text_beside(grey(image), []) == []


def test_a_blank_page_has_none() -> None:
    assert ink.text_beside(grey(picture()[0]), []) == []
    assert ink.text_beside(np.zeros((1, 1), np.uint8), []) == []
