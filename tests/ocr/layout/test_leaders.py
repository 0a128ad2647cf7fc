"""Dots that lead from a title to its number."""

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
