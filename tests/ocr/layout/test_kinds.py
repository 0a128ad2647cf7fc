import pytest

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, kinds, line

BODY = ["This is a line of the running text,", "and a second one, which goes on,", "and on, until it ends here."]


def test_it_takes_larger_type_for_a_heading():
    title = line("Annual report", 10, 0, height=36, letter=18)
    text, blocks = arrange([title, *column(*BODY, top=40)])
    assert kinds(blocks) == ["heading", "text"]
    assert text.startswith("Annual report\n\nThis is")


def test_it_takes_no_tall_box_of_usual_letters_for_a_heading():
    tall = line("A box that is too tall.", 10, 75, height=30)
    assert kinds(arrange([*column(*BODY), tall])[1]) == ["text"]


@pytest.mark.parametrize("title", ["THE FIRST CHAPTER", "4.1 Measures of scale", "IV. The letter", "§ 12 Liability"])
def test_it_takes_capitals_or_a_number_over_prose_for_a_heading(title):
    assert kinds(arrange(column(title, top=0) + column(*BODY, top=60))[1]) == ["heading", "text"]


def test_it_parts_capitals_from_the_prose_right_under_them():
    assert kinds(arrange(column("THE FIRST CHAPTER", *BODY))[1]) == ["heading", "text"]


@pytest.mark.parametrize("words", ["1.20", "TOTAL 12.50", "QTY"])
def test_it_takes_no_line_of_a_receipt_for_a_heading(words):
    assert set(kinds(arrange(column("MILK 1.20", "BREAD 2.50", words, "THANK YOU", pitch=50))[1])) == {"text"}


@pytest.mark.parametrize("marks", ["•••", "---", ("1.", "2.", "3."), ("(1)", "(2)", "(3)"), ("a)", "b)", "c)")])
def test_it_makes_a_list_of_lines_with_bullets_or_numbers(marks):
    items = column(*(f"{mark} thing to do" for mark in marks))
    text, blocks = arrange(items)
    assert kinds(blocks) == ["list"]
    assert text.count("\n") == 2


def test_it_keeps_the_later_lines_of_an_item_in_its_list():
    found = [
        *column("1. A thing that", top=0),
        line("takes two lines", 40, 25),
        *column("2. Another", "3. A third", top=50),
    ]
    assert kinds(arrange(found)[1]) == ["list"]


def test_it_ends_a_list_where_its_text_ends():
    _, blocks = arrange(column(*BODY) + column("• one", "• two", top=90) + column(*BODY, top=170))
    assert kinds(blocks) == ["text", "list", "text"]


@pytest.mark.parametrize(
    "rows", [("1. May 1999", "no list"), ("A. Yes.", "Q. Why?", "A. So."), ("3. c", "2. b", "1. a")]
)
def test_it_takes_no_other_lines_for_a_list(rows):
    assert kinds(arrange(column(*rows))[1]) == ["text"]


def test_it_parts_paragraphs_whose_first_lines_are_set_in():
    rows = column(*["A line of prose that goes on and on"] * 6)
    rows[2] = line("A first line of another paragraph", 40, 50)
    text, _ = arrange(rows)
    assert [part.count("\n") + 1 for part in text.split("\n\n")] == [2, 4]


def test_it_leaves_a_quotation_that_is_set_in_together():
    quoted = column(*["What somebody else has said of it"] * 3, left=60, top=150)
    assert [len(block.lines) for block in arrange(column(*BODY, *BODY) + quoted)[1]] == [6, 3]


def test_it_leaves_double_spaced_text_in_one_block():
    assert len(arrange(column(*BODY, *BODY, pitch=50))[1]) == 1
