"""Which bands at the edges of a page are running heads and feet, at each bound of the rules."""

from __future__ import annotations

import pytest

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, kinds, line
from tests.ocr.layout.test_margins import ROWS, page, spread

UNDER = 300
GOING = "which goes on from the page before"


@pytest.mark.parametrize(
    "text",
    [
        "1", "1234", "— 12 —", "[12]", "12.", "i", "xcix", "XLII", "p. 7", "S. 4", "página 5", "pág. 5", "Pagina 9",
        "pag. 3", "Strona 4", "str. 4", "страница 8", "стр. 8", "Page iv", "Page 3 sur 10", "Seite 1 von 2",
        "Page 2 / 9",
        "pagina 3 di 12", "страница 3 из 8", "12 / 80", "A report of ours, page 3",
    ],
)  # fmt: skip
def test_it_knows_a_page_number_in_each_form(text):
    assert page(line(text, 200, UNDER)) == ["text", "footer"]


@pytest.mark.parametrize(
    "text",
    ["12345", "0", "00", "iiii", "vx", "civil", "cc", "12 a", "page", "homepage 3", "3 of 10", "1/2/3", "Nr. 12"],
)
def test_it_takes_no_other_text_for_a_page_number(text):
    assert page(line(text, 200, UNDER))[-1] == "text"


@pytest.mark.parametrize(("bodies", "found"), [(5, "footer"), (4, "text")])
def test_it_needs_five_lines_of_prose_on_the_page(bodies, found):
    assert page(line("12", 200, UNDER), body=ROWS[:bodies])[-1] == found


@pytest.mark.parametrize(("height", "found"), [(31, "footer"), (32, "text")])
def test_it_takes_no_large_number(height, found):
    assert page(line("12", 200, UNDER, height=height))[-1] == found


@pytest.mark.parametrize(("rows", "found"), [(4, "footer"), (5, "text")])
def test_it_takes_four_rows_at_most(rows, found):
    foot = column(*["example.org"] * (rows - 1), "Page 6", top=UNDER)
    assert page(*foot)[-1] == found


@pytest.mark.parametrize(("letters", "found"), [(194, "footer"), (195, "text")])
def test_it_takes_two_hundred_letters_at_most(letters, found):
    assert page(line("w" * letters, 10, UNDER), line("Page 6", 10, UNDER + 24))[-1] == found


def test_it_takes_no_list_for_a_head():
    assert page(line("• 12", 10, 10)) == ["list", "text"]


@pytest.mark.parametrize(("number", "found"), [("84", "header"), ("iv", "text"), ("084", "text"), ("84.", "text")])
def test_it_takes_only_digits_for_the_number_beside_a_title(number, found):
    assert page(spread("The Turn of the Screw", number, 10))[0] == found


@pytest.mark.parametrize(("apart", "found"), [(30, "header"), (29, "text")])
def test_it_takes_a_number_beside_a_title_only_across_a_space(apart, found):
    title = line("The Turn of the Screw", 10, 10)
    number = line("84", title.box.right + apart, 10)
    assert page(title, number)[0] == found


@pytest.mark.parametrize(
    ("head", "found"), [(["The Turn"], "header"), (["The Turn of", "the Screw"], "text"), (["T"], "text")]
)
def test_it_takes_one_row_for_a_head_over_a_sentence_that_goes_on(head, found):
    assert page(*column(*head, top=10), body=[GOING, *ROWS])[0] == found


@pytest.mark.parametrize(
    "first", ["which is short", "Which begins a sentence of the page", "12 lines of it are on the page"]
)
def test_it_takes_no_row_for_a_head_over_another_text(first):
    assert page(line("The Turn of the Screw", 100, 10), body=[first, *ROWS])[0] != "header"


def test_it_takes_no_row_for_a_foot_under_a_sentence_that_goes_on():
    assert page(line("The Turn of the Screw", 100, UNDER), body=[GOING, *ROWS]) == ["text", "text"]


def test_it_finds_head_and_foot_of_one_page():
    assert page(line("Page 1", 10, 10), line("- 2 -", 10, UNDER)) == ["header", "text", "footer"]


def test_it_leaves_a_page_of_one_block_as_text():
    assert kinds(arrange(column(*ROWS, "12"))[1]) == ["text"]
