"""Where a paragraph of a block ends, at each bound of the rules; letters are ten pixels wide."""

from __future__ import annotations

import pytest

from onlineocr.ocr.export.columns import Columns
from onlineocr.ocr.export.wrapped import Piece, pieces
from tests.ocr.export.samples import block, page
from tests.ocr.export.test_wrapped import set_out
from tests.ocr.layout.test_directions import turned


def found(*texts, **fields):
    """The [start, end) of each paragraph."""
    own = set_out(*texts, **fields)
    return [(piece.start, piece.end) for piece in pieces(own, Columns.of(page(own)))]


def long(text):
    """``text`` and more words, fifty letters in all."""
    return (text + " and more words of it" * 3)[:49].strip().ljust(49, "x") + "y"


def ended(text, after="Then", letters=30):
    """The paragraphs of four lines, of which the second one ends early with ``text``."""
    second = ("which goes on " + "w" * 50)[: letters - len(text)] + text
    return found(long("Here begins a text"), second, long(after), "and this is its end.")


@pytest.mark.parametrize(
    "end", [".", "!", "?", ":", ";", "…", "。", "！", "？", "؟", "।", '."', ".”", "!)", "?»", ". "]
)
def test_it_ends_a_paragraph_after_a_sign_that_ends_a_sentence(end):
    assert ended(end) == [(0, 2), (2, 4)]


@pytest.mark.parametrize("end", ["", ",", "-", ")", '"', "&"])
def test_it_ends_none_after_another_sign(end):
    assert ended(end) == [(0, 4)]


@pytest.mark.parametrize(("after", "parts"), [("Then", 2), ("then", 1), ("“Then", 2), ("(then", 1), ("12 then", 2)])
def test_it_ends_none_before_a_small_letter(after, parts):
    assert len(ended(".", after)) == parts


@pytest.mark.parametrize(("letters", "parts"), [(24, 2), (25, 1)])
def test_it_ends_one_without_a_sign_at_less_than_half_of_the_width(letters, parts):
    assert len(ended("", letters=letters)) == parts


@pytest.mark.parametrize(("letters", "parts"), [(44, 2), (45, 1)])
def test_it_ends_one_only_where_the_next_word_had_room(letters, parts):
    rows = long("Here begins a text"), "w" * (letters - 1) + ".", "Word " * 9 + "words", "and this is its end."
    assert len(found(*rows)) == parts


def test_it_takes_successive_paragraphs_of_one_line_for_lines_of_one_piece():
    own = set_out(
        long("A text of several"), long("lines which go on and on"), "to this end.", "Yours sincerely,", "Bob Baker"
    )
    assert pieces(own, Columns.of(page(own)))[1:] == [Piece(3, 5, flows=False)]


def test_it_takes_one_line_for_a_paragraph():
    own = set_out("A line")
    assert pieces(own, Columns.of(page(own))) == [Piece(0, 1)]


def test_it_takes_lines_that_run_up_the_page_for_one_paragraph():
    own = block("text", turned("A line.", 10, 10), turned("Another one.", 40, 10))
    assert pieces(own, Columns.of(page(own))) == [Piece(0, 2)]


@pytest.mark.parametrize(
    ("texts", "apart"),
    [
        (("Alice Archer", "14 Mill Lane Street", "Cambridge"), True), (("tea", "milk and honey", "bread"), True),
        (("Alice Archer who", "lives in Mill Lane x", "is here"), False),
    ],
)  # fmt: skip
def test_it_takes_short_ragged_lines_for_lines_of_their_own(texts, apart):
    own = set_out(*texts)
    assert (pieces(own, Columns.of(page(own))) == [Piece(0, 3, flows=False)]) is apart
