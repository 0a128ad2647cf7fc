"""The languages in which a few lines are read, one after the other."""

from __future__ import annotations

import pytest

from onlineocr.ocr import languages
from onlineocr.ocr.engines.choice import Trial, choose
from onlineocr.ocr.engines.identify import identify
from tests.ocr.layout.lines import line

CYRILLIC = languages.of_script("Cyrl")
RUSSIAN = "Все люди рождаются свободными и равными в своём достоинстве и правах"
UKRAINIAN = "Всі люди народжуються вільними і рівними у своїй гідності та правах"


def tried(text, having=CYRILLIC, sure=None):
    """The languages that were tried and the one that was chosen, where each reads ``text``."""
    seen = []

    def read(tag):
        seen.append(tag)
        return [line(text, 0, 0, confidence=(sure or {}).get(tag, 0.5)), None]

    return seen, choose(having, read).tag


def test_it_reads_once_in_the_first_language_where_the_text_is_in_it():
    assert tried(RUSSIAN) == (["ru"], "ru")


def test_it_reads_next_in_the_language_that_the_text_is_in():
    assert tried(UKRAINIAN) == (["ru", "uk"], "uk")


def test_it_tries_four_languages_and_takes_the_surest_reading():
    tags = [language.tag for language in CYRILLIC[:4]]
    assert tried("???", sure={tags[2]: 0.9}) == (tags, tags[2])


def test_it_tries_no_more_languages_than_there_are():
    assert tried("???", CYRILLIC[:2]) == (["ru", CYRILLIC[1].tag], "ru")


def test_it_weighs_sureness_by_letters_and_skips_lines_without_text():
    trial = Trial("en", (line("abc", 0, 0, confidence=0.6), None, line("d", 0, 30, confidence=1.0)))
    assert (trial.sureness, trial.text) == (pytest.approx(0.7), "abc\nd")
    assert Trial("en", (None,)).sureness == 0
    assert Trial("en", (line("abc", 0, 0, confidence=None),)).sureness == 0


EVERY = {language.tag for language in languages.every()}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("今天天气很好我们", "zh-Hans"), ("今天天氣很好我們學習漢字", "zh-Hant"), ("今天天气很", None),
        ("The quick brown fox jumps over it", "en"), ("The quick brown fox", None),
        ("The quick 12345 67890 !!!! fox", None),
    ],
)  # fmt: skip
def test_it_knows_a_language_by_enough_letters(text, tag):
    assert identify(text, EVERY) == tag


def test_it_names_only_languages_that_it_may():
    assert identify(RUSSIAN, {"en", "de"}) is None
    assert identify("", EVERY) is None
