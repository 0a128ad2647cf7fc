"""Words that their page's language lacks, and the network's second guesses at their letters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.ppocr import guesses
from onlineocr.ocr.engines.ppocr.letters import Letter, groups, text
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Line, Word
from tests.support.drawing import draw_text

pytestmark = pytest.mark.engine

REPORT = (
    "Please return the completed station report",
    "to the regional marketing director within",
    "three weeks of receiving the equipment and",
    "confirm that every measurement was taken",
    "under identical laboratory conditions.",
)
GERMAN = (
    "Bitte senden Sie den ausgefüllten Bericht",
    "innerhalb dreier Wochen zurück und prüfen",
    "sorgfältig jede Messung",
)


def letters(written: str, second: str = "", odds: float = 0.2) -> list[Letter]:
    """The letters of a line; where ``second`` has another one, it is the network's second guess."""
    found = []
    for at, (character, other) in enumerate(zip(written, second or written, strict=True)):
        if character != " ":
            doubt = (other, odds) if other != character else ("", 0.0)
            sure = 0.99 if other == character else 0.7
            found.append(Letter(character, sure, at / 99, (at + 1) / 99, 0.0, written[:at].endswith(" "), *doubt))
    return found


def mended(line: str, second: str, page: tuple[str, ...] = REPORT, odds: float = 0.2) -> str:
    """The ``line`` as it is read on a ``page`` of others."""
    every = [letters(line, second, odds), *map(letters, page)]
    return guesses.mended([(read_as(one), one) for one in every])[0].text


def read_as(found: list[Letter]) -> Line:
    box = Box(0, 0, 900, 20)
    words = tuple(Word(text(group), 0.9, box) for group in groups(found))
    return Line(text(found), 0.9, box, box.polygon(), words)


@pytest.mark.parametrize(
    ("line", "second"),
    [
        ("the statlon", "the station"),
        ("(PRCHIBITED)", "(PROHIBITED)"),
        ("l've seen", "I've seen"),
        ("Smòkers, too", "Smokers, too"),
        ("DISTRIBUT!ON", "DISTRIBUTION"),
        ("YelloW paper", "Yellow paper"),
        ("leve1 two", "level two"),
    ],
)
def test_a_second_guess_that_makes_a_word_is_taken(line: str, second: str) -> None:
    assert mended(line, second) == second


@pytest.mark.parametrize(
    ("line", "second"),
    [("the station", "the statlon"), ("Model XK", "Model XX"), ("21045", "2l045"), ("m3 and B2", "me and Be")],
)
def test_a_word_and_what_is_none_either_way_stay(line: str, second: str) -> None:
    assert mended(line, second) == line


@pytest.mark.parametrize(
    ("line", "space", "expected"),
    [
        ("the adjus tment", 0.6, "the adjustment"),
        ("the adjus tment", 0.95, "the adjus tment"),
        ("a copy right", 0.6, "a copy right"),
    ],
)
def test_a_space_that_parts_one_word_is_left_out(line: str, space: float, expected: str) -> None:
    found = [replace(letter, space=space if letter.spaced else 0.0) for letter in letters(line)]
    every = [found, *map(letters, REPORT)]
    [first, *_] = guesses.mended([(read_as(one), one) for one in every])
    assert first.text == " ".join(word.text for word in first.words) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("一", "-"),
        ("（2 I）", "(2 l)"),
        ("Oil, 0.5 I", "Oil, 0.5 l"),
        ("flow of 5 I/min", "flow of 5 l/min"),
        ("Then 2 I saw", "Then 2 I saw"),
        ("Part I", "Part I"),
    ],
)
def test_signs_that_look_the_same_are_told_by_what_is_beside_them(line: str, expected: str) -> None:
    assert mended(line, line) == expected


def test_chinese_pages_keep_their_signs() -> None:
    assert mended("一", "一", ("今天天气很好", "我们在北京")) == "一"


def test_a_long_run_of_doubtful_letters_costs_nothing() -> None:
    assert mended("l" * 3000, "I" * 3000) == "l" * 3000


def test_a_guess_that_is_hardly_likely_is_not_taken() -> None:
    assert mended("the statlon", "the station", odds=0.01) == "the statlon"


def test_a_text_in_another_language_is_left_alone() -> None:
    assert mended("der Funkt", "der Funky", GERMAN) == "der Funkt"


def test_a_few_words_do_not_tell_the_language() -> None:
    assert mended("the statlon", "the station", ("return the report",)) == "the statlon"


@pytest.mark.parametrize("seed", [10, 11])
def test_it_reads_the_words_of_a_noisy_page(seed: int) -> None:
    drawn = draw_text(REPORT, size=32).image.convert("L")
    small = drawn.resize((drawn.width // 3, drawn.height // 3), Image.Resampling.LANCZOS)
    noisy = np.asarray(small) + np.random.default_rng(seed).normal(0, 38, (small.height, small.width))
    pixels = np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    found = " ".join(line.text for line in registry.get("ppocr").recognize(pixels, Options()).lines)
    assert sorted(found.split()) == sorted(" ".join(REPORT).split())
