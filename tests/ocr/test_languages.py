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


@pytest.mark.parametrize(
    ("left", "right", "so"),
    [
        ("a", "b", False), ("今", "天", True), ("a", "今", True), ("今", "a", True), ("今", "1", True),
        ("今", "。", False),
        ("。", "今", True), ("한", "국", False), ("ア", "ー", True), ("1", "a", False), ("ね", "カ", True),
        ("ㄅ", "a", True),
    ],
)  # fmt: skip
def test_it_knows_where_words_end_without_a_space(left, right, so):
    assert languages.splits(left, right) is so


@pytest.mark.parametrize(
    ("character", "so"),
    [
        ("今", True),
        ("あ", True),
        ("ア", True),
        ("ｱ", True),
        ("ㄅ", True),
        ("한", False),
        ("a", False),
        ("。", False),
        ("１", False),
        ("", False),
    ],
)
def test_it_knows_the_scripts_without_spaces(character, so):
    assert languages.unspaced(character) is so


def test_it_gives_the_languages_of_a_script_with_the_most_used_first():
    assert [language.tag for language in languages.of_script("Grek")] == ["el", "grc"]
    assert [languages.of_script(script)[0].tag for script in ("Latn", "Cyrl", "Arab")] == ["en", "ru", "ar"]
    assert languages.of_script("Xxxx") == ()


def test_it_reads_the_names_of_the_table_with_their_commas_and_brackets():
    names = {language.tag: language.name for language in languages.every()}
    assert (names["enm"], names["sr-Latn"]) == ("English, Middle (1100-1500)", "Serbian (Latin)")


@pytest.mark.parametrize("name", ["en-GBR", "en-12", "zh-Hans-CNX", "en-GB-x", "e-GB", "en-x-old"])
def test_it_drops_nothing_but_a_region(name):
    with pytest.raises(ValueError, match="is not a known language code"):
        languages.parse(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("chinese", "did you mean 'zh-Hans' (Chinese (simplified)) or 'zh-Hans-x-vert'"),
        ("serb", "did you mean 'sr-Latn' (Serbian (Latin)) or 'sr' (Serbian)"),
        ("qqqqqqqq", "; use a code of BCP 47 or ISO 639, such as 'en', 'eng' or 'zh-Hans'"),
    ],
)
def test_it_hints_at_names_that_begin_alike_or_at_the_standards(name, hint):
    with pytest.raises(ValueError, match=re.escape(hint)):
        languages.parse(name)


@pytest.mark.parametrize(
    ("left", "right", "so"),
    [
        ("今", "天", True), ("，", "今", True), ("。", "「", True), ("今", "（", True), ("二", "〇", True),
        ("１", "２", True),
        ("a", "b", False), ("今", "a", False), ("a", "今", False), ("，", "a", False), (",", "今", False),
        ("한", "국", False),
        ("Ａ", "Ｂ", False), ("😀", "今", False), ("今", "", False), ("", "今", False),
    ],
)  # fmt: skip
def test_it_knows_lines_that_are_joined_without_a_space(left, right, so):
    assert languages.adjoin(left, right) is so
