"""The language of a text."""

import pytest

from onlineocr.ocr import languages
from onlineocr.ocr.engines.identify import by_script, identify, identify_each, script_of
from tests.support.drawing import CHINESE, ENGLISH, GREEK, HEBREW, RUSSIAN

EVERY = {language.tag for language in languages.every()}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (" ".join(ENGLISH), "en"), (" ".join(RUSSIAN), "ru"), (" ".join(GREEK), "el"), (" ".join(HEBREW), "he"),
        ("".join(CHINESE), "zh-Hans"), ("臺灣的圖書館有許多漢字書籍與報紙", "zh-Hant"),
        ("Vielen Dank für Ihren Einkauf!", "de"),
        ("Усі люди народжуються вільними", "uk"), ("吾輩は猫である。名前はまだ無い。", "ja"),
    ],
)  # fmt: skip
def test_it_tells_the_language(text, tag):
    assert identify(text, EVERY) == tag


@pytest.mark.parametrize("text", ["", "12:45", "Total", "3.50 EUR", "?!", "\x00\ud800" * 30])
def test_it_says_nothing_about_too_little_text(text):
    assert identify(text, EVERY) is None


def test_it_answers_only_with_one_of_those_asked_for():
    assert identify(" ".join(ENGLISH), EVERY - {"en"}) is None
    assert identify(" ".join(ENGLISH), {"en"}) == "en"


def test_it_tells_each_language_of_a_text_in_several_scripts():
    assert identify_each("\n".join([*RUSSIAN, *GREEK, *ENGLISH]), EVERY) == ("en", "ru", "el")
    assert identify_each("\n".join([*CHINESE, *HEBREW]), EVERY) == ("he", "zh-Hans")


def test_a_few_letters_of_another_script_are_no_language():
    assert identify_each(" ".join(ENGLISH) + " α β γ", EVERY) == ("en",)
    assert list(by_script(" ".join(ENGLISH * 9) + " мир α")) == ["LATIN"]


def test_a_language_with_several_scripts_is_one():
    assert identify_each("吾輩は猫である。名前はまだ無い。", EVERY) == ("ja",)


@pytest.mark.parametrize(
    ("char", "script"),
    [("a", "LATIN"), ("я", "CYRILLIC"), ("中", "CJK"), ("ア", "KATAKANA"), ("1", "DIGIT"), ("\x00", "")],
)
def test_it_names_the_script_of_a_letter(char, script):
    assert script_of(char) == script
