import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from onlineocr.ocr.page import Line
from tests.ocr.layout.lines import column, kinds, line

ROWS = [f"{word} line of the page's running text" for word in ("First", "second", "third", "fourth", "fifth")]


def page(*around, body=ROWS):
    return kinds(arrange([*column(*body, top=100), *around])[1])


def spread(left, right, top):
    """One row, as an engine reads it that takes it for one line."""
    one, other = line(left, 10, top), line(right, 500, top)
    box = Box(10, top, other.box.right, top + 20)
    return Line(f"{left} {right}", 0.9, box, box.polygon(), one.words + other.words)


@pytest.mark.parametrize("number", ["12", "- 3 -", "iv", "XII", "Page 3", "Seite 7 von 12", "3/10"])
def test_it_takes_a_page_number_under_the_text_for_a_footer(number):
    assert page(line(number, 200, 300)) == ["text", "footer"]


@pytest.mark.parametrize("number", ["12", "Page 3 of 10"])
def test_it_takes_a_page_number_over_the_text_for_a_header(number):
    assert page(line(number, 200, 10)) == ["header", "text"]


@pytest.mark.parametrize(
    "row", [("THE TURN OF THE SCREW", "84"), ("84", "The Turn of the Screw")], ids=["right", "left"]
)
def test_it_takes_a_title_far_from_a_number_for_a_header(row):
    assert page(spread(*row, 10)) == ["header", "text"]


def test_it_takes_a_title_and_a_number_read_apart_for_one_header():
    assert page(line("The Turn of the Screw", 100, 10), line("84", 700, 12)) == ["header", "text"]


def test_it_takes_a_line_over_a_sentence_that_goes_on_for_a_header():
    assert page(line("The Turn of the Screw", 100, 10), body=["which goes on from the page before", *ROWS]) == [
        "header",
        "text",
    ]


def test_it_takes_several_rows_with_the_page_number_for_a_footer():
    found = page(line("This work is in the public domain.", 10, 300), spread("example.org", "Page 6 of 87", 330))
    assert found == ["text", "footer"]


@pytest.mark.parametrize("text", ["Dear Madam,", "12 Main Street", "III.", "mix", "Stage 4", "0"])
def test_it_takes_no_other_line_for_a_header_or_footer(text):
    assert page(line(text, 10, 20)) == ["text", "text"]
    assert page(line(text, 10, 300)) == ["text", "text"]


def test_it_takes_no_number_right_over_the_text_for_a_header():
    assert "header" not in page(line("12", 10, 78))


def test_it_takes_no_title_in_large_type_for_a_header():
    title = line("Chapter 4", 10, 10, height=40, letter=20)
    assert page(title, line("4", 10, 55)) == ["heading", "text", "text"]


def test_it_finds_neither_on_a_receipt():
    assert set(
        kinds(arrange([line("12", 10, 0), *column("Milk 1.20", "Bread 2.50", top=60), line("7", 10, 200)])[1])
    ) == {"text"}


def test_it_finds_the_head_over_vertical_text():
    boxes = [Box(left, 60, left + 20, 660) for left in range(10, 160, 30)]
    body = [Line("縦" * 30, 0.9, box, box.polygon(), ()) for box in boxes]
    assert kinds(arrange([*body, line("12", 60, 10)])[1]) == ["header", "text"]
