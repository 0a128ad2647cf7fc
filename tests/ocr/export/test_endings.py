"""Formats by the ending of a file's name."""

from __future__ import annotations

import pytest

from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import Format
from tests.ocr.export.samples import FULL, OTHER


@pytest.mark.parametrize("form", registry.every(), ids=lambda form: form.name)
def test_it_finds_each_format_by_its_ending_in_any_case(form):
    assert registry.by_ending(f"A.b/scan.of{form.extension.upper()}") is form


def test_it_names_the_endings_where_there_is_no_such_one():
    with pytest.raises(ValueError, match=r"^no format has the ending '\.pptx'; there are: \.txt, \.json, "):
        registry.by_ending("scan.PPTX")


@pytest.mark.parametrize(
    ("ending", "name"), [(".text", "txt"), (".markdown", "md"), (".htm", "html"), (".HTM", "html")]
)
def test_it_finds_a_format_by_a_further_ending(ending, name):
    assert registry.by_ending("scan" + ending).name == name


@pytest.mark.parametrize("file", ["scan.xml", "scan.html.XML"])
def test_it_names_the_formats_that_share_an_ending(file):
    with pytest.raises(ValueError, match=r"^the ending '\.xml' stands for several formats: alto, page$"):
        registry.by_ending(file)


def form(name, **fields):
    return Format(name, "text/x", ".x", "For tests", lambda pages, _: (str(page.number) for page in pages), **fields)


@pytest.mark.parametrize(
    ("pages", "name", "taken"),
    [([], "one", 0), ([FULL], "one", 1), ([FULL, OTHER], "many", 2), ([FULL] * 5, "many", 2)],
)
def test_it_takes_the_format_for_several_pages_and_reads_two_to_know(pages, name, taken):
    seen = []
    found, rest = form("one", several=form("many")).fitting(seen.append(page) or page for page in pages)
    assert (found.name, len(seen)) == (name, taken)
    assert list(rest) == pages


def test_it_reads_no_page_to_know_a_format_for_any_number():
    seen = []
    found, rest = form("one").fitting(seen.append(page) or page for page in [FULL, OTHER])
    assert (found.name, seen) == ("one", [])
    assert list(rest) == [FULL, OTHER]
