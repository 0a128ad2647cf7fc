"""Marks of list items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.bullets import marker

ITEMS = st.text("abcxyzäяあ", min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("text", "style", "rest"),
    [
        ("• tea", "bullet", "tea"), ("•tea", "bullet", "tea"), ("▪  tea", "bullet", "tea"), ("➢ 5 g", "bullet", "5 g"),
        ("☐ tea", "box", "tea"), ("☑tea", "box", "tea"), ("[ ] tea", "box", "tea"), ("[x] tea", "box", "tea"),
        ("[X]tea", "box", "tea"), ("[] tea", "box", "tea"), ("[ x ] tea", "box", "tea"),
        ("- tea", "-", "tea"), ("– tea", "–", "tea"), ("* tea", "*", "tea"), ("· tea", "·", "tea"),
        ("» tea", "»", "tea"),
        ("1. tea", "1.", "tea"), ("1) tea", "1)", "tea"), ("(1) tea", "(1)", "tea"), ("(12) tea", "(1)", "tea"),
        ("999. tea", "1.", "tea"), ("1.tea", "1.", "tea"), ("3. 50 g", "1.", "50 g"), ("2. (green)", "1.", "(green)"),
        ("a) tea", "a)", "tea"), ("(b) tea", "(a)", "tea"), ("iv) tea", "a)", "tea"), ("(xi)tea", "(a)", "tea"),
    ],
)  # fmt: skip
def test_it_finds_the_mark_of_an_item(text, style, rest):
    found = marker(text)
    assert (found.style, text[found.length :]) == (style, rest)


@pytest.mark.parametrize(
    "text",
    [
        "", "tea", "-tea", "–5", "- ", "•", "• •", "1.5 kg", "10.000", "1234. tea", "1.", "1", "12:30", "A. Smith",
        "iv. tea", "ab) tea", "[y] tea", "[tea]", "(tea)", "1 . tea", " • tea", " 1. tea", "1._x",
    ],
)  # fmt: skip
def test_it_finds_none_in_other_lines(text):
    assert marker(text) is None


@given(st.integers(0, 999), st.sampled_from(["{}. ", "{}) ", "({}) ", "{}.", "{})"]), ITEMS)
def test_it_knows_the_number_of_an_item(number, form, item):
    found = marker(form.format(number) + item)
    assert (found.number, found.length) == (number, len(form.format(number)))
    assert found.style == form.format(1).strip()


@pytest.mark.parametrize("text", ["• tea", "- tea", "[ ] tea", "a) tea", "iv) tea"])
def test_it_counts_no_other_marks(text):
    assert marker(text).number is None


@pytest.mark.parametrize("text", ["☐ tea", "☑ tea", "☒ tea", "[ ] tea", "[x] tea", "□ tea", "• tea", "1. tea"])
def test_it_knows_boxes_to_check_from_other_marks(text):
    assert marker(text).is_box == (text[0] in "☐☑☒[")
