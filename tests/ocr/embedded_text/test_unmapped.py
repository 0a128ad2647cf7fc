"""Words of a PDF's own text whose letters the file does not say: a problem, unless they are symbols or were read."""

from __future__ import annotations

import pytest

from onlineocr.ocr import Options, Page, recognize
from tests.support import pdfs

pytestmark = pytest.mark.engine

LINES = ("Deliver twelve boxes", "of paper to the office", "before the end of May")


def read(*lines: str, means: str, shown: str = "Z", **options) -> Page:
    """A page that shows ``lines`` as they are and says that each ``shown`` in them means ``means``."""
    text = "".join(line.ljust(25) for line in lines)
    (page,) = recognize(pdfs.miscoded(text, {shown: means}), Options(**options))
    return page


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.problems]


def test_a_word_without_letters_is_a_problem():
    page = read(*LINES, "or on the day Z", means="\0")
    assert (page.source, page.text.split()[-4:]) == ("text_layer", ["or", "on", "the", "day"])
    assert (codes(page), page.needs_review) == (["unmapped_words"], True)
    assert "the letters of 1 word of" in page.problems[0].detail


def test_all_words_without_letters_are_counted():
    (problem,) = read("Deliver Z twelve Z boxes", *LINES[1:], "or on Z the day", means="\0").problems
    assert "the letters of 3 words of" in problem.detail


def test_it_is_said_of_unchecked_text_too():
    assert codes(read(*LINES, "or on the day Z", means="\0", text_layer="only")) == ["unmapped_words"]


def test_a_word_that_was_read_from_the_page_is_no_problem():
    page = read(*LINES, "or ZAZEZAZEZ on May 5", means="\0")
    assert (page.source, codes(page)) == ("mixed", [])
    assert "ZAZEZAZEZ" in page.text


def test_empty_boxes_instead_of_letters_are_a_problem_although_they_read_as_zeros():
    page = read(*LINES, "or 00000000 on the day", means="\0", shown="0")
    assert (page.source, codes(page)) == ("mixed", ["unmapped_words"])


@pytest.mark.parametrize(
    ("last", "means"),
    [
        ("Z or on the day", "\0"),
        ("or on Z the day", "\uf0b7"),
        ("or on the oZce", "\ufb01"),
        ("or on the-day Z", "\u00ad"),
        ("orZonZthe day", "\u00a0"),
        ("or on the day Z", "\u200b"),
    ],
    ids=["bullet", "symbol", "ligature", "soft hyphen", "space", "nothing"],
)
def test_what_ordinary_pdfs_have_is_no_problem(last, means):
    page = read(*LINES, last, means=means)
    assert (page.source, codes(page), page.needs_review) == ("text_layer", [], False)
