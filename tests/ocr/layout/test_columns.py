"""Each column of prose has a letter; its lines are that letter and their number."""

import pytest

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, line


def prose(name, left, top=0, lines=8):
    return column(*(f"{name}{number} is a line of prose." for number in range(lines)), left=left, top=top)


def order(found, tables=()):
    """The first words of the page's lines, in reading order, without their numbers; each run once."""
    text, _ = arrange(found, tables)
    names = [row.split()[0].rstrip("0123456789") for row in text.split("\n") if row]
    return "".join(name for name, before in zip(names, ["", *names], strict=False) if name != before)


def test_it_reads_five_columns_of_a_newspaper_one_after_the_other():
    assert order([row for index, name in enumerate("ecadb") for row in prose(name, 10 + 300 * index)]) == "ecadb"


def test_it_reads_a_column_beside_a_headline_over_other_columns_first():
    headline = line("Headline over three columns", 310, 0, height=40, letter=30)
    found = [
        *prose("a", 10, lines=12),
        headline,
        *(row for n, x in enumerate((310, 610, 910)) for row in prose("bcd"[n], x, 60)),
    ]
    assert order(found) == "aHeadlinebcd"


def test_it_reads_three_columns_under_two():
    found = [
        *prose("a", 10),
        *prose("b", 460),
        *(row for n, x in enumerate((10, 310, 610)) for row in prose("cde"[n], x, 280)),
    ]
    assert order(found) == "abcde"


def test_it_reads_a_part_of_a_page_to_its_end_before_the_next():
    found = [*prose("a", 10), *prose("b", 280), *prose("c", 10, 300), *prose("d", 280, 300)]
    assert order(found) == "abcd"


def test_it_reads_columns_that_a_heading_divides_part_by_part():
    heading = line("Heading of what follows, in all the columns", 10, 215)
    found = [*prose("a", 10), *prose("b", 330), heading, *prose("c", 10, 250), *prose("d", 330, 250)]
    assert order(found) == "abHeadingcd"


def test_it_reads_the_head_of_a_page_before_its_columns():
    head = [line("Head", 10, 0), line("Date", 600, 0), line("Place", 10, 30), line("Name", 600, 30)]
    assert order([*head, *prose("a", 10, 140), *prose("b", 400, 140)]) == "HeadPlaceDateNameab"


def test_it_reads_the_foot_of_a_page_after_its_columns():
    found = [*prose("a", 10), *prose("b", 400), line("left", 10, 300), line("right", 600, 300)]
    assert arrange(found)[0].endswith("left right")


def test_it_keeps_the_numbers_between_two_columns_with_the_second():
    numbers = [line(str(index), left, 25 * index) for left in (10, 310) for index in range(8)]
    text, _ = arrange([*numbers, *prose("a", 50), *prose("b", 350)])
    assert [row.split()[:2] for row in text.split("\n") if row][8:10] == [["0", "b0"], ["1", "b1"]]


def test_it_reads_cells_with_texts_row_by_row():
    found = column("Incoming transfer", "Clearing a cheque", "Balance forward", "Deposit of money", "Monthly charges")
    found += column(
        "From the savings", "To the landlord", "Of the last month", "At the counter", "For the account", left=300
    )
    assert arrange(found)[0].startswith("Incoming transfer From the savings\n")


def test_it_reads_columns_of_a_script_without_capitals():
    rows = [
        "这是一行中文正文的内容示例",
        "它在下一行继续没有大写字母",
        "所以看它的宽度和字数就好",
        "最后一行在这里结束了吧",
    ]
    left = [line(text, 10, 30 * index, letter=20) for index, text in enumerate(rows)]
    right = [line(f"右{text}", 400, 30 * index, letter=20) for index, text in enumerate(rows)]
    assert order([row for pair in zip(left, right, strict=True) for row in pair]).index("右") > 30


@pytest.mark.parametrize("shift", [0, 12])
def test_it_reads_columns_whether_or_not_their_lines_are_level(shift):
    assert order([*prose("a", 10), *prose("b", 400, shift)]) == "ab"


@pytest.mark.parametrize("right", [("• water", "• a torch"), ("• water", "• a torch", "• bread and cheese")])
def test_it_reads_a_list_with_bullets_column_by_column(right):
    left = ("• boots", "• a map of", "• a rain coat")
    head, foot = line("What you need:", 10, 0), line("We meet at nine.", 10, 140)
    text, _ = arrange([head, *column(*left, top=40), *column(*right, left=300, top=40), foot])
    assert [row for row in text.split("\n") if row] == [head.text, *left, *right, foot.text]


def test_it_goes_on_with_an_indented_line_of_an_item_in_its_column():
    found = [
        *column("• boots", "• a map of", left=10),
        line("the region", 30, 50),
        *column("• water", "• salt", left=300),
    ]
    assert [row for row in arrange(found)[0].split("\n") if row] == [
        "• boots", "• a map of", "the region", "• water", "• salt",
    ]  # fmt: skip
