"""Where the words of a layer's lines are set."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.export.pdf.placing import place
from onlineocr.ocr.export.pdf.text_layer import unsaid
from onlineocr.ocr.geometry import Box, union
from onlineocr.ocr.page import Line, Word
from tests.ocr.export.samples import block, line, page


def of(*words, text=None, polygon=None):
    """A line of (text, left, right), 20 pixels high from 100 down."""
    made = tuple(Word(said, 0.9, Box(left, 100, right, 120)) for said, left, right in words)
    box = union(word.box for word in made)
    return Line(
        " ".join(word.text for word in made) if text is None else text, 0.9, box, polygon or box.polygon(), made
    )


def runs(written):
    return [("".join(run.glyphs), round(run.start, 3), round(run.start + run.width, 3)) for run in place(written).runs]


def test_it_sets_each_word_and_the_space_after_it_as_long_as_they_are():
    assert runs(of(("one", 10, 40), ("two", 50, 95))) == [("one", 10, 40), (" ", 40, 50), ("two", 50, 95)]


@pytest.mark.parametrize(("left", "end"), [(59, 59), (60, 40), (40, 40), (35, 40)])
def test_it_stretches_a_word_to_one_that_follows_without_a_space(left, end):
    (first, *_) = runs(of(("一", 10, 40), ("二", left, left + 30), text="一二"))
    assert first == ("一", 10, end)


def test_it_sets_a_narrow_space_where_boxes_touch():
    assert runs(of(("one", 10, 40), ("two", 40, 80)))[1] == (" ", 40, 41)


def test_it_takes_a_word_that_the_text_lacks_for_one_apart():
    assert [text for text, *_ in runs(of(("one", 10, 40), ("xyz", 50, 90), text="one two"))] == ["one", " ", "xyz"]
    close = of(("one", 10, 40), ("xyz", 50, 80), ("two", 90, 120), text="onetwo")
    assert [text for text, *_ in runs(close)] == ["one", " ", "xyz", "two"]


def test_it_gives_a_word_without_width_a_little():
    (run,) = place(of(("i", 50, 50))).runs
    assert run.width == pytest.approx(1.0)
    assert run.start + run.width / 2 == 50


def test_it_sets_words_at_the_lower_edge_with_the_height_of_the_line():
    made = place(of(("one", 10, 40), ("two", 50, 95)))
    assert (made.height, made.direction, {run.lower for run in made.runs}) == (20, (1.0, 0.0), {120})


def turned(degrees, text="some words here"):
    """A line that falls by ``degrees``, 200 pixels long, as one word."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    polygon = (
        (500.0, 500.0),
        (500 + 200 * c, 500 + 200 * s),
        (500 + 200 * c - 20 * s, 500 + 200 * s + 20 * c),
        (500 - 20 * s, 500 + 20 * c),
    )
    xs, ys = zip(*polygon, strict=True)
    box = Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))
    return Line(text, 0.9, box, polygon, (Word(text, 0.9, box),))


@pytest.mark.parametrize(
    ("degrees", "way"),
    [
        (0, (1, 0)),
        (3.9, (1, 0)),
        (-3.9, (1, 0)),
        (90, (0, 1)),
        (93, (0, 1)),
        (270, (0, -1)),
        (180, (-1, 0)),
        (177, (-1, 0)),
    ],
)
def test_it_sets_lines_that_are_almost_level_or_upright_along_the_axis(degrees, way):
    assert place(turned(degrees)).direction == pytest.approx(way)


@pytest.mark.parametrize("degrees", [4.2, 15, -30, 60, 120, 200])
def test_it_sets_other_lines_along_their_own_direction(degrees):
    assert place(turned(degrees)).direction == pytest.approx((cos(radians(degrees)), sin(radians(degrees))))


@pytest.mark.parametrize("degrees", [0, 10, 25, 75, 90, -20, 170, 250])
def test_it_finds_the_length_of_a_word_in_the_box_around_it(degrees):
    (run,) = place(turned(degrees)).runs
    assert run.width == pytest.approx(200, abs=4)


def test_it_sets_a_column_of_characters_from_top_to_bottom():
    words = tuple(Word(char, 0.9, Box(100, 100 + 20 * row, 120, 120 + 20 * row)) for row, char in enumerate("今天好"))
    box = union(word.box for word in words)
    made = place(Line("今天好", 0.9, box, box.polygon(), words))
    assert (made.direction, ["".join(run.glyphs) for run in made.runs]) == ((0.0, 1.0), ["今", "天", "好"])
    assert [(run.start, run.width) for run in made.runs] == [(100, 20), (120, 20), (140, 20)]


def test_it_sets_words_from_the_right_as_they_are_seen():
    assert [text for text, *_ in runs(of(("שלום", 100, 150), ("עולם", 30, 80)))] == ["םלוע", " ", "םולש"]


@pytest.mark.parametrize("text", ["", "\x00", "\ufeff"])
def test_it_sets_no_line_without_text(text):
    box = Box(0, 0, 90, 20)
    assert place(Line(text, 0.9, box, box.polygon(), (Word(text, 0.9, box),))) is None
    assert place(Line(text, 0.9, box, box.polygon())) is None


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 90)), min_size=1, max_size=6))
def test_it_sets_every_word_at_the_place_of_its_box(places):
    words = [("x", left, left + width) for left, width in sorted(places)]
    found = [(start, end) for text, start, end in runs(of(*words)) if text == "x"]
    assert found == [(left, right) for _, left, right in words]


@pytest.mark.parametrize(("source", "left"), [("ocr", ["read", "own"]), ("mixed", ["read"]), ("text_layer", [])])
def test_it_adds_only_lines_that_the_original_lacks(source, left):
    whole = page(block("text", line("read"), line("own", 30, confidence=None)))
    assert [one.text for one in unsaid(replace(whole, source=source))] == left
