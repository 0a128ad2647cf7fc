"""The measure itself: a wrong ruler would flatter every table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.lib.scoring import Rules, Score, distance, score


def slow_distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_the_fast_distance_is_the_plain_one(left: str, right: str) -> None:
    assert distance(left, right) == slow_distance(left, right)


@pytest.mark.parametrize(("left", "right", "edits"), [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3)])
def test_known_distances(left: str, right: str, edits: int) -> None:
    assert distance(left, right) == edits


@given(st.text(max_size=30))
def test_a_text_is_like_itself(text: str) -> None:
    result = score(text, text)
    assert (result.f1, result.cer) == (1.0, 0.0)


def test_words_count_as_often_as_they_occur() -> None:
    assert score("to be or not", "to be or not to be") == Score(4, 4, 6, 6, 18)


def test_order_does_not_matter_to_words() -> None:
    assert score("be to", "to be").f1 == 1


def test_case_matters_unless_the_set_says_otherwise() -> None:
    assert score("Total", "TOTAL").f1 == 0
    assert score("Total", "TOTAL", Rules(fold_case=True)).f1 == 1


def test_quotes_and_dashes_have_no_taste() -> None:
    assert score("“a”—‘b’", "\"a\"-'b'").cer == 0


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    result = score("你好世", "你好 世界")
    assert (result.matched, result.true) == (3, 4)


def test_long_s_and_arabic_marks_go_where_asked() -> None:
    assert score("weise", "weiſe", Rules(plain_s=True)).f1 == 1
    assert score("كتب", "كَتَبَ", Rules(bare_arabic=True)).f1 == 1


def test_nothing_read_is_all_wrong() -> None:
    assert (score("", "abc").f1, score("", "abc").cer) == (0, 1)
    assert score("abc", "").f1 == 0


def test_scores_add_up() -> None:
    assert Score(1, 2, 3, 4, 5) + Score(1, 1, 1, 1, 1) == Score(2, 3, 4, 5, 6)


@pytest.mark.parametrize("reading", ["an exam-\nple", "an example", "an exam-\n\nple", "an exam¬ \nple"])
def test_joining_a_broken_word_or_not_is_no_error(reading: str) -> None:
    assert score(reading, "an exam-\nple") == score("an example", "an example")


def test_only_a_word_that_goes_on_in_lower_case_was_broken() -> None:
    assert score("Mont-\nBlanc", "MontBlanc").f1 == 0
    assert score("pages 3-\n4", "pages 34").f1 < 1
