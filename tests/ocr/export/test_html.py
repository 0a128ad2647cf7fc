"""HTML 5"""

import re
from html.parser import HTMLParser

from hypothesis import given

from onlineocr.ocr.page import Cell, Table
from tests.ocr.export.samples import FULL, OTHER, any_about, any_page, block, line, page, table, written

VOID = {"meta", "br"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "section", "header", "footer", "h1", "h2", "h3", "p", "br", "ol",
    "ul", "li", "table", "tr", "td", "pre", "code",
}  # fmt: skip


class Reader(HTMLParser):
    """Refuses what is not closed in order, and everything that could run or be fetched."""

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        assert tag in KNOWN
        assert {name for name, _ in attrs} <= {
            "lang", "dir", "id", "class", "charset", "name", "content", "start", "rowspan", "colspan", "aria-label",
        }  # fmt: skip
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def read(*pages, **more):
    reader = Reader()
    reader.feed(written("html", *pages, **more).decode())
    reader.close()
    assert reader.open == []
    return reader


def named(reader, tag):
    return [attributes for name, attributes in reader.tags if name == tag]


@given(any_page(), any_about())
def test_it_closes_every_tag_and_takes_no_text_for_one(page, about):
    read(page, about=about)


def test_it_shows_the_text():
    text = re.sub(r"\s+", " ", "".join(read(FULL, OTHER).texts))
    assert "over the example of a lazy dog <b>&amp;</b>." in text
    assert "Annual report" in text
    assert "今天天气很好我们在北京" in text


def test_it_has_headings_lists_tables_and_running_titles():
    tags = [tag for tag, _ in read(FULL).tags]
    for tag, count in {"h2": 1, "ol": 1, "li": 2, "table": 1, "tr": 3, "td": 6, "header": 1, "footer": 1}.items():
        assert tags.count(tag) == count, tag


def test_code_keeps_the_spaces_at_the_beginning_of_its_lines():
    code = block("text", line("if a < b:"), line("    return b", 25))
    assert "<pre><code>if a &lt; b:\n    return b</code></pre>" in written("html", page(code)).decode()


def test_it_says_language_and_direction():
    reader = read(FULL, OTHER)
    assert named(reader, "html") == [{"lang": "en"}]
    assert [(one["id"], one["lang"]) for one in named(reader, "section")] == [("page-1", "en"), ("page-2", "zh-Hans")]
    assert {"dir": "rtl"} in named(reader, "p")


def test_cells_keep_their_spans():
    made, grid = table(("a", "b"), ("c", "d"))
    wide = Table(made.box, 2, 2, (Cell(0, 0, "head", made.cells[0].box, 1, 2), *made.cells[2:]))
    cells = named(read(page(grid, tables=(wide,))), "td")
    assert [one.get("colspan") for one in cells] == ["2", None, None]
    high = Table(made.box, 2, 2, (Cell(0, 0, "side", made.cells[0].box, 2, 1), made.cells[1], made.cells[3]))
    cells = named(read(page(grid, tables=(high,))), "td")
    assert [one.get("rowspan") for one in cells] == ["2", None, None]


def test_a_list_goes_on_where_the_page_does():
    assert named(read(page(block("list", line("4. four"), line("5. five", 25)))), "ol") == [{"start": "4"}]
    assert named(read(page(block("list", line("a) one"), line("b) two", 25)))), "ul") == [{"class": "marked"}]


def test_it_asks_for_nothing_from_elsewhere():
    text = written("html", FULL).decode()
    assert not re.search(r"<script|<link|src=|href=|url\(|@import", text)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
