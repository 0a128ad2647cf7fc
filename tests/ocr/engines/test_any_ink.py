"""Whatever ink a line has and whatever was read there, the line comes out: no shape ends the page."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.engines.ppocr import crops, engine
from onlineocr.ocr.engines.ppocr.letters import Letter

HEIGHT, WIDTH = 50, 300
PICKY = "EÆAœfiflſ.…123²₂oaº™TMQgjy_-\"'„“«»,;|Il©"


Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

boxes = st.tuples(
    st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.sampled_from([1, 3, 12, 80, 300]),
    st.sampled_from([1, 2, 5, 30]),
)  # fmt: skip
quads = st.sampled_from([(0, 0, WIDTH, HEIGHT), (0, 20, WIDTH, 8), (90, 0, 60, HEIGHT), (7, 3, 1, 1)])


def page(found: list[Box], paper: int, shade: int) -> np.ndarray:
    pixels = np.full((HEIGHT, WIDTH, 3), paper, np.uint8)
    for left, top, wide, high in found:
        pixels[top : top + high, left : left + wide] = shade
    return pixels


@st.composite
def letters(draw, found: list[Box]) -> list[Letter]:
    """A letter on each box, and a few elsewhere."""
    places = [(left / WIDTH, min(1.0, (left + wide) / WIDTH)) for left, _, wide, _ in found]
    places += [(start, min(1.0, start + 0.05)) for start in draw(st.lists(st.floats(0, 1), min_size=1, max_size=4))]
    sure = st.floats(0, 1)
    return [
        Letter(draw(st.sampled_from(PICKY)), draw(sure), start, end, draw(sure), draw(st.booleans()))
        for start, end in sorted(places)
    ]


@settings(max_examples=500)
@given(st.data(), st.lists(boxes, max_size=5), quads, st.sampled_from([(255, 0), (180, 90), (40, 255)]))
def test_it_makes_a_line_of_any_ink(data, found, box, shades):
    left, top, wide, high = box
    quad = np.array([[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32)
    pixels = page(found, *shades)
    line = engine._line(pixels, crops.cut(pixels, quad), quad, data.draw(letters(found)))
    assert line is None or line.text
