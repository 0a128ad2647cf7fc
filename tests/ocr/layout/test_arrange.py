from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange, tables_of
from tests.ocr.layout.lines import grid, line, prose


def test_it_reads_lines_from_top_to_bottom():
    text, _ = arrange([line("second", 10, 50), line("first", 10, 25)])
    assert text == "first\nsecond"


def test_it_keeps_an_amount_beside_its_item():
    rows = [line("Milk", 10, 20), line("1.20", 400, 22), line("Bread", 10, 45), line("2.50", 400, 44)]
    text, blocks = arrange(rows)
    assert text == "Milk 1.20\nBread 2.50"
    assert blocks[0].lines[0].box == Box(10, 20, 440, 42)


def test_it_keeps_a_row_whole_beside_a_speck():
    row = [line(text, 10 + 150 * at, 20) for at, text in enumerate(("one", "two", "three"))]
    text, _ = arrange([*row, line("-", 290, 34, height=9), line("below", 10, 50)])
    assert text == "one two - three\nbelow"


def test_it_reads_columns_of_prose_one_after_the_other():
    text, _ = arrange(prose(10, 0, "ACEG") + prose(400, 4, "BDFH"))
    assert [row[0] for row in text.replace("\n\n", "\n").split("\n")] == list("acegbdfh")


def test_it_reads_a_heading_across_the_columns_first():
    heading = line("A heading over both of the columns", 10, 0, width=700)
    text, _ = arrange([*prose(400, 40, "EFGH"), *prose(10, 40, "ABCD"), heading])
    assert [row[0] for row in text.replace("\n\n", "\n").split("\n")] == list("Aabcdefgh")


def test_it_reads_a_sidebar_of_figures_apart_from_the_prose_beside_it():
    sidebar = [line(f"Q{number}", 10, 31 * number) for number in range(1, 6)]
    text, _ = arrange([*sidebar, *prose(200, 0, "ABCDEFGH")])
    assert [row[0] for row in text.split() if row[0] in "Qa"] == ["Q"] * 5 + ["a"] * 9


def test_it_keeps_the_numbers_of_lines_beside_the_lines():
    numbers = [line(str(number), 10, 25 * number) for number in range(8)]
    text, _ = arrange([*numbers, *prose(60, 1, "ABCDEFGH")])
    assert text.split("\n")[:2] == ["0 a words of a column", "1 b words of a column"]


def test_it_reads_columns_whose_strip_a_short_heading_crosses():
    heading = line("Title", 240, 0)
    text, _ = arrange([heading, *prose(10, 40, "ABCD"), *prose(330, 44, "EFGH")])
    assert [row[0] for row in text.replace("\n\n", "\n").split("\n")] == list("Tabcdefgh")


def test_it_parts_paragraphs_by_a_blank_line():
    text, blocks = arrange([line("one", 10, 0), line("two", 10, 25), line("three", 10, 100)])
    assert text == "one\ntwo\n\nthree"
    assert [block.box for block in blocks] == [Box(10, 0, 40, 45), Box(10, 100, 60, 120)]


def test_it_leaves_out_lines_without_text():
    assert arrange([line(" ", 0, 0)]) == ("", ())


def test_it_keeps_a_row_together_on_a_page_that_is_askew():
    slanted = [line(f"w{index}", 100 * index, 8 * index) for index in range(8)]
    text, _ = arrange(slanted)
    assert text == " ".join(f"w{index}" for index in range(8))


MILK = [line("Milk", 10, 120), line("1.20", 400, 122)]
BREAD = [line("Bread", 10, 165), line("2.50", 400, 164)]
AROUND = [line("Your purchase", 10, 20), line("Thank you", 10, 300)]


def test_it_makes_one_block_of_a_table_row_by_row():
    text, blocks = arrange(AROUND, [grid(Box(0, 110, 500, 190), MILK, BREAD)])
    assert text == "Your purchase\n\nMilk\t1.20\nBread\t2.50\n\nThank you"
    assert [block.kind for block in blocks] == ["text", "table", "text"]
    assert blocks[1].box == Box(0, 110, 500, 190)


def test_it_goes_on_with_the_one_cell_of_a_row_that_has_more_lines():
    cell = [line("Milk", 10, 120), line("of goats", 10, 140)]
    text, _ = arrange([], [grid(Box(0, 110, 500, 190), [cell, MILK[1]], BREAD)])
    assert text == "Milk\t1.20\nof goats\nBread\t2.50"


def test_it_reads_cells_of_several_lines_one_after_the_other():
    cells = [[line("Milk", 10, 120), line("of goats", 10, 140)], [line("sold", 400, 121), line("out", 400, 141)]]
    text, _ = arrange([], [grid(Box(0, 110, 500, 190), cells)])
    assert text == "Milk\nof goats\nsold\nout"


def test_it_makes_no_block_of_a_table_without_text():
    assert arrange(AROUND[:1], [grid(Box(0, 110, 500, 190), [[], []])])[0] == "Your purchase"


def test_it_gives_the_texts_of_cells_and_their_lines_by_line_feeds():
    grids = [grid(Box(0, 110, 500, 190), [[line("of goats", 10, 140), line("Milk", 10, 120)], MILK[1]], BREAD)]
    [table] = tables_of(arrange([], grids)[1], grids)
    assert [cell.text for cell in table.cells] == ["Milk\nof goats", "1.20", "Bread", "2.50"]


def test_it_parts_paragraphs_although_the_boxes_of_lines_differ_in_height():
    tall = [line(f"{name} has a tall box", 10, top, height=28) for name, top in (("May", 98), ("Joy", 150))]
    low = [line(f"{name} has a low box", 10, top) for name, top in (("one", 0), ("two", 34), ("six", 68), ("ten", 188))]
    _, blocks = arrange([*low, *tall])
    assert [[row.text[:3] for row in block.lines] for block in blocks] == [["one", "two", "six", "May"], ["Joy", "ten"]]
