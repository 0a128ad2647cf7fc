"""The engine ``ppocr`` on pictures whose text and places are known, because the tests draw them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.ppocr import directions
from onlineocr.ocr.errors import EngineFailed
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
    assert min(overlaps) > 0.5
    assert sum(overlaps) / len(overlaps) > 0.7


@pytest.mark.parametrize("light", [0.5, 0.2])
def test_it_parts_and_places_words_in_a_shadow(light: float) -> None:
    pixels, places = drawn(TEXT)
    shaded = pixels.copy()
    shaded[:, 320:] = shaded[:, 320:] * light
    boxes = {word.text: word.box for line in read(shaded).lines for word in line.words}
    assert boxes.keys() == {text for text, _ in places}
    assert min(boxes[text].iou(box) for text, box in places) > 0.5


@pytest.mark.parametrize("ink_and_paper", [(123, 135), (250, 20), (90, 30)], ids=["pale", "light on dark", "dim"])
def test_it_needs_little_contrast_and_no_dark_ink(ink_and_paper: tuple[int, int]) -> None:
    ink, paper = ink_and_paper
    shares = drawn(TEXT)[0] / 255
    assert [line.text for line in read((ink + shares * (paper - ink)).astype(np.uint8)).lines] == list(TEXT)


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


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (2, 3), (31, 33), (10, 50_000), (50_000, 10)])
def test_it_survives_pictures_of_odd_sizes(shape: tuple[int, int]) -> None:
    assert read(np.full((*shape, 3), 255, np.uint8)).lines == ()


def test_it_survives_noise() -> None:
    pixels = np.random.default_rng(3).integers(0, 255, (300, 400, 3), np.uint8)
    for line in read(pixels).lines:
        assert line.words
        assert Box(0, 0, 400, 300).intersection(line.box) == line.box.area


def test_it_says_so_when_it_cannot_go_on() -> None:
    with pytest.raises(EngineFailed, match="PP-OCR failed"):
        read(np.zeros((60, 60), np.uint8))


def test_it_reads_light_on_dark() -> None:
    assert [line.text for line in read(255 - drawn(TEXT)[0]).lines] == list(TEXT)


def test_it_reads_a_long_strip() -> None:
    strip = np.concatenate([drawn(TEXT)[0]] * 12)
    assert strip.shape[0] > 3 * strip.shape[1]
    assert [line.text for line in read(strip).lines] == list(TEXT) * 12


def test_it_reads_a_very_long_line() -> None:
    sentence = "The quick brown fox jumps over the lazy dog. " * 8
    pixels, _ = drawn((sentence.strip(),), width=4900)
    found = " ".join(line.text for line in sorted(read(pixels).lines, key=lambda line: line.box.left))
    assert found == sentence.strip()


def test_it_reads_a_large_page_in_small_print() -> None:
    lines = tuple(f"{number} apples and {number + 7} pears" for number in range(100, 130))
    small, _ = drawn(lines, size=15, width=300)
    page = np.full((4000, 3000, 3), 255, np.uint8)
    page[1000 : 1000 + small.shape[0], 1200:1500] = small
    found = {line.text for line in read(page).lines}
    assert len(found & set(lines)) >= 28


def test_it_reads_text_that_runs_downwards() -> None:
    pixels, _ = drawn(TEXT[:1])
    page = np.full((800, 600, 3), 255, np.uint8)
    page[50 : 50 + pixels.shape[1], 100 : 100 + pixels.shape[0]] = np.rot90(pixels, -1)
    (line,) = read(page).lines
    assert line.text == TEXT[0]
    assert line.polygon[0][0] > line.polygon[3][0]  # its top is at the right


@pytest.mark.slow
def test_memory_stays_bounded_over_many_sizes() -> None:
    pixels, _ = drawn(TEXT)
    sizes = [(300 + 37 * n, 150 + 29 * n) for n in range(8)]
    pages = [np.asarray(Image.fromarray(pixels).resize(size)) for size in sizes]
    for page in pages:
        read(page)
    before = memory()
    for page in pages:
        read(page)
    assert memory() - before < 128 * 1024 * 1024  # glibc's own free lists swing by half of that


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.parametrize("quarters", range(4))
def test_a_page_reads_best_the_right_way_up(quarters: int) -> None:
    found = directions.readings(np.ascontiguousarray(np.rot90(drawn(TEXT)[0], quarters)))
    assert max(found, key=found.get) == 90 * quarters
    assert sorted(found.values())[-1] - sorted(found.values())[-2] > 0.1


def test_an_empty_page_has_no_way_up() -> None:
    assert directions.readings(np.full((300, 300, 3), 255, np.uint8)) == {}
