"""Tables on the page of a document: shown as tables, copied with tabs, offered as spreadsheets."""

from __future__ import annotations

import io
import re

import lxml.html
import pytest
from hypothesis import assume, given

from onlineocr.web.desk.markup import render
from tests.ocr.export.samples import FULL, OTHER, any_page, block, line, page, table
from tests.support.tables import ROWS, draw_table
from tests.web import reading
from tests.web.files import picture, upload
from tests.web.test_document import address

CELLS = "() => [...document.querySelectorAll('.text tr')].map((row) => [...row.cells].map((cell) => cell.innerText))"
LEFTS = "() => [...document.querySelectorAll('.text tr')].map((row) => row.cells[1].getBoundingClientRect().left)"
PLACES = (
    "() => [...document.querySelectorAll('#actions > *')].map((one) => JSON.stringify(one.getBoundingClientRect()))"
)


@pytest.fixture
def shown(client, alice, document):
    """``shown(page)``: the page of a document that was read so, as a tree."""

    def show(value, **query):
        made = document(alice, value.text)
        made.shown.pages.update(result=value.to_dict())
        client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
        return lxml.html.fromstring(client.get(address(made), query).content)

    return show


def fragment(value):
    """The HTML of the text of a page."""
    return lxml.html.fragment_fromstring(f"<div>{render(value.text, [], value.to_dict())}</div>")


def plain(element) -> str:
    """The text of an element as a copy has it: a table has its own."""
    inner = (child.get("data-text") or child.text_content() for child in element)
    tails = (child.tail or "" for child in element)
    return (element.text or "") + "".join(map("".join, zip(inner, tails, strict=True)))


def test_it_shows_a_table_as_a_table(shown):
    rows = [[cell.text_content() for cell in row] for row in shown(FULL).iter("tr")]
    assert rows == [["Item", "Price"], ["Tea", "=1+1"], ["Milk & more", "2.50"]]


def test_it_keeps_cells_over_several_columns(shown):
    grid, lines = table(("Item", "Price"), ("Sum", ""))
    (*_, last) = grid.cells
    wide = [*grid.cells[:2], type(last)(1, 0, "Sum", grid.cells[2].box, 1, 2)]
    tree = shown(page(lines, tables=(type(grid)(grid.box, 2, 2, tuple(wide)),)))
    assert [cell.get("colspan") for cell in tree.iter("td")] == [None, None, "2"]


def test_it_marks_what_was_found_in_a_cell(shown):
    marked = shown(FULL, q="milk").xpath("//td//mark")
    assert [mark.text_content() for mark in marked] == ["Milk"]


def test_it_shows_text_without_tables_as_it_is(shown):
    assert plain(shown(OTHER).xpath("//*[@class='text']")[0]) == OTHER.text


@given(any_page())
def test_the_content_is_the_text(any_one):
    assume(not {"\r", "\0"} & set(any_one.text))  # an HTML parser reads them as \n and as U+FFFD
    assert plain(fragment(any_one)) == any_one.text


def test_several_tables_each_have_their_part():
    first, second = table(("a", "b"), top=100), table(("c", "d"), top=300)
    value = page(first[1], second[1], block("text", line("end", 500)), tables=(first[0], second[0]))
    assert [child.tag for child in fragment(value)] == ["table", "table", "div"]


def test_it_offers_spreadsheets_only_where_there_are_tables(shown):
    offers = [tree.xpath("//*[@id='actions']//a/text()") for tree in (shown(FULL), shown(OTHER))]
    assert [{".csv", ".xlsx"} & set(names) for names in offers] == [{".csv", ".xlsx"}, set()]


def test_it_says_that_there_are_no_tables(shown):
    said = ["No tables were found" in tree.text_content() for tree in (shown(FULL), shown(OTHER))]
    assert said == [False, True]


def drawn() -> bytes:
    file = io.BytesIO()
    draw_table().save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def tea(page):
    """The page of a table that was just read."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", drawn()))
    reading.done(page)
    return page


@pytest.mark.browser
@pytest.mark.slow
def test_its_columns_line_up_when_it_was_just_read_and_later(tea):
    fresh = tea.evaluate(CELLS)
    assert fresh == [list(row) for row in ROWS]
    assert len(set(tea.evaluate(LEFTS))) == 1
    tea.reload()
    assert tea.evaluate(CELLS) == fresh


@pytest.mark.browser
@pytest.mark.slow
def test_it_is_copied_with_tabs(tea):
    for _ in range(2):
        tea.get_by_role("button", name="Copy all text").click()
        tea.locator("#announce", has_text="Copied").wait_for(state="attached")
        copied = tea.evaluate("navigator.clipboard.readText()")
        assert "week:\n\nItem\tPieces\tPrice\nGreen tea\t12\t3.50\n" in copied
        assert re.search(r"Sugar\t30\t11.90\n\nAll prices", copied)
        tea.reload()


@pytest.mark.browser
@pytest.mark.slow
def test_it_offers_spreadsheets_once_a_table_was_read(tea):
    tea.get_by_text("More formats").click()
    assert tea.get_by_role("link", name=".xlsx").is_visible()
    assert tea.get_by_text("No tables were found").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_it_offers_none_once_all_was_read_without_one(page):
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of tea")))
    reading.done(page)
    page.get_by_text("More formats").click()
    assert page.get_by_role("link", name=".xlsx").count() == 0
    assert page.get_by_text("No tables were found").is_visible()


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_moves_when_the_formats_are_opened(tea):
    for width in (360, 768, 1280):
        tea.set_viewport_size({"width": width, "height": 800})
        before = tea.evaluate(PLACES)
        tea.get_by_text("More formats").click()
        assert tea.get_by_role("link", name=".docx").is_visible()
        places = tea.evaluate(PLACES)
        tea.keyboard.press("Escape")
        assert places == before
        assert tea.get_by_role("link", name=".docx").is_hidden()
