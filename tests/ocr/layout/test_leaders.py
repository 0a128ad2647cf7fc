"""Dots that lead from a title to its number."""

import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import without_leaders
from tests.ocr.layout.lines import line


def texts(*lines, dotted=True):
    return [one.text for one in without_leaders(lines, lambda _: dotted)]


def test_it_leaves_out_dots_before_a_number_and_after_a_title():
    assert texts(line("Preface ..", 10, 10), line("..12", 400, 10), line(".vii", 400, 40)) == ["Preface", "12", "vii"]


def test_it_keeps_dots_where_the_page_shows_no_row_of_them():
    assert texts(line("and so on...", 10, 10), line(".45", 400, 10), dotted=False) == ["and so on...", ".45"]


def test_it_parts_a_title_from_the_number_that_was_read_with_it():
    [kept] = without_leaders([line("Preface........12", 10, 10)], lambda _: False)
    assert kept.text == "Preface 12"
    assert [word.text for word in kept.words] == ["Preface", "12"]
    assert kept.words[0].box.right < kept.words[1].box.left


def test_it_leaves_out_a_line_of_dots():
    assert texts(line("......", 10, 10), line("Preface", 10, 40)) == ["Preface"]


def test_it_keeps_the_own_text_of_a_pdf():
    assert texts(line("Preface........12", 10, 10, confidence=None)) == ["Preface........12"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Preface ...", ["Preface"]), ("Preface·····", ["Preface"]), ("…12", ["12"]), ("..12..", ["12"]),
        ("a.b", ["a.b"]),
        ("e.g. this", ["e.g this"]), ("..", []), (".. Preface", ["Preface"]), (".-", [".-"]), ("._a", ["._a"]),
    ],
)  # fmt: skip
def test_it_takes_dots_off_the_ends_of_words(text, found):
    assert texts(line(text, 10, 10)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a.....1", "a 1"),
        ("a....1", "a....1"),
        ("a……1", "a 1"),
        ("a…1", "a…1"),
        ("a.....-", "a.....-"),
        ("_.....1", "_.....1"),
    ],
)
def test_it_parts_a_word_at_five_dots_without_a_look_at_the_page(text, found):
    assert texts(line(text, 10, 10), dotted=False) == [found]


def bands(text):
    """Where it looks for a row of dots beside a word that is 20 pixels high."""
    seen = []
    without_leaders([line(text, 100, 50)], lambda band: seen.append(band) or False)
    return seen


def test_it_looks_beside_the_word_as_far_as_eight_heights():
    assert bands("ab..") == [Box(127, 50, 287, 70)]
    assert bands("..ab") == [Box(-47, 50, 113, 70)]
    assert bands("...") == [Box(100, 50, 260, 70), Box(-30, 50, 130, 70)]
    assert bands("ab") == []


def test_it_fits_boxes_to_the_letters_that_stay():
    [kept] = without_leaders([line("ab..", 100, 50)], lambda _: True)
    assert (kept.box, kept.words[0].box, kept.polygon) == (
        Box(100, 50, 127, 70),
        Box(100, 50, 127, 70),
        Box(100, 50, 127, 70).polygon(),
    )


def test_it_gives_a_line_without_leaders_itself():
    plain = line("Preface 12", 10, 10)
    assert without_leaders([plain], lambda _: True)[0] is plain
