"""How wide the lines of a block could have been."""

from __future__ import annotations

import pytest

from onlineocr.ocr.export.columns import Column, Columns
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Block
from tests.ocr.export.samples import block, line, page

LONG = "thirty letters of running text"
SHORT = block("text", line("short", 300, 150, 100), line("lines", 325, 150, 90))


def wide(left, width, top=0, text=LONG):
    return block("text", line(text, top, left, width))


def around(one, *others, from_right=False):
    return Columns.of(page(*others, one)).around(one, from_right=from_right)


def test_it_takes_the_column_of_prose_around_a_block():
    assert around(SHORT, wide(100, 600)) == Column(100, 700, "left", is_prose=True)


def test_it_takes_the_widest_of_several_columns():
    assert around(SHORT, wide(100, 300), wide(50, 800, 50)) == Column(50, 850)


@pytest.mark.parametrize(("left", "edges"), [(160, (150, 760)), (161, (150, 850))])
def test_it_allows_for_the_error_of_the_boxes(left, edges):
    found = around(SHORT, wide(left, 600))
    assert (found.left, found.right) == edges


@pytest.mark.parametrize("letters", [29, 30])
def test_it_takes_lines_of_thirty_letters_for_prose(letters):
    assert around(SHORT, wide(100, 600, text=LONG[:letters].replace(" ", "-"))).is_prose is (letters == 30)


def test_it_takes_no_heading_for_a_column():
    assert not around(SHORT, block("heading", line(LONG, 0, 100, 600))).is_prose


def test_it_takes_the_page_without_its_margins_where_no_prose_is():
    assert around(SHORT) == Column(150, 850, "left", is_prose=False)
    assert around(block("text", line("x", 0, 800, 100))) == Column(100, 900, "left", is_prose=False)


def test_it_ends_a_column_at_the_blocks_beside_it():
    left, right = Block("figure", Box(0, 310, 120, 320)), Block("figure", Box(400, 340, 600, 500))
    above = Block("figure", Box(300, 200, 400, 300))
    found = around(SHORT, left, right, above)
    assert (found.left, found.right) == (150, 400)
    assert around(block("text", line("x", 300, 500, 50)), Block("figure", Box(0, 310, 470, 320))).left == 470


@pytest.mark.parametrize(
    ("edges", "from_right", "side"),
    [
        ([(100, 300), (100, 350), (100, 200)], False, "left"), ([(100, 300), (150, 300), (200, 300)], False, "right"),
        ([(100, 300), (120, 280), (150, 250)], False, ""), ([(100, 300), (100, 300)], False, "left"),
        ([(100, 300), (100, 300)], True, "right"), ([(100, 300), (100, 350), (100, 200)], True, "left"),
        ([(100, 300), (110, 350), (200, 250)], False, "left"), ([(100, 300), (111, 350), (200, 250)], False, ""),
    ],
)  # fmt: skip
def test_it_sees_the_side_where_lines_begin(edges, from_right, side):
    lines = (line("x", 25 * row, left, right - left) for row, (left, right) in enumerate(edges))
    assert around(block("text", *lines), from_right=from_right).side == side


@pytest.mark.parametrize(("side", "room"), [("left", 400), ("right", 100), ("", 500)])
def test_it_measures_the_room_at_the_other_end_of_a_line(side, room):
    assert Column(100, 700, side).room(line("x", 0, 200, 100)) == room
