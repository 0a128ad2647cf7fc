"""The ground that transparent pixels show: white, unless light strokes would vanish on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.ocr.decode.decoded import WHITE, Decoder
from tests.support.drawing import font_for

Saved = Callable[..., Path]


def written(*words: tuple[str, str], mode: str = "RGBA") -> Image.Image:
    """(word, color) one below the other, on nothing."""
    picture = Image.new("RGBA", (240, 60 * len(words)), (0, 0, 0, 0))
    for row, (word, color) in enumerate(words):
        ImageDraw.Draw(picture).text((10, 60 * row + 10), word, fill=color, font=font_for(word, 32))
    return picture.convert(mode) if mode != "P" else picture.quantize(8)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_white_letters_stand_on_black(decoder: Decoder, saved: Saved, mode: str) -> None:
    pixels = decoder.page(saved(written(("Alice", "white"), mode=mode), "PNG")).pixels
    assert pixels[1, 1].tolist() == [0, 0, 0]
    assert pixels.max() > 250


def test_dark_letters_stand_on_white(decoder: Decoder, saved: Saved) -> None:
    assert decoder.page(saved(written(("Alice", "black")), "PNG")).pixels[1, 1].tolist() == WHITE


def test_white_and_black_letters_stand_on_gray(decoder: Decoder, saved: Saved) -> None:
    pixels = decoder.page(saved(written(("Alice", "white"), ("and", "white"), ("Bob", "black")), "PNG")).pixels
    assert pixels[1, 1].tolist() == [128, 128, 128]


def test_a_sheet_of_paper_stands_on_white(decoder: Decoder, saved: Saved) -> None:
    picture = Image.new("RGBA", (240, 120), (0, 0, 0, 0))
    picture.paste("white", (20, 20, 220, 100))
    ImageDraw.Draw(picture).text((30, 40), "Bob", fill="black", font=font_for("Bob", 32))
    assert decoder.page(saved(picture, "PNG")).pixels[1, 1].tolist() == WHITE
