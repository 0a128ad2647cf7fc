"""Rows, cells and columns of a table without rules, at each bound; letters are ten pixels wide, twenty high."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, Rules
from onlineocr.ocr.layout.tables.columns import cells_of, flows, is_number, is_table, rows_of, strips, texts
from onlineocr.ocr.layout.tables.words import placed, rebuilt
from tests.ocr.layout.lines import line

LETTER = 20


def words(*places):
    """Words as (text, left, top)."""
    return placed([line(text, left, top) for text, left, top in places], Rules())


def grid(*rows, step=100):
    """Rows of cells that begin every ``step`` pixels."""
    return rows_of(
        words(*((text, step * at, 30 * row) for row, cells in enumerate(rows) for at, text in enumerate(cells) if text))
    )


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("12", True), ("1.50", True), ("12.50 EUR", True), ("2.5 EUR", False), ("31/12/2026", True), ("A12", True),
        ("AB12", False), ("-", True),
        ("—", True), ("n/a", True), ("N/A", True), ("na", True), ("none", False), ("", False), (" - ", True),
        ("€", True), ("12%", True),
        ("Tea", False), ("...", True), ("+", False), ("٣", True),
    ],
)  # fmt: skip
def test_it_knows_a_number(text, so):
    assert is_number(text) is so


@pytest.mark.parametrize(
    ("down", "rows"), [(9, [["a", "b"]]), (10, [["a"], ["b"]]), (-9, [["a", "b"]]), (30, [["a"], ["b"]])]
)
def test_it_takes_words_for_a_row_that_share_half_their_height(down, rows):
    assert [[one.word.text for one in row] for row in rows_of(words(("a", 0, 50), ("b", 100, 50 + down)))] == rows


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), max_size=12))
def test_it_keeps_each_word_in_one_row_from_the_left(places):
    every = words(*(("x", left, top) for left, top in places))
    rows = rows_of(every)
    assert sorted(id(one) for row in rows for one in row) == sorted(map(id, every))
    assert all(row == sorted(row, key=lambda one: one.box.left) for row in rows)


@pytest.mark.parametrize(("apart", "cells"), [(11, [["aa", "b"]]), (12, [["aa"], ["b"]])])
def test_it_parts_cells_by_white(apart, cells):
    (row,) = rows_of(words(("aa", 0, 0), ("b", 20 + apart, 0)))
    assert [[one.word.text for one in cell] for cell in cells_of(row, LETTER)] == cells


def test_it_measures_white_behind_the_widest_word():
    (row,) = rows_of(words(("alongword", 0, 0), ("b", 20, 0), ("c", 95, 0), ("d", 160, 0)))
    assert [len(cell) for cell in cells_of(row, LETTER)] == [3, 1]


@pytest.mark.parametrize(("step", "found"), [(34, [27.0]), (33, [])])
def test_it_finds_a_strip_that_is_wide_enough(step, found):
    assert strips(grid(["aa", "1"], ["bb", "2"], step=step), LETTER) == found


@pytest.mark.parametrize(("rows", "ruled", "count"), [(9, False, 1), (8, False, 0), (5, True, 1), (4, True, 0)])
def test_it_lets_a_few_rows_cross_a_strip(rows, ruled, count):
    heading = ("x" * 12, 0, 30 * rows)
    body = [place for row in range(rows - 1) for place in (("aa", 0, 30 * row), ("1", 100, 30 * row))]
    assert len(strips(rows_of(words(*body, heading)), LETTER, ruled=ruled)) == count


def test_it_gives_the_texts_of_cells():
    assert texts(grid(["Tea", "", "1"], ["Green", "of it", "2"]), [80, 180]) == [
        ["Tea", "", "1"],
        ["Green", "of it", "2"],
    ]


@pytest.mark.parametrize(
    ("cells", "so"),
    [
        (["a line of words"] * 4, True), (["a line of words"] * 3, False), (["A line of words"] * 4, False),
        (["a line of w"] * 4, False),
        (["A line of words"] * 3 + ["a line of words"], True), (["A line of words"] * 4 + ["a line of words"], False),
    ],
)  # fmt: skip
def test_it_knows_cells_that_flow(cells, so):
    assert flows(cells) is so


TEA = [["Tea", "3.50"], ["Coffee", "4.20"], ["Sugar", "1.90"]]
THREE = [["Tea", "hot", "new"], ["Coffee", "hot", "old"], ["Sugar", "dry", "old"]]


@pytest.mark.parametrize(
    ("rows", "so"),
    [
        (TEA, True), (TEA[:2], False), ([["Tea", "hot"], ["Coffee", "hot"], ["Milk", "cold"]], False),
        ([["1", "2"], ["3", "4"], ["5", "6"]], False), ([["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]], True),
        ([["1.", "2"], ["2.", "4"], ["3.", "6"], ["4.", "8"]], False), (THREE, True),
        ([[one] for one, _ in TEA], False),
        ([["Tea", "3.50", ""], ["Coffee", "", ""], ["Sugar", "", "x"]], False),
        ([["Tea", "hot", "new"], ["Coffee", "", "old"], ["Sugar", "", "old"], ["Milk", "", "new"]], False),
    ],
)  # fmt: skip
def test_it_knows_a_table_by_its_cells(rows, so):
    parted = [100 * column - 10 for column in range(1, len(rows[0]))]
    assert bool(is_table(grid(*rows), parted, LETTER)) is so


def test_it_wants_one_row_less_between_rules():
    assert is_table(grid(*TEA[:2]), [90], LETTER, ruled=True)
    assert not is_table(grid(*TEA[:1]), [90], LETTER, ruled=True)


def test_it_wants_words_of_a_column_at_one_edge():
    ragged = words(*(("abc", 100 * at + 11 * row * (at == 1), 30 * row) for row in range(3) for at in range(3)))
    assert not is_table(rows_of(ragged), [90, 195], LETTER)
    assert is_table(grid(*[["abc"] * 3] * 3), [90, 195], LETTER)


ROW = line("one two three four", 10, 20)


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ((0, 1, 2, 3), ["one two three four"]),
        ((0, 1), ["one two"]),
        ((0, 2, 3), ["one", "three four"]),
        ((1,), ["two"]),
    ],
)
def test_it_makes_lines_of_the_words_that_stay(kept, found):
    some = [one for one in placed([ROW], Rules()) if one.number in kept]
    made = rebuilt([ROW], some)
    assert [one.text for one in made] == found
    assert [" ".join(word.text for word in one.words) for one in made] == found
    assert (made[0] is ROW) == (len(kept) == 4)


def test_it_cuts_the_polygon_of_a_line_with_its_words():
    leaning = ROW.__class__(ROW.text, 0.9, ROW.box, ((10, 20), (190, 38), (188, 58), (8, 40)), ROW.words)
    (part,) = rebuilt([leaning], [one for one in placed([leaning], Rules()) if one.number == 1])
    (left, top), (right, below), *_ = part.polygon
    assert (below - top) / (right - left) == pytest.approx(0.1)
    assert part.box == ROW.words[1].box
    assert (left, right) == pytest.approx((part.box.left, part.box.right), abs=3)


def test_it_places_words_in_their_line_and_on_level_rules():
    found = placed([ROW, line("five", 10, 60)], Rules(slope=0.1))
    assert [(one.line, one.number, one.start, one.end) for one in found[2:]] == [
        (0, 2, 8, 13),
        (0, 3, 14, 18),
        (1, 0, 0, 4),
    ]
    assert found[0].box == Box(10 + 3, 20 - 2, 40 + 3, 40 - 2)
