from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.bidirectional import levels_of, logical, reads_from_right, runs_from_the_right


def read(standing: str) -> str:
    return "".join(text for _, text in logical(standing))


@pytest.mark.parametrize(
    ("standing", "read_as"),
    [
        ("plain (text) 12", "plain (text) 12"),
        ("םולש", "שלום"),
        ("בוט םלוע םולש", "שלום עולם טוב"),
        ("םימי 12 דועב", "בעוד 12 ימים"),
        ("25.50 ריחמ", "מחיר 25.50"),
        ("Python 3 תפשב בותכ", "כתוב בשפת Python 3"),
        ("the word םולש means peace", "the word שלום means peace"),
        ("12 םולש 34", "34 שלום 12"),
        ("(םלוע) םולש", "שלום (עולם)"),
        (")םלוע( םולש", "שלום (עולם)"),
        (".03-1234567 אוה ןופלטה", "הטלפון הוא 03-1234567."),
        (".25 رعسلا", "السعر 25."),
        (".2025 ماع ،2024 ماع", "عام 2024، عام 2025."),
        ("مصخ 10%", "10% خصم"),
        (".اركش ،anna@example.org ديربلا", "البريد anna@example.org، شكرا."),
        ("!world ,םולש", "שלום, world!"),
        ("the word םולש means peace.", "the word שלום means peace."),
        ("ריחמ $5", "$5 מחיר"),
        ("طقف 1,234.56 ددع", "عدد 1,234.56 فقط"),
        ("https://example.org/a רושיק", "https://example.org/a קישור"),
        (".%10 مصخ", "خصم 10%."),
    ],
)
def test_it_reads_what_stands_there(standing: str, read_as: str) -> None:
    assert read(standing) == read_as


@given(st.lists(st.sampled_from("abאבג12 .,-%()"), max_size=40))
def test_nothing_is_lost(letters: list[str]) -> None:
    found = logical(letters)
    assert sorted(index for index, _ in found) == list(range(len(letters)))
    assert sorted(text for _, text in found if text not in "()") == sorted(text for text in letters if text not in "()")


LETTERS = st.lists(st.sampled_from("abאבג12 .,-()"), max_size=25)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("", False), ("abc", False), ("שלום", True), ("سلام", True), ("שלום abc", True), ("של abc", False),
        ("של ab", False), ("שלו ab", True),
        ("١٢٣", False), ("123 א", True), ("ﻻ", True), ("é", False), ("ܐ", True),
    ],
)  # fmt: skip
def test_it_knows_text_from_the_right_by_most_of_its_letters(text: str, so: bool) -> None:
    assert reads_from_right(text) is so


@pytest.mark.parametrize(
    ("text", "so"), [("", False), ("12 שלום abc", True), ("abc שלום", False), ("(سلام", True), ("... 12", False)]
)
def test_it_knows_a_line_from_the_right_by_its_first_letter(text: str, so: bool) -> None:
    assert runs_from_the_right(text) is so


@given(st.text("ab12 .,-()", max_size=25))
def test_it_leaves_text_from_the_left_alone(text: str) -> None:
    assert logical(text) == list(enumerate(text))


@given(st.text("אבג", min_size=1, max_size=10))
def test_it_reads_letters_from_the_right_backwards(word: str) -> None:
    assert read(word) == word[::-1]
    assert [index for index, _ in logical(word)] == list(range(len(word)))[::-1]


@given(st.text("אבג", min_size=1, max_size=6), st.integers(10, 9999))
def test_it_keeps_the_digits_of_a_number_in_order(word: str, number: int) -> None:
    assert read(f"{number} {word}") == f"{word[::-1]} {number}"


CLASSES = {
    "a": "L",
    "א": "R",
    "ع": "AL",
    "1": "EN",
    "١": "AN",
    " ": "WS",
    ".": "CS",
    "%": "ET",
    "-": "ES",
    "!": "ON",
    "\u0301": "NSM",
}


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("abc", 0, "000"), ("abc", 1, "222"), ("אב", 0, "11"), ("אב", 1, "11"), ("a א", 0, "001"), ("א a", 1, "112"),
        ("א ב", 0, "111"), ("a!א", 0, "001"), ("a!א", 1, "211"), ("12", 0, "00"), ("12", 1, "22"),
        ("א12", 0, "122"), ("ع12", 0, "122"),
        ("1.1", 1, "222"), ("1. 1", 1, "2112"), ("1.א", 1, "211"), ("א1-1", 0, "1222"), ("ع1-1", 0, "1212"),
        ("ع1.1", 0, "1222"),
        ("א1%", 0, "122"), ("א%1", 0, "122"), ("a1%", 1, "222"), ("א%", 0, "10"), ("ע ", 0, "10"), ("a ", 1, "21"),
        ("א1 a", 0, "1200"),
        ("א\u0301a", 0, "110"), ("\u0301א", 0, "01"), ("١.١", 0, "222"), ("١-١", 1, "212"), ("!א!", 0, "010"),
        ("!א!", 1, "111"),
    ],
)  # fmt: skip
def test_it_has_the_levels_of_unicodes_algorithm(text: str, base: int, levels: str) -> None:
    classes = [CLASSES.get(char) or unicodedata.bidirectional(char) for char in text]
    assert "".join(map(str, levels_of(classes, base))) == levels


@given(LETTERS, st.sampled_from([0, 1]))
def test_it_gives_each_character_a_level_of_its_direction(text: list[str], base: int) -> None:
    classes = [unicodedata.bidirectional(char) for char in text]
    for kind, level in zip(classes, levels_of(classes, base), strict=True):
        assert level in {0, 1, 2}
        assert level % 2 == 1 or kind != "R"
        assert level % 2 == 0 or kind not in {"L", "EN"}
