"""The letters of a line: words, text, and signs that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.engines.ppocr.letters import Letter, groups, pieces, sureness, text
from onlineocr.ocr.engines.ppocr.lookalikes import plain

WRITTEN = st.lists(st.sampled_from("ab今天-/"), max_size=12)


def letters(written):
    """A letter for each character, side by side; a space belongs to the letter after it."""
    found, spaced = [], False
    for place, character in enumerate(written):
        if character != " ":
            found.append(Letter(character, 0.9, place / len(written), (place + 1) / len(written), spaced=spaced))
        spaced = character == " "
    return found


def words(written):
    return [text(group) for group in groups(letters(written))]


def said(*lines):
    return [text(line) for line in plain([letters(line) for line in lines])]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("two words", ["two", "words"]), ("今天", ["今", "天"]), ("今天，好。", ["今", "天，", "好。"]),
        ("a今b", ["a", "今", "b"]), ("", []),
        (" lead", ["lead"]), ("12年", ["12", "年"]),
    ],
)  # fmt: skip
def test_it_splits_words_as_their_script_does(written, found):
    assert words(written) == found


@given(WRITTEN)
def test_it_keeps_each_letter_in_one_word(written):
    line = letters("".join(written))
    assert [letter for group in groups(line) for letter in group] == line
    assert all(groups(line))


@pytest.mark.parametrize("written", ["one two", "one", "", " a b"])
def test_it_writes_single_spaces(written):
    assert text(letters(written)) == written.strip()


@pytest.mark.parametrize(
    ("written", "found"),
    [("e-mail", "e- mail"), ("and/or", "and/ or"), ("1–2", "1– 2"), ("a_b", "a_b"), ("-a", "- a"), ("a-", "a-")],
)
def test_it_parts_pieces_after_hyphens_and_slashes(written, found):
    assert text(pieces(letters(written))) == found


def test_it_moves_a_letter_into_the_longer_line():
    moved = Letter("a", 0.9, 0.5, 1.0).moved(0.25, 0.5)
    assert (moved.start, moved.end, moved.center) == (0.5, 0.75, 0.625)


def test_it_has_the_mean_confidence_of_letters():
    assert sureness([Letter("a", 0.5, 0, 1), Letter("b", 1.0, 0, 1)]) == 0.75
    assert sureness([]) == 0.0


PAGE = "a long line of Western letters that makes up the page"


@pytest.mark.parametrize(
    ("sign", "meant"), [("一", "-"), ("ー", "-"), ("二", "="), ("。", "."), ("丨", "|"), ("一 一", "- -")]
)
def test_it_reads_a_stroke_alone_on_a_western_page(sign, meant):
    assert said(sign, PAGE)[0] == meant


@pytest.mark.parametrize("line", ["一a", "三", "今"])
def test_it_leaves_strokes_beside_other_letters(line):
    assert said(line, PAGE)[0] == line


@pytest.mark.parametrize(
    ("line", "meant"), [("（a）", "(a)"), ("a，b", "a,b"), ("１２", "12"), ("！～", "!~"), ("（今）", "（今）")]
)
def test_it_reads_wide_signs_among_western_letters(line, meant):
    assert said(line, PAGE)[0] == meant


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("1.5 I", "1.5 l"), ("1,5 I.", "1,5 l."), ("(0.5 I)", "(0.5 l)"), ("5 I/min", "5 l/min"), ("2 I)", "2 l)"),
        ("5 I", "5 I"),
        ("1.5 In", "1.5 In"), ("1.5I", "1.5I"), ("a 1.5 I and 2.5 I;", "a 1.5 I and 2.5 l;"), ("I am", "I am"),
        ("1. I", "1. I"),
    ],
)  # fmt: skip
def test_it_reads_a_litre_after_a_number(line, meant):
    assert said(line, PAGE)[0] == meant


@pytest.mark.parametrize(("others", "meant"), [(19, "-"), (18, "一")])
def test_it_corrects_pages_whose_letters_are_western(others, meant):
    assert said("一", "x" * others)[0] == meant
