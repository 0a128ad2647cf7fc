"""The places of a page that are read to judge its own text."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr import Options
from onlineocr.ocr.embedded_text.samples import compare
from onlineocr.ocr.engines.base import Reading
from onlineocr.ocr.page import EngineInfo
from tests.ocr.layout.lines import line

PIXELS = np.full((2000, 3000, 3), 255, np.uint8)


class Told:
    """An engine that reads ``texts``, one in each place, from the top of what it is shown."""

    def __init__(self, *texts, step=60, confidence=0.9):
        self.texts, self.step, self.confidence, self.shape = texts, step, confidence, None

    def recognize(self, pixels, _):
        self.shape = pixels.shape
        lines = tuple(
            line(text, 30, 10 + self.step * at, confidence=self.confidence)
            for at, text in enumerate(self.texts)
            if text
        )
        return Reading(lines, EngineInfo("told", "1"))


def compared(own, *read, height=20, **told):
    lines = [line(text, 10, 10 + 100 * at, height=height) for at, text in enumerate(own)]
    return compare(lines, PIXELS, Told(*read, **told), Options())


# A crop has a quarter of its height above and below, and 24 pixels between two: 54 rows.
def alike(own, read):
    return compared([own], read).likeness


@pytest.mark.parametrize(
    ("own", "read", "likeness"),
    [
        ("abcdefghij", "abcdefghij", 1.0), ("abcdefghij", "ABCDE, fghij!", 1.0), ("abcdefghij", "abcdefghix", 0.9),
        ("abcdefghij", "", 0.0),
        ("abcdefghij", "abcdefghijabcdefghij", 0.5),
    ],
)  # fmt: skip
def test_it_compares_letters_with_what_is_read_there(own, read, likeness):
    assert alike(own, read) == pytest.approx(likeness)


def test_it_weighs_places_by_their_letters():
    assert compared(["abcdefgh", "abcdefghijklmnopqrstuvwx"], "abcdefgh", "", step=54).likeness == pytest.approx(0.25)


@pytest.mark.parametrize(("count", "places"), [(1, 1), (3, 3), (5, 5), (9, 5)])
def test_it_takes_five_places_at_most(count, places):
    assert compared(["a line of words"] * count).places == places


@pytest.mark.parametrize(("height", "places"), [(7, 1), (6, 0)])
def test_it_takes_no_place_that_is_too_small(height, places):
    assert compared(["a line of words"], height=height).places == places


@pytest.mark.parametrize(("texts", "places"), [(["abcde", "abcdef"], 1), (["abcde", "abc"], 2), (["...", "--"], 0)])
def test_it_takes_short_places_only_where_there_are_no_others(texts, places):
    assert compared(texts).places == places


def test_it_has_the_confidence_of_the_reading():
    assert compared(["a line of words"], "a line", confidence=0.7).confidence == pytest.approx(0.7)
    assert compared(["a line of words"]).confidence is None


@pytest.mark.parametrize(
    ("own", "read", "known", "unknown"),
    [
        ("abcdefghij", "abcdefghij", 1.0, ""), ("abcdefghijсъешь", "abcdefghij", 1.0, "CYRILLIC"),
        ("abcdefghi", "abcdefghi", None, ""),
        ("abcdefghij", "abcdxfghij", 0.9, ""), ("съешьещёэтих", "abc", None, "CYRILLIC"),
        ("1234567890съ", "1234567890", 1.0, "CYRILLIC"),
    ],
)  # fmt: skip
def test_it_judges_scripts_apart_that_the_reading_lacks(own, read, known, unknown):
    found = compared([own], read)
    assert (found.known, found.unknown) == (known and pytest.approx(known), unknown)


def test_it_takes_letters_of_a_script_that_the_engine_does_not_read_for_no_evidence():
    lines = [line("съешьещёэтих", 10, 10)]
    found = compare(lines, PIXELS, Told("съешьещёэтих"), Options(), unread=["CYRILLIC"])
    assert (found.known, found.unknown) == (None, "CYRILLIC")


def test_it_enlarges_small_print_and_shows_a_sheet_of_some_size():
    small, large = Told(), Told()
    compare([line("w" * 60, 10, 10, height=13)], PIXELS, small, Options())
    compare([line("w" * 60, 10, 10, height=14)], PIXELS, large, Options())
    assert small.shape == (736, 2 * 602 + 48, 3)
    assert large.shape == (736, 736, 3)
