"""Tables by their places in the page's text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from onlineocr.ocr.export import located
from tests.ocr.export.samples import FULL, GRID, any_page, block, line, page, table


def test_it_finds_each_table_by_whole_lines():
    (found,) = located.tables(FULL)
    assert FULL.text[found.start : found.end].split("\n") == ["Item", "Price", "Tea", "=1+1", "Milk & more", "2.50"]
    assert found.table == GRID


def test_it_finds_the_text_of_each_cell():
    (found,) = located.tables(FULL)
    cells = {cell.text: [FULL.text[start:end] for start, end in places] for cell, places in found.ranges.items()}
    assert cells["Milk & more"] == ["Milk & more"]
    assert all([text] == places for text, places in cells.items())


def test_a_table_with_a_word_outside_its_cells_is_left_as_text():
    grid, lines = table(("Item", "Price"), ("Tea", "3"))
    stray = replace(lines, lines=(*lines.lines, line("stray", 1200)))
    assert list(located.tables(page(block("text", line("before")), stray, tables=(grid,)))) == []


def test_a_page_read_without_words_has_no_places():
    assert list(located.tables(replace(FULL, blocks=tuple(one.without_words() for one in FULL.blocks)))) == []


@given(any_page())
def test_places_are_in_the_text_and_in_order(any_one):
    found = list(located.tables(any_one))
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(any_one.text) for edge in edges)
