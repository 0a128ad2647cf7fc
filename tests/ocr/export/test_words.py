"""The words of a line: spaces between them, and halves of broken words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlineocr.ocr.export.words import Broken, broken_words, spaces_after, words_of
from onlineocr.ocr.page import Word
from tests.ocr.export.samples import FULL, block, line, page


def of(text, *words):
    made = line(text)
    return replace(made, words=tuple(Word(word, 0.9, made.box) for word in words))


@pytest.mark.parametrize(
    ("text", "words", "spaces"),
    [
        ("one two", ("one", "two"), [True]), ("onetwo", ("one", "two"), [False]), ("a  b", ("a", "b"), [True]),
        ("北京 is", ("北", "京", "is"), [False, True]), ("a a aa", ("a", "a", "a", "a"), [True, True, False]),
        ("one", ("one",), []),
        ("aba b", ("a", "ba", "b"), [False, True]), ("", (), []),
    ],
)  # fmt: skip
def test_it_sees_the_spaces_between_words(text, words, spaces):
    assert spaces_after(of(text, *words)) == spaces


def test_it_takes_a_line_for_one_word_where_no_words_are_known():
    bare = replace(line("a whole line", confidence=0.7), words=())
    assert words_of(bare) == (Word("a whole line", 0.7, bare.box),)
    assert words_of(line("two words")) == line("two words").words


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad", "\u00ac", "\u2e17"], ids=ascii)
def test_it_finds_a_broken_word_by_its_upper_line(hyphen):
    found = broken_words(page(block("text", line("one"), line(f"an exam{hyphen}", 25), line("ple of it", 50))))
    assert found == {1: Broken("exam", hyphen, "example")}


def test_it_finds_a_broken_word_across_blocks():
    assert broken_words(FULL) == {2: Broken("exam", "-", "example")}


def test_it_finds_a_compound_with_its_own_hyphen():
    found = broken_words(page(block("text", line("a COVID-"), line("related delay", 25))))
    assert found == {0: Broken("COVID", "-", "COVID-related")}


@pytest.mark.parametrize(
    ("upper", "lower"), [("an exam -", "ple"), ("Nord-", "Süd"), ("an", "example"), ("from 5-", "to 9")]
)
def test_it_finds_no_other_word(upper, lower):
    assert broken_words(page(block("text", line(upper), line(lower, 25)))) == {}


@pytest.mark.parametrize("bare", [(0,), (1,), (0, 1)])
def test_it_finds_none_where_words_are_not_known(bare):
    whole = page(block("text", line("an exam-"), line("ple", 25)))
    lines = (replace(one, words=()) if place in bare else one for place, one in enumerate(whole.lines))
    assert broken_words(replace(whole, blocks=(block("text", *lines),))) == {}
