"""Stretches of glyphs whose text the file says (ActualText), and spaces that are drawn alone."""

from __future__ import annotations

import time

import pytest

from tests.ocr.decode.decoded import Decoder
from tests.support import pdfs


def say(text: str, *shown: str) -> str:
    """``shown``, each an object of its own, stand for ``text``."""
    data = ("\ufeff" + text).encode("utf-16-be").hex()
    return f"/Span <</ActualText <{data}>>> BDC {' '.join(shown)} EMC"


def texts(decoder: Decoder, *parts: str) -> list[str]:
    """The lines of a page that shows ``parts`` in Helvetica of 20 points."""
    found = decoder.page(pdfs.drawn(f"BT /F 20 Tf 50 700 Td {' '.join(parts)} ET".encode())).own_text
    assert found
    return [line.text for line in found.lines]


def test_a_stretch_of_glyphs_is_the_text_that_the_file_says(decoder: Decoder) -> None:
    assert texts(decoder, say("कि", "(x) Tj", "10 0 Td (y) Tj"), "10 0 Td (a) Tj") == ["किa"]


def test_a_space_drawn_alone_parts_words_beside_a_stretch(decoder: Decoder) -> None:
    parts = say("é", "(e) Tj"), "11 0 Td (t) Tj", "6 0 Td ( ) Tj", "6 0 Td (a) Tj"
    assert texts(decoder, *parts) == ["ét a"]


def test_a_stretch_has_all_the_room_of_its_glyphs(decoder: Decoder) -> None:
    """PDFium gives it the place of the first glyph: the others looked like a space."""
    assert texts(decoder, say("क्षा", "(i) Tj", "5 0 Td (mmm) Tj"), "50 0 Td (a) Tj") == ["क्षाa"]


def test_text_from_right_to_left_stays_in_the_order_of_reading(decoder: Decoder) -> None:
    parts = say("لا", "(a) Tj"), "11 0 Td ( ) Tj", say("س", "6 0 Td (b) Tj"), say("ي", "11 0 Td (c) Tj")
    assert texts(decoder, *parts) == ["يس لا"]


@pytest.mark.parametrize("said", ["two words", "a" * 17])
def test_whole_words_keep_the_places_of_their_letters(decoder: Decoder, said: str) -> None:
    assert "".join(texts(decoder, say(said, f"({said}) Tj"))) == said


@pytest.mark.parametrize("said", ["", "\x00", "\ud800"])
def test_a_text_that_says_nothing_harms_nobody(decoder: Decoder, said: str) -> None:
    data = said.encode("utf-16-be", "surrogatepass").hex()
    parts = f"/Span <</ActualText <feff{data}>>> BDC (a) Tj EMC", "11 0 Td (b) Tj"
    assert texts(decoder, *parts)[0].endswith("b")


@pytest.mark.parametrize("length", [5_001, 99_000, 1_000_000])
def test_more_text_than_any_place_holds_is_not_taken(decoder: Decoder, length: int) -> None:
    page = decoder.page(pdfs.drawn(f"BT /F 20 Tf 50 700 Td {say('x' * length, '(hello) Tj')} ET".encode()))
    assert page.own_text
    assert (page.own_text.lines, page.own_text.complete) == ((), False)


def test_marks_within_marks_cost_no_time(decoder: Decoder) -> None:
    began = time.process_time()
    deep = "/P BMC " * 5_000 + "(a) Tj 0.01 0 Td " * 5_000 + "EMC " * 5_000
    assert texts(decoder, deep, say("कि", "(x) Tj"))
    assert time.process_time() - began < 10


def test_a_stretch_over_two_lines_is_laid_over_its_first_glyph(decoder: Decoder) -> None:
    assert texts(decoder, say("ab", "(a) Tj", "0 -40 Td (b) Tj")) == ["ab"]
