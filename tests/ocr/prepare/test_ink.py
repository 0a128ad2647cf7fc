from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def spot(value: int, x: int = 50, y: int = 50) -> ink.Grey:
    """White paper with one pixel of another brightness."""
    paper = np.full((100, 100), 200, np.uint8)
    paper[y, x] = value
    return paper


@pytest.mark.parametrize(("value", "so"), [(200 - 32, True), (200 - 31, False), (200 + 32, True), (200 + 31, False)])
def test_it_sees_ink_by_its_contrast(value: int, so: bool) -> None:
    assert ink.visible(spot(value), [Box(40, 40, 60, 60)]) == [so]


@pytest.mark.parametrize(
    ("place", "so"),
    [((38, 50), True), ((37, 50), False), ((61, 50), True), ((62, 50), False), ((50, 38), True), ((50, 37), False),
     ((50, 61), True), ((50, 62), False)],
)  # fmt: skip
def test_it_sees_ink_two_pixels_around_a_box(place: tuple[int, int], so: bool) -> None:
    assert ink.visible(spot(0, *place), [Box(40, 40, 60, 60)]) == [so]


def test_it_sees_ink_in_boxes_that_reach_over_the_edge() -> None:
    assert ink.visible(spot(0, 0, 99), [Box(-20, 90, 5, 150), Box(-20, -20, 5, 5)]) == [True, False]


@given(st.lists(st.tuples(*[st.integers(-5, 25)] * 4), max_size=4))
def test_it_covers_the_pixels_of_each_box(sides: list[tuple[int, int, int, int]]) -> None:
    boxes = [Box(*one) for one in sides]
    found = ink.coverage((15, 20), boxes)
    assert {(int(x), int(y)) for y, x in np.argwhere(found)} == {
        (x, y) for x in range(20) for y in range(15) if any(box.holds((x, y)) for box in boxes)
    }


@pytest.mark.parametrize(("height", "so"), [(3, False), (4, True), (60, True)])
def test_it_takes_ink_of_the_height_of_letters_for_text(height: int, so: bool) -> None:
    image, pen = picture(1000, 700)
    for x in range(100, 300, 8):
        pen.rectangle((x, 200, x + 3, 200 + height - 1), fill="black")
    assert bool(ink.text_beside(grey(image), [])) is so


def test_it_takes_no_two_strokes_for_text() -> None:
    image, pen = picture(1000, 700)
    for x in (100, 120):
        pen.rectangle((x, 200, x + 5, 215), fill="black")
    assert ink.text_beside(grey(image), []) == []


def test_it_gives_text_of_a_large_page_in_pixels_of_the_page() -> None:
    image, pen = picture(3000, 2000)
    for x in range(300, 900, 24):
        pen.rectangle((x, 600, x + 11, 660), fill="black")
    (found,) = ink.text_beside(grey(image), [])
    assert found.iou(Box(300, 600, 900, 660)) > 0.8
