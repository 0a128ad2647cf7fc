"""Where a list begins and ends."""

from __future__ import annotations

import pytest

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, line


def found(lines):
    """Each block's kind and number of lines."""
    return [(block.kind, len(block.lines)) for block in arrange(lines)[1]]


@pytest.mark.parametrize(
    ("texts", "blocks"),
    [
        (("1. one", "2. two", "2. three", "3. four"), [("list", 2), ("list", 2)]),
        (("1. one", "2. two", "1. three", "2. four"), [("list", 2), ("list", 2)]),
        (("1. one", "3. three", "7. seven"), [("list", 3)]),
        (("a) one", "b) two", "a) three"), [("list", 3)]),
        (("1. one", "2) two"), [("text", 2)]),
        (("- one", "* two"), [("text", 2)]),
        (("[ ] one", "[x] two", "☐ three"), [("list", 3)]),
    ],
)
def test_it_goes_on_as_long_as_the_marks_are_alike_and_rise(texts, blocks):
    assert found(column(*texts)) == blocks


@pytest.mark.parametrize(
    ("text", "kind"), [("• tea", "list"), ("▪ tea", "list"), ("- tea", "text"), ("1. tea", "text")]
)
def test_it_takes_one_line_for_a_list_only_with_a_bullet(text, kind):
    assert found([line(text, 10, 0)]) == [(kind, 1)]


@pytest.mark.parametrize(("left", "blocks"), [(26, [("list", 2)]), (27, [("text", 2)])])
def test_it_takes_items_with_one_left_edge(left, blocks):
    assert found([line("1. one", 10, 0), line("2. two", left, 25)]) == blocks


@pytest.mark.parametrize(("left", "blocks"), [(50, [("list", 3)]), (49, [("list", 2), ("text", 1)])])
def test_it_ends_before_a_line_that_is_set_out(left, blocks):
    assert found([line("• one", 100, 0), line("• two", 100, 25), line("and so on", left, 50)]) == blocks


def test_it_keeps_a_list_inside_an_item():
    inner = [line("- one of it", 60, 25), line("- two of it", 60, 50)]
    assert found([line("1. one", 10, 0), *inner, line("2. two", 10, 75)]) == [("list", 4)]


@pytest.mark.parametrize(("lines", "kind"), [(40, "list"), (41, "text")])
def test_it_takes_an_item_of_forty_more_lines_at_most(lines, kind):
    assert found(column("1. one", *["goes on"] * lines, "2. two")) == [(kind, lines + 2)]


@pytest.mark.parametrize(
    ("texts", "blocks"),
    [
        (("What to buy:", "• tea", "• milk"), [("text", 1), ("list", 2)]),
        (("1999. A year", "It was cold", "• tea"), [("text", 2), ("list", 1)]),
    ],
)
def test_it_begins_at_its_first_item(texts, blocks):
    assert found(column(*texts)) == blocks
