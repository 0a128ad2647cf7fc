"""The engine ``ppocr`` on pictures whose text and places are known, because the tests draw them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.ppocr import directions
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options

pytestmark = pytest.mark.engine

TEXT = ("The quick brown fox jumps over", "the lazy dog at 17:45 today.", "Invoice No. 2041 Total: 318.60")


def drawn(lines: tuple[str, ...], size: int = 28, width: int = 700) -> tuple[np.ndarray, list[tuple[str, Box]]]:
    """A white page with ``lines``, and each word with the box of its ink."""
    font = ImageFont.load_default(size)
    picture = Image.new("RGB", (width, 40 + 2 * size * len(lines)), "white")
    pen = ImageDraw.Draw(picture)
    places = []
    for number, line in enumerate(lines):
        top = 20 + 2 * size * number
        pen.text((30, top), line, "black", font)
        start = 0
        for word in line.split():
            start = line.index(word, start)
            places.append(
                (word, Box(*map(round, pen.textbbox((30 + pen.textlength(line[:start], font), top), word, font))))
            )
            start += len(word)
    return np.asarray(picture), places


def read(pixels: np.ndarray):
    return registry.get("ppocr").recognize(np.ascontiguousarray(pixels), Options())


def test_it_reads_a_paragraph() -> None:
    pixels, _ = drawn(TEXT)
    assert [line.text for line in read(pixels).lines] == list(TEXT)


def test_it_places_each_word() -> None:
    pixels, places = drawn(TEXT)
    words = [word for line in read(pixels).lines for word in line.words]
    assert [word.text for word in words] == [text for text, _ in places]
    overlaps = [word.box.iou(box) for word, (_, box) in zip(words, places, strict=True)]
    assert min(overlaps) > 0.3
    assert sum(overlaps) / len(overlaps) > 0.5


def test_it_is_sure_of_clear_print() -> None:
    lines = read(drawn(TEXT)[0]).lines
    assert all(0.9 < line.confidence <= 1 for line in lines)
    assert all(0.5 < word.confidence <= 1 for line in lines for word in line.words)


def test_it_names_itself_and_its_models() -> None:
    info = read(drawn(TEXT)[0]).engine
    assert info.name == "ppocr"
    assert all(model.startswith("ppocrv6_") for model in info.models)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_it_finds_nothing_on_an_empty_page(shade: int) -> None:
    assert read(np.full((600, 400, 3), shade, np.uint8)).lines == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (2, 3), (31, 33)])
def test_it_survives_pictures_of_odd_sizes(shape: tuple[int, int]) -> None:
    assert read(np.full((*shape, 3), 255, np.uint8)).lines == ()


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_reads_best_the_right_way_up(quarters: int) -> None:
    found = directions.readings(np.ascontiguousarray(np.rot90(drawn(TEXT)[0], quarters)))
    assert max(found, key=found.get) == 90 * quarters
    assert sorted(found.values())[-1] - sorted(found.values())[-2] > 0.1


def test_an_empty_page_has_no_way_up() -> None:
    assert directions.readings(np.full((300, 300, 3), 255, np.uint8)) == {}
