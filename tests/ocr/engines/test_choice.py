"""How sure a trial of a language is, and how much text shows a language."""

from __future__ import annotations

import pytest

from onlineocr.ocr import languages
from onlineocr.ocr.engines.choice import Trial, choose
from onlineocr.ocr.engines.identify import identify
from tests.ocr.layout.lines import line

EVERY = {language.tag for language in languages.every()}


def test_it_tries_no_more_languages_than_there_are():
    seen = []
    chosen = choose(languages.of_script("Cyrl")[:2], lambda tag: seen.append(tag) or [None])
    assert (len(seen), chosen.tag) == (2, "ru")


def test_it_weighs_sureness_by_letters_and_skips_lines_without_text():
    trial = Trial("en", (line("abc", 0, 0, confidence=0.6), None, line("d", 0, 30, confidence=1.0)))
    assert (trial.sureness, trial.text) == (pytest.approx(0.7), "abc\nd")
    assert Trial("en", (None,)).sureness == 0
    assert Trial("en", (line("abc", 0, 0, confidence=None),)).sureness == 0


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("今天天气很好我", "zh-Hans"), ("今天天气很好", None), ("The quick brown fox jumps over it", "en"),
        ("The quick 12345 67890 !!!! brown", None),
    ],
)  # fmt: skip
def test_it_knows_a_language_by_enough_letters(text, tag):
    assert identify(text, EVERY) == tag
