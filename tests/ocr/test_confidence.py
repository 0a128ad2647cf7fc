"""Confidences of a result are shares of words that are right: ocr/confidence.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.confidence import calibrated, translated
from onlineocr.ocr.engines import registry
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word

BOX = Box(0, 0, 10, 10)
ENGINES = ("ppocr", "tesseract")
SHARES = st.floats(0, 1)


def line(*words):
    made = tuple(Word(text, said, BOX) for text, said in words)
    return Line(" ".join(text for text, _ in words), 0.5, BOX, BOX.polygon(), made)


def shown(said, engine="ppocr"):
    (found,) = calibrated([line(("word", said))], registry.curve(engine))
    return found.words[0].confidence


@pytest.mark.parametrize("engine", ENGINES)
@given(one=SHARES, other=SHARES)
def test_a_surer_word_stays_the_surer_one(engine: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= shown(low, engine) <= shown(high, engine) <= 1


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_is_certain(engine: str) -> None:
    assert 0 < shown(0.0, engine) < 0.3
    assert 0.9 < shown(1.0, engine) < 1


def test_a_line_is_as_sure_as_its_letters_together() -> None:
    (found,) = calibrated([line(("a", 0.2), ("word", 0.9))], registry.curve("ppocr"))
    first, second = (word.confidence for word in found.words)
    assert found.confidence == pytest.approx((first + 4 * second) / 5, abs=1e-4)


def test_what_is_unknown_stays_unknown() -> None:
    (found,) = calibrated([line(("own", None), ("text", None))], registry.curve("ppocr"))
    assert (found.confidence, [word.confidence for word in found.words]) == (None, [None, None])


def test_unknown_words_do_not_count_in_their_line() -> None:
    (found,) = calibrated([line(("own", None), ("read", 0.9))], registry.curve("ppocr"))
    assert found.confidence == found.words[1].confidence


def test_an_engine_without_a_curve_is_taken_at_its_word() -> None:
    said = [line(("word", 0.42))]
    assert calibrated(said, registry.curve("fake")) == said


def test_a_line_without_words_is_left_as_it_is() -> None:
    bare = line()
    assert calibrated([bare], registry.curve("ppocr")) == [bare]


def test_lines_of_one_engine_can_be_put_on_the_scale_of_another():
    said = line(("word", 0.9))
    (moved,) = translated([said], registry.curve("tesseract"), registry.curve("ppocr"))
    (direct,), (over,) = calibrated([said], registry.curve("tesseract")), calibrated([moved], registry.curve("ppocr"))
    assert over.words[0].confidence == pytest.approx(direct.words[0].confidence, abs=0.01)
    assert translated([said], registry.curve("fake"), registry.curve("ppocr")) == [said]
