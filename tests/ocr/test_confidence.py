"""Confidences of a result are shares of words that are right: ocr/confidence.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.confidence import Curve, calibrated, logit, mean, translated
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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], None), ([("a", None)], None), ([("a", 0.5)], 0.5), ([("abc", 0.9), ("d", 0.5)], 0.8), ([("abc", 0.9),
        ("d", None)], 0.9),
        ([("", 0.4), ("a", 0.8)], 0.6), ([("abc", 0.0)], 0.0), ([("a", 0.12344), ("a", 0.12346)], 0.1235),
    ],
)  # fmt: skip
def test_a_mean_is_weighted_by_letters(words, found) -> None:
    assert mean(Word(text, said, BOX) for text, said in words) == found


@given(SHARES)
def test_odds_are_finite_and_symmetric(share: float) -> None:
    assert abs(logit(share)) < 10
    assert logit(share) == pytest.approx(-logit(1 - share), abs=1e-9)


@given(st.floats(0.001, 0.999))
def test_a_curve_without_a_slope_of_its_own_changes_nothing(said: float) -> None:
    assert Curve(1.0, 0.0)(said) == pytest.approx(said)


@given(st.floats(0.2, 0.8), st.floats(0.5, 2), st.floats(-1, 1))
def test_a_scale_is_translated_and_back(said: float, slope: float, offset: float) -> None:
    one, other = Curve(1.2, 0.3), Curve(slope, offset)
    (there,) = translated([line(("word", said))], one, other)
    assert other(there.words[0].confidence) == pytest.approx(one(said), abs=2e-3)


@pytest.mark.parametrize(("source", "target"), [(None, Curve(1, 0)), (Curve(2, 1), None), (None, None)])
def test_an_unknown_scale_is_not_translated(source, target) -> None:
    said = [line(("word", 0.4), ("own", None))]
    assert translated(said, source, target) == said
