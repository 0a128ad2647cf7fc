"""Words taken off lines, and lines moved."""

from __future__ import annotations

import pytest

from onlineocr.ocr.embedded_text.edit import kept, moved
from onlineocr.ocr.geometry import Box
from tests.ocr.layout.lines import line


@pytest.mark.parametrize(
    ("text", "gone", "rest"),
    [
        ("one two three", {"two"}, "one three"), ("one two three", {"one"}, "two three"),
        ("one two three", {"three"}, "one two"),
        ("a b a", {"b"}, "a a"), ("a, b", {"a,"}, "b"), ("ab a x", {"x"}, "ab a"),
    ],
)  # fmt: skip
def test_it_keeps_the_text_of_the_other_words(text, gone, rest):
    (found,) = kept([line(text, 0, 0)], lambda word: word.text not in gone)
    assert (found.text, " ".join(word.text for word in found.words)) == (rest, rest)


def test_it_fits_the_box_to_the_words_that_stay():
    (found,) = kept([line("one two three", 0, 0)], lambda word: word.text == "two")
    assert found.box == Box(40, 0, 70, 20)


def test_it_leaves_whole_lines_alone_and_drops_empty_ones():
    whole, other = line("one two", 0, 0), line("three", 0, 30)
    assert kept([whole, other], lambda word: word.text != "three") == [whole]
    assert kept([whole], lambda _: True)[0] is whole


def test_it_keeps_words_together_that_have_no_space_between():
    made = line("one two", 0, 0)
    close = line("onetwo x", 0, 0)
    words = (made.words[0], made.words[1], close.words[1])
    (found,) = kept([close.__class__(close.text, 0.9, close.box, close.polygon, words)], lambda word: word.text != "x")
    assert found.text == "onetwo"


def test_it_moves_every_corner():
    found = moved(line("one two", 10, 20), lambda point: (point[1], 100 - point[0]))
    assert found.box == Box(20, 20, 40, 90)
    assert [word.box for word in found.words] == [Box(20, 60, 40, 90), Box(20, 20, 40, 50)]
    assert found.polygon == ((20, 90), (20, 20), (40, 20), (40, 90))
