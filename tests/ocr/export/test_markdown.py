"""Markdown"""

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from onlineocr.ocr.bullets import marker
from onlineocr.ocr.export.markup import clean
from onlineocr.ocr.page import Cell, Table
from tests.ocr.export.samples import FULL, OTHER, any_page, block, line, page, table, written


def shown(text):
    """As a reader sees it: HTML without its tags."""
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    return html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", rendered))


def words(text):
    return [clean(word) for word in text.split()]


def md(*pages):
    return written("md", *pages).decode()


def test_it_writes_headings_paragraphs_lists_and_tables():
    assert md(FULL) == (
        "## 1 Results\n\n"
        "The quick brown fox jumps over the example of a lazy dog \\<b>\\&amp;\\</b>.\n\n"
        "1. first\n2. second one goes on\n\n"
        "שלום עולם טוב\n\n"
        "| Item | Price |\n| --- | --- |\n| Tea | =1+1 |\n| Milk & more | 2.50 |\n\n"
    )


def test_running_titles_are_left_out_and_pages_are_parted():
    text = md(FULL, OTHER)
    assert "Annual report" not in text
    assert "\n\n<!-- page 2 -->\n\n今天天气很好我们在北京" in text


CODE = (
    block("text", line("def f(x):"), line("    if x < 1:", 25), line("        return '```' * x", 50)),
    block("text", line("    return 2  # *two*", 100)),
)


def test_code_keeps_the_spaces_at_the_beginning_of_its_lines():
    assert md(page(*CODE)) == (
        "````\ndef f(x):\n    if x < 1:\n        return '```' * x\n\n    return 2  # *two*\n````\n\n"
    )


def test_a_reader_sees_code_as_it_stands():
    rendered = html.unescape(MarkdownIt("commonmark").render(md(page(*CODE))))
    assert (
        "<pre><code>def f(x):\n    if x < 1:\n        return '```' * x\n\n    return 2  # *two*\n</code></pre>"
        in rendered
    )


MARKS = "*_`[]()<>&#;-+=|~:.!1a \\\n>"


@given(st.text(st.characters(exclude_categories=()), max_size=40) | st.text(MARKS, max_size=40))
def test_no_text_is_markup(text):
    for kind in ("text", "list", "heading"):
        if words(text) and not (
            kind == "list" and any(map(marker, map(str.strip, (*text.splitlines(), *text.split("\n")))))
        ):  # such a mark is one
            assert words(shown(md(page(block(kind, line(text)))))) == words(text)


@given(st.lists(st.text("*_`[]()<>&#;-+=|~:.!1a \\", min_size=1, max_size=9), min_size=2, max_size=4))
def test_no_lines_together_are_markup(texts):
    lines = (line(text, 30 * n, width=400 if n == 1 else 50) for n, text in enumerate(texts))
    address = page(block("text", *lines))
    assert words(shown(md(address))) == words(address.text)  # in which hyphens at line ends are gone


@given(any_page())
def test_it_writes_any_page(page):
    shown(md(page))


def test_lines_that_stand_for_themselves_are_kept():
    address = block("text", line("Alice", width=60), line("12 Long Street", 25), line("Town", 50, width=60))
    assert md(page(address)) == "Alice\\\n12 Long Street\\\nTown\n\n"


def test_items_keep_marks_that_say_more_than_item():
    assert md(page(block("list", line("a) one"), line("b) two", 25)))) == "- a) one\n- b) two\n\n"
    assert md(page(block("list", line("• one"), line("• two", 25)))) == "- one\n- two\n\n"
    assert md(page(block("list", line("7) one"), line("8) two", 25)))) == "7) one\n8) two\n\n"


def test_a_pipe_in_a_cell_parts_nothing():
    made, grid = table(("a|b", "c"))
    assert "| a\\|b | c |" in md(page(grid, tables=(made,)))


def test_a_cell_over_two_columns_stands_in_the_first():
    made, grid = table(("a", "b"), ("c", "d"))
    wide = Table(made.box, 2, 2, (Cell(0, 0, "head", made.cells[0].box, 1, 2), *made.cells[2:]))
    assert md(page(grid, tables=(wide,))) == "| head |  |\n| --- | --- |\n| c | d |\n\n"
