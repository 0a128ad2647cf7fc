"""Small signs: ligatures, raised and lowered digits, ordinals, underscores at the ends of a line."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.ppocr import cuts, marks, reader
from onlineocr.ocr.engines.ppocr.ink import Ink
from onlineocr.ocr.engines.ppocr.letters import Letter
from onlineocr.ocr.options import Options
from tests.ocr.engines.test_reader import said
from tests.support.drawing import draw_text, font_for


def read(pixels: np.ndarray) -> list[str]:
    lines = registry.get("ppocr").recognize(pixels, Options()).lines
    return [line.text for line in sorted(lines, key=lambda line: line.box.top)]


def draw(*pieces: tuple[str, float]) -> np.ndarray:
    """A line of pieces of text, each so many pixels above the base line; those that are not on it are smaller."""
    image = Image.new("RGB", (700, 90), "white")
    x = 30.0
    for text, rise in pieces:
        font = font_for(text, 20 if rise else 34)
        ImageDraw.Draw(image).text((x, 55 - rise), text, font=font, fill="black", anchor="ls")
        x += font.getlength(text)
    return np.array(image)


def mended(text: str, confidence: float = 1.0) -> str:
    nothing = np.zeros((48, 400), np.bool_)
    letters = [Letter(c, confidence, n / 20, (n + 1) / 20) for n, c in enumerate(text)]
    return "".join(letter.character for letter in marks.mended(letters, Ink(nothing[0], 0, 1, nothing), 20.0))


@pytest.mark.engine
def test_it_reads_a_large_ae() -> None:
    line = "Ærø, Ørsted, Århus, ÆBLE, ØL og smørrebrød."
    assert read(draw_text([line], size=28).pixels) == [line]


def _shape(points: list[tuple[int, int]]) -> Ink:
    """The ink of one letter: strokes of 6 pixels from point to point."""
    image = Image.new("L", (120, 60))
    ImageDraw.Draw(image).line(points, fill=255, width=6)
    mask = np.array(image) > 0
    return Ink(mask.any(axis=0), 0, 1, mask)


@pytest.mark.parametrize(
    ("strokes", "letter"),
    [
        ([(20, 50), (50, 10), (80, 10), (50, 10), (50, 30), (75, 30), (50, 30), (50, 50), (80, 50)], "Æ"),
        ([(30, 50), (30, 10), (60, 10), (30, 10), (30, 30), (55, 30), (30, 30), (30, 50), (60, 50)], "E"),
        ([(30, 50), (42, 10), (72, 10), (42, 10), (36, 30), (60, 30), (36, 30), (30, 50), (60, 50)], "E"),  # italic
        ([(20, 50), (20, 10), (80, 10), (20, 10), (20, 30), (75, 30), (20, 30), (20, 50), (80, 50)], "E"),  # extended
    ],
)
def test_an_e_with_the_shape_of_an_ae_is_one(strokes: list[tuple[int, int]], letter: str) -> None:
    found = marks.mended([Letter("E", 1.0, 0.4, 0.5)], _shape(strokes), 2.0)
    assert [one.character for one in found] == [letter]


@pytest.mark.engine
def test_it_leaves_a_and_e_beside_each_other_alone() -> None:
    lines = ["CAESAR AND MICHAEL", "ISRAEL and POE, AERO"]
    assert read(draw_text(lines, size=28).pixels) == lines


@pytest.mark.engine
def test_it_reads_the_numbers_of_notes_and_exponents() -> None:
    assert read(draw(("was worse.", 0), ("15", 14), (" and 10", 0), ("23", 14), (" times", 0))) == [
        "was worse.¹⁵ and 10²³ times"
    ]


@pytest.mark.engine
def test_it_reads_lowered_digits() -> None:
    assert read(draw(("Water is H", 0), ("2", -6), ("O and chalk", 0))) == ["Water is H₂O and chalk"]


@pytest.mark.engine
def test_it_leaves_digits_on_the_line_alone() -> None:
    lines = ["Order A4 paper and X20", "Room B7, HTTP2 in MP3", "Total12.50 or EUR45."]
    assert read(draw_text(lines, size=28).pixels) == lines


@pytest.mark.parametrize(("high", "read_as"), [("12", "abc¹²"), ("1", "abc12"), ("2", "abc12"), ("", "abc12")])
def test_all_digits_of_a_number_are_raised_or_none(high: str, read_as: str) -> None:
    mask = np.zeros((48, 100), np.bool_)
    for at, character in enumerate("abc12"):
        mask[10 : 24 if character in high else 40, 20 * at + 4 : 20 * at + 16] = True
    letters = [Letter(c, 1.0, n / 5, (n + 1) / 5) for n, c in enumerate("abc12")]
    found = marks.mended(letters, Ink(mask.any(axis=0), 0, 1, mask), 100 / 48)
    assert "".join(letter.character for letter in found) == read_as


def test_it_finds_the_rest_of_an_underscore_that_was_cut_off() -> None:
    pixels = draw(("__all__ = rows", 0))
    whole = cuts.whole(pixels, box(40, 400), said("_all__ = rows"))
    assert whole is not None
    assert 10 < whole[0, 0] < 30
    assert whole[1, 0] == 400


def test_it_leaves_a_rule_outside_of_a_line() -> None:
    pixels = draw(("________Name", 0))
    assert cuts.whole(pixels, box(130, 400), said("_Name")) is None


def box(left: int, right: int) -> np.ndarray:
    return np.array([[left, 25], [right, 25], [right, 65], [left, 65]], np.float32)


@pytest.mark.parametrize(("seen", "meant"), [("The1ºtof", "The1stof"), ("22ⁿd", "22nd"), ("1s⁺", "1st"), ("1º", "1º")])
def test_it_writes_ordinals_in_plain_letters(seen: str, meant: str) -> None:
    assert mended(seen) == meant


def test_it_writes_a_doubtful_trade_mark_in_plain_letters() -> None:
    assert mended("Brand™", 0.8) == "BrandTM"
    assert mended("Brand™", 0.99) == "Brand™"


@pytest.mark.parametrize("stutter", ["vaærdighed", "cœeur"])
def test_the_quick_reading_is_doubted_where_it_stutters(stutter: str) -> None:
    assert reader.is_doubtful(said(stutter))
