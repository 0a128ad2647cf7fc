"""Pages that the test draws, read and exported: the order of columns and the direction of text in each format."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image

from onlineocr.ocr import Page, export, recognize
from tests.support import pdfs
from tests.support.drawing import HEBREW, draw_text

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

LETTER = (
    "Alice Archer", "Archer & Sons Ltd.", "14 Mill Lane", "Cambridge CB1 2AB", "",
    "thank you for your letter of 3 March, in which you asked about the parts that",
    "we offered you in January. They are in stock and can leave our works within a",
    "week of your order.", "",
    "Whose woods these are I think I know.", "His house is in the village though;",
    "He will not see me stopping here", "To watch his woods fill up with snow.", "",
    "[ ] yes", "[ ] no", "[x] only by post", "",
    "Yours sincerely,", "Bob Baker", "Managing Director",
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


def letter_parts() -> list[list[str]]:
    return [part.split("\n") for part in "\n".join(LETTER).split("\n\n")]


@pytest.fixture(scope="module")
def letter() -> Page:
    return read(pdfs.typed(LETTER, size=11))


def test_an_address_a_verse_and_a_signature_keep_their_lines_in_markdown(letter):
    address, prose, verse, boxes, signature = letter_parts()
    listed = "\n".join(f"- {line}" for line in boxes)
    kept = ["\\\n".join(lines) for lines in (address, verse, signature)]
    assert exported(letter, "md").decode() == (
        "\n\n".join([kept[0], " ".join(prose), kept[1], listed, kept[2]]) + "\n\n"
    )


def test_they_keep_their_lines_in_html(letter):
    found = re.findall(r"<p>(.*?)</p>|<li>(.*?)</li>", html.unescape(exported(letter, "html").decode()), re.DOTALL)
    address, prose, verse, boxes, signature = letter_parts()
    kept = ["<br>\n".join(lines) for lines in (address, verse, signature)]
    assert [one or other for one, other in found] == [kept[0], " ".join(prose), kept[1], *boxes, kept[2]]


def test_they_keep_their_lines_in_word(letter):
    address, prose, verse, boxes, signature = letter_parts()
    kept = ["\n".join(lines) for lines in (address, verse, signature)]
    marked = [line.replace("] ", "]\t") for line in boxes]
    texts = [paragraph.text for paragraph in document(letter).paragraphs]
    assert texts == [kept[0], " ".join(prose), kept[1], *marked, kept[2]]


def test_a_few_lines_of_code_below_a_line_of_prose_are_code():
    code = ("for (int i = 0; i < n; i++) {", "    total += values[i];", "    count++;", "}", "return total;")
    document = pdfs.new_page()
    document.text(50, 80, "Example program:")
    document.set_font("Courier", size=14)
    for number, text in enumerate(code):
        document.text(50, 114 + 17 * number, text)
    shown = exported(read(bytes(document.output())), "md").decode()
    assert shown.strip() == "\n".join(("Example program:", "", "```", *code, "```"))
