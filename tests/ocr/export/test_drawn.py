"""Pages that the test draws, read and exported: the order of columns and the direction of text in each format."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from onlineocr.ocr import Page, export, recognize
from tests import pdfs
from tests.drawing import HEBREW, draw_text

pytestmark = pytest.mark.engine

HOCR, ALTO = "{http://www.w3.org/1999/xhtml}", "{http://www.loc.gov/standards/alto/ns-v4#}"
LEFT = (
    "The quick brown fox jumps", "over the lazy dog while", "seven wizards drink coffee", "in the shade of a tree.",
    "Nobody saw them leave the", "garden on that evening.",
)  # fmt: skip
RIGHT = (
    "Invoices are payable to the", "office within two weeks,", "and the price is doubled", "for all who come later.",
    "Write down the number of", "each box that you send.",
)  # fmt: skip


def columns(left: tuple[str, ...], right: tuple[str, ...]) -> Image.Image:
    """Two columns of text beside each other."""
    one, other = draw_text(left).image, draw_text(right).image
    sheet = Image.new("RGB", (one.width + other.width, max(one.height, other.height)), "white")
    sheet.paste(one)
    sheet.paste(other, (one.width, 0))
    return sheet


def read(source: Image.Image | bytes) -> Page:
    (page,) = recognize(source)
    return page


def exported(page: Page, form: str) -> bytes:
    return b"".join(export.chunks([page], form))


def document(page: Page):
    return docx.Document(io.BytesIO(exported(page, "docx")))


def words(page: Page, form: str) -> Iterator[str]:
    """The words of ``page`` in the order of the file in format ``form``."""
    if form == "docx":
        for paragraph in document(page).paragraphs:
            yield from paragraph.text.split()
        return
    for element in etree.fromstring(exported(page, form)).iter(f"{HOCR}span", f"{ALTO}String"):
        if element.get("class") == "ocrx_word":
            yield "".join(element.itertext()).strip()
        elif element.tag == f"{ALTO}String":
            yield element.get("CONTENT")


@pytest.fixture(scope="module")
def two_columns() -> Page:
    return read(columns(LEFT, RIGHT))


@pytest.mark.parametrize("form", ["hocr", "alto", "docx"])
def test_two_columns_come_one_after_the_other(two_columns, form):
    assert list(words(two_columns, form)) == " ".join((*LEFT, *RIGHT)).split()


@pytest.fixture(scope="module", params=["picture", "pdf"])
def hebrew_page(request) -> Page:
    if request.param == "pdf":
        return read(pdfs.typed([line[::-1] for line in HEBREW]))
    request.getfixturevalue("hebrew")
    return read(draw_text(HEBREW).image)


@pytest.mark.parametrize("form", ["hocr", "alto", "docx"])
def test_hebrew_comes_in_the_order_of_reading(hebrew_page, form):
    assert list(words(hebrew_page, form)) == " ".join(HEBREW).split()


def test_the_direction_of_hebrew_is_told(hebrew_page):
    assert {one.get("dir") for one in etree.fromstring(exported(hebrew_page, "hocr")).iter(f"{HOCR}p")} == {"rtl"}
    blocks = etree.fromstring(exported(hebrew_page, "alto")).iter(f"{ALTO}TextBlock")
    assert {block.get("BASEDIRECTION") for block in blocks} == {"rtl"}
    for paragraph in document(hebrew_page).paragraphs:
        assert paragraph._p.pPr.find(qn("w:bidi")) is not None
        assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in paragraph.runs)


@pytest.mark.parametrize("form", ["hocr", "alto", "docx"])
def test_the_right_one_of_two_hebrew_columns_comes_first(hebrew, form):
    page = read(columns(HEBREW[::-1] * 2, HEBREW * 2))
    assert list(words(page, form)) == " ".join((*HEBREW * 2, *HEBREW[::-1] * 2)).split()
