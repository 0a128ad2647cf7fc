"""Tesseract's tab-separated values"""

import csv
import io
from dataclasses import replace

from hypothesis import given

from onlineocr.ocr.export import tsv
from tests.ocr.export.samples import FULL, OTHER, any_page, block, line, page, written


def rows(*pages):
    """As a user of Tesseract reads it."""
    text = written("tsv", *pages).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


@given(any_page())
def test_every_row_has_the_twelve_columns(page):
    for row in written("tsv", page).decode().removesuffix("\n").split("\n"):
        assert row.count("\t") == len(tsv.COLUMNS) - 1


def test_its_words_are_the_pages():
    found = [row for row in rows(FULL, OTHER) if row["level"] == "5"]
    assert [row["text"] for row in found] == [word.text for word in (*FULL.words, *OTHER.words)]
    assert {row["page_num"] for row in found} == {"1", "2"}
    assert (found[0]["left"], found[0]["top"], found[0]["width"], found[0]["height"]) == ("100", "20", "196", "20")


def test_confidence_is_of_a_hundred_and_only_words_have_one():
    found = rows(page(block("text", line("sure", confidence=0.9567), line("own", confidence=None))))
    assert [row["conf"] for row in found] == ["-1", "-1", "-1", "-1", "95.67", "-1", "-1"]


def test_words_make_up_lines_by_their_numbers():
    found = [row for row in rows(FULL) if row["level"] == "5" and row["block_num"] == "3"]
    assert [(row["line_num"], row["word_num"]) for row in found[:2] + found[-1:]] == [
        ("1", "1"),
        ("1", "2"),
        ("2", "6"),
    ]


def test_a_line_without_words_is_one_word():
    bare = replace(line("a whole line"), words=())
    assert [row["text"] for row in rows(page(block("text", bare)))][-1] == "a whole line"


def test_pandas_reads_it_as_tesseract_s_own():
    levels = [row["level"] for row in rows(FULL)]
    assert (levels[0], levels[1:4], set(levels)) == ("1", ["2", "3", "4"], {"1", "2", "3", "4", "5"})
