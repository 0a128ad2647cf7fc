"""Which blocks are one piece of program text."""

from __future__ import annotations

import pytest

from onlineocr.ocr.export.program import pieces
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word
from tests.ocr.export.samples import block


def typed(text, top, *, letter=10.0, left=100.0, height=20):
    """A block of a line in characters of one width, with its spaces."""
    own = text.strip()
    start = round(left + letter * (len(text) - len(text.lstrip())))
    box = Box(start, top, round(start + letter * len(own)), top + height)
    return block("text", Line(text, 0.9, box, box.polygon(), (Word(own, 0.9, box),)))


CODE = typed("    return x", 100)


@pytest.mark.parametrize(("white", "found"), [(60, [range(2)]), (61, [range(1, 2)])])
def test_it_goes_on_over_some_white(white, found):
    assert pieces([typed("def f(x):", 80 - white), CODE]) == found


@pytest.mark.parametrize(("overlap", "found"), [(10, [range(2)]), (11, [range(1)])])
def test_it_goes_on_in_a_block_that_touches(overlap, found):
    assert pieces([CODE, typed("print(f(y)) # and more", 120 - overlap)]) == found


@pytest.mark.parametrize(
    ("left", "found"), [(110, [range(2)]), (111, [range(1, 2)]), (90, [range(2)]), (89, [range(1, 2)])]
)
def test_it_wants_the_same_left_edge(left, found):
    assert pieces([typed("def function(x):", 60, left=left), CODE]) == found


@pytest.mark.parametrize(
    ("text", "letter", "found"),
    [
        ("def function(x):", 10.5, [range(2)]), ("def function(x):", 10.8, [range(1, 2)]),
        ("def f(x):", 11.4, [range(2)]),
        ("def f(x):", 11.7, [range(1, 2)]), ("def function(x):", 9.2, [range(1, 2)]),
    ],
)  # fmt: skip
def test_it_wants_the_same_width_of_characters(text, letter, found):
    assert pieces([typed(text, 60, letter=letter), CODE]) == found


def test_it_takes_no_other_kind_of_block_for_code():
    head, table = typed("def f(x):", 60), typed("def f(x):", 60)
    assert pieces([block("heading", *head.lines), CODE]) == [range(2)]
    assert pieces([block("table", *table.lines), CODE]) == [range(1, 2)]
    assert pieces([block("table", *CODE.lines)]) == []


def test_it_finds_nothing_without_spaces_at_a_beginning():
    assert pieces([typed("def f(x):", 60), typed("return x", 100)]) == []
    assert pieces([]) == []


def test_it_parts_pieces_that_are_beside_each_other():
    aside = typed("    other code", 100, left=700)
    assert pieces([CODE, aside]) == [range(1), range(1, 2)]
