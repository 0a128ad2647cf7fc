from dataclasses import replace

import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange, leaning, tables_of
from onlineocr.ocr.page import Block, Line, Word
from tests.ocr.layout.lines import column, grid, kinds, line


def turned(text, left, top, *, up=True):
    """A line that runs up or down the page, ten pixels for each character, 20 across."""
    box = Box(left, top, left + 20, top + 10 * len(text))
    above, right, below, beside = box.polygon()
    return Line(text, 0.9, box, (beside, above, right, below) if up else (right, below, beside, above), ())


def vertical(text, left, top):
    """A line of vertical Japanese as Tesseract gives it."""
    box = Box(left, top, left + 20, top + 20 * len(text))
    return Line(text, 0.9, box, box.polygon(), (Word(text, 0.9, box),))


def arabic(left, words, top=0):
    return [line(f"{word} في سطر من النثر هنا", left, top + 25 * index) for index, word in enumerate(words.split())]


def firsts(text):
    return [row.split()[0] for row in text.split("\n") if row]


def leaned(one, angle):
    """A line as on a page that leans by ``angle`` degrees."""
    return leaning.Levelled(angle).back(Block("text", one.box, (replace(one, words=()),))).lines[0]


@pytest.mark.parametrize("angle", [45, -45, 30, -60])
def test_it_reads_lines_that_run_aslant_in_order(angle):
    texts = ["the first line of them", "a second", "the third line is long too", "and a fourth"]
    lines = [leaned(one, angle) for one in column(*texts)]
    text, blocks = arrange(lines[::-1])
    assert text.split("\n") == texts
    assert [row.box for block in blocks for row in block.lines] == [row.box for row in lines]


def test_it_reads_columns_of_arabic_from_right_to_left():
    found = [*arabic(10, "خمسة ستة سبعة ثمانية"), *arabic(400, "واحد اثنان ثلاثة أربعة", 3)]
    assert firsts(arrange(found)[0]) == ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية"]


def test_it_reads_the_cells_of_a_hebrew_row_from_right_to_left():
    text, blocks = arrange([line("12.50", 10, 0), line("לחם", 400, 0), line("7.90", 10, 30), line("חלב", 400, 30)])
    assert text == "לחם 12.50\nחלב 7.90"
    assert blocks[0].lines[0].box == Box(10, 0, 430, 20)
    assert blocks[0].lines[0].polygon == Box(10, 0, 430, 20).polygon()


def test_it_reads_the_rows_of_an_arabic_table_from_right_to_left():
    cells = [line("12", 10, 100), line("خبز", 300, 100)]
    assert arrange([], [grid(Box(0, 90, 400, 200), sorted(cells, key=lambda cell: cell.box.left))])[0] == "خبز\t12"


def test_it_reads_a_page_of_english_with_some_arabic_from_left_to_right():
    assert arrange([line("The word for bread is", 10, 0), line("خبز", 400, 0)])[0] == "The word for bread is خبز"


def test_it_reads_vertical_japanese_from_right_to_left():
    text, blocks = arrange([vertical("吾輩は猫である", 40, 10), vertical("名前はまだ無い", 10, 10)])
    assert text == "吾輩は猫である\n名前はまだ無い"
    assert blocks[0].box == Box(10, 10, 60, 150)
    assert blocks[0].lines[0].words[0].box == Box(40, 10, 60, 150)


def test_it_reads_the_tiers_of_a_japanese_page_one_after_the_other():
    upper, lower = ([vertical(f"{name}行の縦書きの本文の文章", 10 + 30 * n, top) for n, name in enumerate(names)]
                    for names, top in (("四三二一", 10), ("八七六五", 300)))  # fmt: skip
    assert [row[0] for row in firsts(arrange(lower + upper)[0])] == list("一二三四五六七八")


def test_it_reads_a_level_head_over_vertical_text_first_and_its_foot_last():
    body = [vertical("吾輩は猫である", 40, 60), vertical("名前はまだ無い", 10, 60)]
    found = [*body, line("第一章", 10, 10, letter=20), line("12", 30, 300)]
    assert firsts(arrange(found)[0]) == ["第一章", "吾輩は猫である", "名前はまだ無い", "12"]


def test_it_reads_what_runs_up_a_margin_after_the_page():
    margin = [turned("in the margin", 700, 10), turned("a second line", 730, 10)]
    text, blocks = arrange([*margin, line("the second of two lines", 10, 40), line("the first of two lines", 10, 10)])
    assert text == "the first of two lines\nthe second of two lines\n\nin the margin\na second line"
    assert kinds(blocks) == ["text", "text"]


def test_it_reads_what_runs_down_a_margin_from_its_right_line_to_its_left():
    found = [turned("second", 700, 10, up=False), turned("first", 730, 10, up=False), line("a page of text", 10, 10)]
    assert arrange(found)[0] == "a page of text\n\nfirst\nsecond"


def test_it_reads_a_page_that_lies_on_its_side():
    found = [turned("second cell", 40, 10), turned("first cell", 40, 200), turned("heading", 10, 200)]
    text, blocks = arrange(found)
    assert text == "heading\nfirst cell second cell"
    assert blocks[0].lines[1].box == Box(40, 10, 60, 300)
    assert blocks[0].lines[1].polygon == ((40, 300), (40, 10), (60, 10), (60, 300))


@pytest.mark.parametrize("angle", [2, -3, 4])
def test_it_parts_paragraphs_of_a_page_that_is_askew(angle):
    rows = [*column("Alice Archer", "14 Mill Lane"), *column("thank you for the letter of the third of March, in which",
            "you asked for the parts.", top=66), *column("Yours", "Bob Baker", top=132)]  # fmt: skip
    text, blocks = arrange([leaned(row, angle) for row in rows])
    assert [len(block.lines) for block in blocks] == [2, 2, 2]
    assert text.replace("\n\n", "\n").split("\n") == [row.text for row in rows]


def test_it_keeps_the_box_of_a_table_on_a_page_that_is_askew():
    rows = [leaned(row, 3) for row in column("Your purchase of the day", "Thank you for it", pitch=300)]
    cells = [leaned(line(text, 10 + 300 * n, 120), 3) for n, text in enumerate(("Milk", "1.20"))]
    made = grid(Box(0, 110, 500, 190), cells)
    text, blocks = arrange(rows, [made])
    assert text == "Your purchase of the day\n\nMilk\t1.20\n\nThank you for it"
    assert (blocks[1].box, len(tables_of(blocks, [made]))) == (made.box, 1)
