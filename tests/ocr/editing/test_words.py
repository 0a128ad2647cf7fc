"""A line's text written anew: words and boxes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.editing import words
from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.page import Line, Word
from tests.ocr.editing.pages import HEIGHT, LINES, line

SIZE = (2000, 2000)


def boxes(found):
    return {word.text: (word.box.left, word.box.right) for word in found.words}


def test_words_that_stay_keep_their_boxes():
    found = words.written(line("tho quick fox"), "the quick fox", *SIZE)
    assert boxes(found) == {"the": (0, 30), "quick": (40, 90), "fox": (100, 130)}


def test_what_a_person_wrote_is_certain():
    found = words.written(line("tho fox"), "the fox", *SIZE)
    assert (found.confidence, {word.confidence for word in found.words}) == (1.0, {1.0})
    assert all(word.corrected for word in found.words)


def test_two_words_share_the_room_of_the_one_that_they_replace():
    assert boxes(words.written(line("a quickfox b"), "a quick fox b", *SIZE)) == {
        "a": (0, 10), "quick": (20, 65), "fox": (73, 100), "b": (110, 120),
    }  # fmt: skip


def test_one_word_takes_the_room_of_both():
    assert boxes(words.written(line("a qui ck b"), "a quick b", *SIZE))["quick"] == (20, 80)


def test_a_missing_word_gets_the_gap():
    old = replace(line("a b"), words=(Word("a", 0.5, Box(0, 0, 10, 20)), Word("b", 0.5, Box(90, 0, 100, 20))))
    assert boxes(words.written(old, "a new b", *SIZE)) == {"a": (0, 10), "new": (10, 90), "b": (90, 100)}


def test_a_missing_end_stands_beyond_it_but_on_the_page():
    found = words.written(line("abc"), "abc de", 55, 20)
    assert boxes(found) == {"abc": (0, 30), "de": (40, 55)}
    assert found.box == Box(0, 0, 55, HEIGHT)


def test_a_missing_beginning_stands_before_it():
    assert boxes(words.written(line("abc", left=100), "de abc", *SIZE))["de"] == (70, 90)


def test_a_word_can_be_two_and_leaves_the_others_in_doubt():
    found = words.rewritten(line("helloworld again"), 0, "hello world", *SIZE)
    assert (found.text, [word.corrected for word in found.words]) == ("hello world again", [True, True, False])
    assert found.confidence == pytest.approx((10 + 5 * 0.5) / 15, abs=1e-4)


@pytest.mark.parametrize(("number", "text"), [(0, "b c"), (1, "a c"), (2, "a b")])
def test_a_deleted_word_takes_one_space_along(number, text):
    found = words.rewritten(line("a b c"), number, "", *SIZE)
    assert (found.text, " ".join(word.text for word in found.words)) == (text, text)


def test_the_second_of_two_equal_words_can_be_meant():
    assert words.rewritten(line("da da da"), 1, "do", *SIZE).text == "da do da"


def test_words_from_the_right_share_their_room_from_the_right():
    old = Line("אב", 0.5, Box(0, 0, 100, 20), Box(0, 0, 100, 20).polygon(), (Word("אב", 0.5, Box(0, 0, 100, 20)),))
    one, other = words.written(old, "א ב", *SIZE).words
    assert one.box.left > other.box.right


def test_words_of_a_vertical_line_stand_below_each_other():
    box = Box(0, 0, 20, 100)
    old = Line("日本語", 0.5, box, box.polygon(), (Word("日本語", 0.5, box),))
    one, other = words.written(old, "日本 語", *SIZE).words
    assert one.box.bottom < other.box.top
    assert (one.box.left, one.box.right) == (0, 20)


def test_words_without_spaces_between_stay_parted():
    parts = [Word(text, 0.5, Box(20 * place, 0, 20 * place + 20, 20)) for place, text in enumerate("日本語")]
    old = Line("日本語", 0.5, Box(0, 0, 60, 20), Box(0, 0, 60, 20).polygon(), tuple(parts))
    found = words.written(old, "日木語", *SIZE)
    assert [(word.text, word.box.left) for word in found.words] == [("日", 0), ("木", 20), ("語", 40)]


def test_a_line_without_words_gets_some():
    old = replace(line("abc"), words=())
    assert [word.text for word in words.written(old, "ab c", *SIZE).words] == ["ab", "c"]


@given(old=LINES, new=LINES, width=st.integers(1, 400))
def test_the_words_are_the_text_and_stand_on_the_page(old, new, width):
    found = words.written(line(old), new, width, HEIGHT)
    assert "".join(word.text for word in found.words) == "".join(new.split())
    page = Box(0, 0, width, HEIGHT)
    assert all(word.box.area > 0 and page.intersection(word.box) == word.box.area for word in found.words)
    assert union([found.box, *(word.box for word in found.words)]) == found.box


@given(text=LINES, number=st.integers(0, 4), new=st.one_of(LINES, st.just("")))
def test_a_word_written_anew_leaves_the_others_alone(text, number, new):
    old = line(text)
    number %= len(old.words)
    found = words.rewritten(old, number, new, *SIZE)
    count = len(new.split())
    assert found.words[:number] == old.words[:number]
    assert found.words[number + count :] == old.words[number + 1 :]
    assert " ".join(word.text for word in found.words) == found.text.strip()


def test_the_longest_lines_cost_no_more_than_a_moment():
    found = words.written(line("a b " * 2000 + "a"), "b a " * 2000 + "b", 100_000, 20)
    assert len(found.words) == 4001
