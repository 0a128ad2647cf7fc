"""Levels of headings over the pages of a document"""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from tests.ocr.export.samples import block, line, page, written


def sheet(number, *titles, usual=20, dpi=150.0):
    """A page with a heading of each height in ``titles``, and text in lines of the ``usual`` height."""
    heads = [block("heading", tall(f"Title {height}", 100 * n, height)) for n, height in enumerate(titles)]
    text = block("text", *(tall("words of the text", 500 + 40 * n, usual) for n in range(5)))
    return page(*heads, text, number=number, dpi=dpi)


def tall(text, top, height):
    made = line(text, top)
    return replace(made, box=made.box._replace(bottom=top + height))


def levels(*pages):
    rows = written("md", *pages).decode().splitlines()
    return [len(row.partition(" ")[0]) for row in rows if row.startswith("#")]


def test_equal_headings_have_one_level_on_pages_whose_text_differs_a_little():
    assert levels(sheet(1, 40, usual=20), sheet(2, 40, usual=21), sheet(3, 42, usual=20)) == [1, 1, 1]


@pytest.mark.parametrize("first", [40, 39])
def test_the_first_page_decides(first):
    assert len(set(levels(sheet(1, first), sheet(2, 40), sheet(3, 39)))) == 1


def test_pages_of_another_resolution_have_the_same_levels():
    assert levels(sheet(1, 44, 28), sheet(2, 88, 56, usual=44, dpi=300.0)) == [1, 2, 1, 2]


def test_larger_type_has_never_a_deeper_level():
    first, second = levels(sheet(1, 40, usual=20), sheet(2, 60, usual=40))
    assert second <= first


def test_every_format_for_readers_has_them():
    pages = sheet(1, 40), sheet(2, 40, usual=21)
    assert written("html", *pages).decode().count("<h1>") == 2
    document = zipfile.ZipFile(io.BytesIO(written("docx", *pages))).read("word/document.xml").decode()
    assert re.findall(r'"Heading(\d)"', document) == ["1", "1"]
