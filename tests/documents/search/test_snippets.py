"""The part of a page's text that a hit shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.search.positions import find
from onlineocr.documents.search.snippets import LENGTH, cut
from onlineocr.documents.search.terms import parse

LONG = " ".join(f"word{number}" for number in range(200))


def snippet(text, query):
    """The snippet, with what is marked in brackets."""
    found = cut(text, find(text, parse(query)))
    shown = found.text
    for start, end in reversed(found.marks):
        shown = f"{shown[:start]}[{shown[start:end]}]{shown[end:]}"
    return shown


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("a cup of tea", "tea", "a cup of [tea]"),
        ("two\nlines\n\nof text", "lines of", "two [lines]  [of] text"),
        ("nothing here", "tea", "nothing here"),
        ("", "tea", ""),
        ("我喝茶", "茶", "我喝[茶]"),
    ],
)
def test_it_is_one_line_with_marks(text, query, shown):
    assert snippet(text, query) == shown


def test_it_is_cut_between_words_and_says_so():
    shown = snippet(LONG, "word100")
    assert shown.startswith("…word9")
    assert "[word100]" in shown
    assert shown.endswith("…")
    assert len(shown) < LENGTH + 30


def test_it_shows_the_part_with_the_most_different_words():
    text = f"tea tea tea {LONG} green tea {LONG}"
    assert "[green] [tea]" in snippet(text, "green tea")


def test_it_shows_the_beginning_of_a_text_without_the_words():
    assert snippet(LONG, "nothing").startswith("word0 word1")


@pytest.mark.parametrize(("before", "whole"), [(0, True), (59, True), (60, False)])
def test_it_begins_with_the_text_where_that_is_as_near(before, whole):
    shown = snippet("x" * before + " tea", "tea")
    assert shown == ("x" * before if whole else "…" + "x" * 39) + " [tea]"


def test_it_begins_forty_characters_before_a_word_that_is_far_away():
    shown = snippet("x " * 100 + "tea", "tea")
    assert shown == "…" + "x " * 20 + "[tea]"


def test_a_script_without_spaces_is_cut_at_the_same_place():
    assert snippet("我" * 200 + "茶", "茶") == "…" + "我" * 40 + "[茶]"
    assert snippet("我" * 300, "nothing") == "我" * LENGTH + "…"


def test_white_space_at_the_ends_is_no_text_that_goes_on():
    assert snippet(" " * 100 + "tea" + " " * 200, "tea").strip() == "[tea]"
    assert "…" not in snippet("\n" * 100 + "tea" + "\n" * 200, "tea")


def test_of_equal_parts_it_shows_the_first():
    text = f"one tea {LONG} two tea"
    assert snippet(text, "tea").startswith("one [tea]")


def test_of_equal_parts_it_shows_one_with_the_word_itself():
    text = f"bi1l {LONG} bill"
    assert snippet(text, "bill").endswith("[bill]")


def test_it_cuts_a_mark_that_is_longer_than_it():
    query = '"' + " ".join(["tea"] * 100) + '"'
    found = cut(text := " ".join(["tea"] * 100), find(text, parse(query)))
    assert found.text.endswith("…")
    assert found.marks == ((0, len(found.text) - 1),)


def test_a_word_at_the_very_end_of_the_text_is_shown_whole():
    assert snippet(LONG + " tea", "tea").endswith(" [tea]")


@given(st.text(), st.text(max_size=20))
def test_marks_show_what_was_found(text, query):
    places = find(text, parse(query))
    found = cut(text, places)
    assert "\n" not in found.text
    assert bool(found.marks) == bool(places)
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
    flat = "".join(" " if char.isspace() else char for char in text)
    assert all(found.text[start:end] in flat for start, end in found.marks)


@given(st.text(alphabet="ab -\n一", max_size=600), st.sampled_from(["a", "ab*", '"a b"', "一"]))
def test_it_is_never_much_longer_than_it_should_be(text, query):
    assert len(cut(text, find(text, parse(query))).text) <= 2 * LENGTH
