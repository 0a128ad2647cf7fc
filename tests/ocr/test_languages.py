"""Languages by all of their names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr import languages


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("en", "en"), ("EN", "en"), ("eng", "en"), ("en-GB", "en"), ("en_US", "en"), (" en ", "en"),
        ("de", "de"), ("ger", "de"), ("deu", "de"), ("de-Latf", "de-Latf"), ("frk", "de-Latf"), ("es-419", "es"),
        ("ru", "ru"), ("rus", "ru"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-cn", "zh-Hans"),
        ("chi_sim", "zh-Hans"), ("chi-sim", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"),
        ("sr", "sr"), ("sr-Latn", "sr-Latn"), ("sr-Latn-RS", "sr-Latn"), ("nb", "no"), ("iw", "he"), ("rm", "rm"),
    ],
)  # fmt: skip
def test_it_knows_a_language_by_its_names(name, tag):
    assert languages.parse(name).tag == tag


@pytest.mark.parametrize(
    ("name", "hint"),
    [("russian", "'ru'"), ("Rusian", "'ru'"), ("german", "'de'"), ("engg", "'en'"), ("chi_smi", "'zh-Hans'")],
)
def test_it_names_what_was_meant(name, hint):
    with pytest.raises(ValueError, match=hint):
        languages.parse(name)


@pytest.mark.parametrize("name", ["", "xx", "de-Cyrl", "en-", "-en", "en--GB", "zh-Hans-x", "e n", "../eng", "\x00"])
def test_it_knows_no_other_name(name):
    with pytest.raises(ValueError, match="is not a known language code"):
        languages.parse(name)


@given(st.text(max_size=300))
def test_it_answers_any_text_with_a_language_or_a_short_error(name):
    try:
        answer = languages.parse(name)
    except ValueError as error:
        answer = str(error)
    assert answer in languages.every() or len(answer) < 300


def test_every_name_means_one_language():
    names = [name for language in languages.every() for name in (language.tag, language.tesseract, *language.aliases)]
    given_names = [name.lower() for name in names if name]
    doubled = {name for name in given_names if given_names.count(name) > 1}
    # One file's name may be the tag of the same language.
    assert all(languages.parse(name).tag == languages.parse(name).tesseract for name in doubled)


def test_every_language_is_well_formed_and_found_by_each_name():
    for language in languages.every():
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-x-[a-z]+)?", language.tag)
        assert re.fullmatch(r"([a-z]{3}(_[a-z]+)*)?", language.tesseract)
        assert re.fullmatch(r"[A-Z][a-z]{3}", language.script)
        assert {languages.parse(n) for n in (language.tag, *language.aliases)} == {language}


def test_it_knows_trained_data_by_its_name():
    assert languages.by_tesseract("chi_tra").tag == "zh-Hant"
    assert languages.by_tesseract("osd") is None
    assert languages.by_tesseract("") is None
