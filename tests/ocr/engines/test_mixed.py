"""Lines with words in two scripts, one of which PP-OCR lacks."""

from __future__ import annotations

import pytest

from onlineocr.ocr.engines import mixed, registry
from onlineocr.ocr.engines.base import OtherScriptLine
from onlineocr.ocr.engines.ppocr.letters import Letter
from onlineocr.ocr.engines.ppocr.reader import left_out
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Line, Word
from tests.support.drawing import ENGLISH, RUSSIAN, draw_text

PROGRAM = ("Установите программу", "Установите Windows 11 и Office 2024", "Цена: 1 250,00 руб. за USB-кабель")


def read(*lines: str, languages: str = "auto", **drawn: int) -> list[str]:
    reading = registry.get("auto").recognize(draw_text(lines, **drawn).pixels, Options.parse({"languages": languages}))
    return [line.text for line in sorted(reading.lines, key=lambda line: line.box.top)]


@pytest.mark.engine
@pytest.mark.parametrize("languages", ["auto", "ru", "ru,en"])
def test_it_reads_latin_words_in_russian_lines(russian, languages):
    assert read(*PROGRAM, languages=languages) == list(PROGRAM)


@pytest.mark.engine
def test_it_reads_one_such_line_on_an_english_page(russian):
    line = "Invoice for Общество Ромашка"
    assert read(*ENGLISH, line, *ENGLISH)[3] == line


@pytest.mark.engine
def test_it_reads_latin_words_in_hebrew_in_logical_order(hebrew):
    lines = ("הספר הגדול נמצא", "התוכנה של Windows 11 נמצא בבית", "על השולחן בבית")
    assert read(*lines)[1] == lines[1]


@pytest.mark.parametrize(
    ("said", "written"),
    [("АВ-1234,", "AB-1234,"), ("ОТ", "ОТ"), ("Т-34", "Т-34"), ("ГОСТ-1234", "ГОСТ-1234"), ("сто-1234", "сто-1234")],
)
def test_a_code_whose_letters_look_alike_is_latin(said, written):
    assert mended(word(said, 0.95)) == written


@pytest.mark.engine
@pytest.mark.parametrize("languages", ["auto", "ru,en"])
def test_it_reads_an_address_and_a_number_in_a_russian_line(russian, languages):
    line = "Вопросы: support@primer.example, тел. +7 (495) 123-45-67."
    assert read(*PROGRAM, line, *RUSSIAN, languages=languages, size=30)[len(PROGRAM)] == line


def test_a_latin_word_of_which_ppocr_is_certain_needs_less_doubt_of_the_other():
    assert mended(word("Рго", 0.92), latin="Pro", sure=0.995) == "Pro"
    assert mended(word("Рго", 0.92), latin="Pro") == "Рго"
    assert mended(word("его", 0.96), latin="ero", sure=0.995) == "его"


def test_a_sure_word_stays():
    assert mended(word("Бета", 0.95), latin="beta") == "Бета"


def test_a_doubtful_word_is_taken_from_the_surer_reading():
    assert mended(word("Бека", 0.5), latin="beta") == "beta"


def test_a_word_that_the_careful_reading_does_not_bear_out_stays():
    assert mended(word("Бека", 0.5), latin="beta", careful="") == "Бека"


def test_a_doubtful_word_of_look_alikes_stays_in_the_script_of_its_line():
    assert mended(word("в", 0.5), latin="B") == "в"


def test_it_finds_where_the_careful_reading_is_blank():
    quick = letters("KoA versions", unsure="KoA")
    assert left_out(quick, quick[3:], 6.0) == pytest.approx((0, 0.25))
    assert left_out(quick, quick, 6.0) is None


def word(text: str, confidence: float) -> Word:
    return Word(text, confidence, Box(0, 0, 20 * len(text), 32))


def line(one: Word) -> Line:
    return Line(one.text, one.confidence, one.box, one.box.polygon(), (one,))


def mended(one: Word, latin: str = "", careful: str | None = None, sure: float = 0.98) -> str:
    seen = (Word(latin, sure, one.box),) if latin else ()
    again = line(Word(careful or latin, 0.98, one.box)) if careful != "" else None
    other_script = OtherScriptLine("Cyrl", one.box.polygon(), None, latin=seen)
    return mixed.mended(other_script, line(one), lambda parts: [again for _ in parts], lambda _: []).text


def letters(text: str, unsure: str) -> list[Letter]:
    return [
        Letter(c, 0.7 if c in unsure else 1.0, n / len(text), (n + 1) / len(text), spaced=text[n - 1 : n] == " ")
        for n, c in enumerate(text)
        if c != " "
    ]
