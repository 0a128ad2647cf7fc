"""Lines and rules -> grids of cells."""

import time

from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box, Rules
from onlineocr.ocr.layout import arrange, find_tables, tables_of
from onlineocr.ocr.layout.tables import MOST_CELLS
from tests.ocr.layout import test_any_page
from tests.ocr.layout.lines import line, prose


def whole(xs, ys):
    """The rules of a table, each in one piece."""
    across = (Box(xs[0], y - 1, xs[-1], y + 1) for y in ys)
    return Rules(tuple(across), tuple(Box(x - 1, ys[0], x + 1, ys[-1]) for x in xs))


def ruled(xs, ys, leave=()):
    """The rules of a table with lines at ``xs`` and ``ys``, without those pieces (way, line, step) in ``leave``."""
    across = [
        Box(xs[step], y - 1, xs[step + 1], y + 1)
        for at, y in enumerate(ys) for step in range(len(xs) - 1) if ("across", at, step) not in leave
    ]  # fmt: skip
    down = [
        Box(x - 1, ys[step], x + 1, ys[step + 1])
        for at, x in enumerate(xs) for step in range(len(ys) - 1) if ("down", at, step) not in leave
    ]  # fmt: skip
    return Rules(tuple(across), tuple(down))


def written(rows, xs, top=10, pitch=50):
    """A line in each cell."""
    return [
        line(text, xs[column] + 10, top + pitch * row)
        for row, texts in enumerate(rows) for column, text in enumerate(texts) if text
    ]  # fmt: skip


NONE = Rules()
XS, YS = (0, 200, 400, 600), (0, 50, 100, 150)
ROWS = [["Item", "Pieces", "Price"], ["Tea", "2", "3.50"], ["Coffee", "1", "4.20"]]


def table(lines, rules=NONE):
    """The one table: its size, and its cells as (row, column, text), with spans where there are any."""
    found = find_tables(lines, rules)
    _, blocks = arrange(found.lines, found.grids)
    [made] = tables_of(blocks, found.grids)
    return (made.rows, made.columns), [
        (
            cell.row,
            cell.column,
            cell.text,
            *([(cell.row_span, cell.column_span)] if cell.row_span + cell.column_span > 2 else []),
        )
        for cell in made.cells
    ]


def none(lines, rules=NONE):
    found = find_tables(lines, rules)
    return found.grids == () and found.lines == lines


def flat(rows):
    return [(row, column, text) for row, texts in enumerate(rows) for column, text in enumerate(texts)]


def test_it_reads_the_cells_of_a_ruled_table():
    assert table(written(ROWS, XS), ruled(XS, YS)) == ((3, 3), flat(ROWS))


def test_it_gives_the_places_of_table_and_cells():
    [grid] = find_tables(written(ROWS, XS), ruled(XS, YS)).grids
    assert grid.box == Box(0, 0, 600, 150)
    assert grid.cells[4].box == Box(200, 50, 400, 100)


def test_it_parts_a_line_that_runs_through_two_cells_at_the_rule():
    row = line("Tea      2", 10, 60, width=260)
    lines = [line("Tea", 10, 60), line("2", 210, 60)]
    joined = row.__class__("Tea 2", 0.9, row.box, row.box.polygon(), (lines[0].words[0], lines[1].words[0]))
    rest = [one for one in written(ROWS, XS) if one.text not in ("Tea", "2")]
    assert table([*rest, joined], ruled(XS, YS)) == ((3, 3), flat(ROWS))


def test_it_parts_a_word_that_runs_through_a_rule():
    glued = line("Tea2", 145, 60, letter=20)
    rest = [one for one in written(ROWS, XS) if one.text not in ("Tea", "2")]
    _, cells = table([*rest, glued], ruled((0, 205, 400, 600), YS))
    assert (1, 0, "Tea") in cells
    assert (1, 1, "2") in cells


def test_it_takes_a_rule_that_was_read_as_a_bar_for_none():
    bar = line("|", 195, 60)
    assert table([*written(ROWS, XS), bar], ruled(XS, YS)) == ((3, 3), flat(ROWS))


def test_it_joins_fields_without_a_rule_between_them():
    rows = [["Sales", "", ""], *ROWS[1:]]
    size, cells = table(written(rows, XS), ruled(XS, YS, leave={("down", 1, 0), ("down", 2, 0)}))
    assert size == (3, 3)
    assert cells[0] == (0, 0, "Sales", (1, 3))


def test_it_joins_fields_of_several_rows():
    rows = [ROWS[0], ["Tea", "2", "3.50"], ["", "1", "4.20"]]
    _, cells = table(written(rows, XS), ruled(XS, YS, leave={("across", 2, 0)}))
    assert (1, 0, "Tea", (2, 1)) in cells
    assert (2, 1, "1") in cells


def test_it_keeps_the_lines_of_a_cell():
    ys = (0, 50, 130, 180)
    rows = [line("Tea", 10, 60), line("green", 10, 85), line("2", 210, 60), line("3.50", 410, 60)]
    _, cells = table([*written(ROWS[:1], XS), *rows, *written(ROWS[2:], XS, top=140)], ruled(XS, ys))
    assert (1, 0, "Tea\ngreen") in cells


def test_it_parts_rows_that_no_rule_parts_where_numbers_stand_in_each():
    assert table(written(ROWS, XS), ruled(XS, (0, 50, 150))) == ((3, 3), flat(ROWS))


def test_it_parts_columns_that_no_rule_parts():
    assert table(written(ROWS, XS), ruled((0, 600), YS)) == ((3, 3), flat(ROWS))


def test_it_finds_a_table_between_lines_across_the_page():
    rules = Rules((Box(0, 0, 600, 2), Box(0, 48, 600, 50), Box(0, 150, 600, 152)))
    assert table(written(ROWS, XS), rules) == ((3, 3), flat(ROWS))


def test_it_closes_a_table_without_lines_at_its_sides():
    leave = {("down", at, step) for at in (0, 3) for step in range(3)}
    assert table(written(ROWS, XS), ruled(XS, YS, leave)) == ((3, 3), flat(ROWS))


def test_it_finds_columns_of_numbers_without_any_rule():
    assert table(written(ROWS, XS, pitch=30)) == ((3, 3), flat(ROWS))


def test_it_takes_a_heading_over_two_columns_for_one_cell():
    rows = [[name, "3", "1.10"] for name in ("Milk", "Salt", "Rice", "Oil", "Figs", "Dates", "Plums", "Bread")]
    head = [line("Item", 10, 0), line("Sales of the month", 230, 0, width=340)]
    _, cells = table([*head, *written(rows, XS, top=30, pitch=30)])
    assert cells[:2] == [(0, 0, "Item"), (0, 1, "Sales of the month", (1, 2))]


def test_it_reads_items_and_amounts_as_a_table_and_keeps_them_in_their_rows():
    lines = written([["Tea", "3.50"], ["Coffee", "4.20"], ["Total", "7.70"]], (0, 400), pitch=30)
    found = find_tables(lines, Rules())
    text, blocks = arrange(found.lines, found.grids)
    assert text == "Tea\t3.50\nCoffee\t4.20\nTotal\t7.70"
    assert [block.kind for block in blocks] == ["table"]


def test_it_makes_no_table_of_columns_of_prose():
    assert none([*prose(10, 0, "ABCDEFGH"), *prose(400, 0, "ABCDEFGH")])


def test_it_makes_no_table_of_a_list_or_of_numbered_lines():
    assert none([one for row in range(6) for one in (line(f"{row}.", 10, 30 * row), line("an item", 60, 30 * row))])


def test_it_makes_no_table_of_names_and_values():
    assert none(written([["Name", "Alice"], ["Town", "Oslo"], ["Work", "Baker"]], (0, 300), pitch=30))


def test_it_makes_no_table_of_a_frame():
    assert none(prose(20, 20, "ABCD"), ruled((0, 600), (0, 150)))


def test_it_makes_no_table_of_pages_that_lines_part():
    pages = [line("WORDS OF A PAGE THAT IS ONE OF FOUR", x + 10, y + 25 * row)
             for x in (0, 500) for y in (10, 310) for row in range(10)]  # fmt: skip
    assert none(pages, ruled((0, 500, 1000), (0, 300, 600)))


def test_it_makes_no_table_of_lines_that_cut_through_the_text():
    lines = written([["a sentence that goes", "on and on"]] * 4, (0, 210), pitch=30)
    assert none(lines, ruled((0, 100, 300, 600), (5, 20, 50, 80, 110)))


def test_it_makes_no_table_of_empty_fields():
    assert none([line("A title", 10, 10)], ruled((0, 200, 400), (0, 50, 100, 150)))


def test_it_reads_a_table_in_arabic_from_the_right():
    rows = [["ثمن", "عدد", "صنف"], ["3", "2", "شاي"], ["4", "1", "قهوة"]]
    _, cells = table(written(rows, XS), ruled(XS, YS))
    assert cells[:3] == [(0, 0, "صنف"), (0, 1, "عدد"), (0, 2, "ثمن")]


def test_it_follows_rules_that_lean():
    level = Rules(*(getattr(ruled(XS, YS), way) for way in ("across", "down")), slope=0.02)
    leaning = [
        line(one.text, *(round(side) for side in level.back((one.box.left, one.box.top)))) for one in written(ROWS, XS)
    ]
    assert table(leaning, level) == ((3, 3), flat(ROWS))


def test_it_leaves_a_table_with_too_many_cells_as_text_and_says_so():
    xs, ys = tuple(range(0, 1010, 10)), tuple(range(0, 610, 10))
    lines = [line("word", 100 * at, 50 * at, height=8, letter=3) for at in range(6)]
    assert (len(xs) - 1) * (len(ys) - 1) > MOST_CELLS
    assert find_tables(lines, whole(xs, ys)).left == 1


def test_it_takes_grid_paper_and_spirals_in_bounded_time():
    spiral = [Box(100 - 2 * at, 100 - 2 * at, 900 + 2 * at, 102 - 2 * at) for at in range(45)]
    spiral += [Box(100 - 2 * at, 900 + 2 * at, 900 + 2 * at, 902 + 2 * at) for at in range(45)]
    sides = [Box(x, 0, x + 2, 1000) for at in range(45) for x in (100 - 2 * at, 900 + 2 * at)]
    grid = whole(range(0, 2100, 30), range(0, 2100, 30))
    words = [line("w", 30 * (at % 70) + 5, 30 * (at // 70) + 5, height=10, letter=8) for at in range(4900)]
    start = time.process_time()
    find_tables(words, grid)
    find_tables(words, Rules(tuple(spiral), tuple(sides)))
    find_tables(words, Rules())
    assert time.process_time() - start < 10


rule_boxes = st.builds(
    lambda x, y, wide, high: Box(x, y, x + wide, y + high),
    st.integers(0, 600), st.integers(0, 600), st.integers(1, 600), st.integers(1, 600),
)  # fmt: skip
grids = st.builds(
    lambda xs, ys, more: Rules(
        (*ruled(sorted(xs), sorted(ys)).across, *more), (*ruled(sorted(xs), sorted(ys)).down, *more)
    ),
    st.lists(st.integers(0, 600), min_size=2, max_size=6, unique=True),
    st.lists(st.integers(0, 600), min_size=2, max_size=6, unique=True),
    st.lists(rule_boxes, max_size=6),
)


def letters(lines):
    return sorted(char for one in lines for word in one.words for char in word.text if char not in "|¦")


@given(test_any_page.pages, grids)
def test_it_loses_no_letter_and_makes_cells_that_fit(lines, rules):
    found = find_tables(lines, rules)
    inside = [one for grid in found.grids for cell in grid.cells for one in cell.lines]
    assert letters([*found.lines, *inside]) == letters(lines)
    for grid in found.grids:
        taken = [(row, column) for cell in grid.cells
                 for row in range(cell.row, cell.row + cell.row_span)
                 for column in range(cell.column, cell.column + cell.column_span)]  # fmt: skip
        assert len(taken) == len(set(taken)) == grid.rows * grid.columns


@given(test_any_page.pages, grids)
def test_every_table_has_its_block(lines, rules):
    found = find_tables(lines, rules)
    _, blocks = arrange(found.lines, found.grids)
    tables = tables_of(blocks, found.grids)
    assert [one.box for one in tables] == [block.box for block in blocks if block.kind == "table"]


TIMES = [["Stop", "101", "103", "105"], ["Mill", "6:12", "", "8:12"], ["Pier", "6:25", "7:25", "8:25"]]


def test_it_finds_a_table_whose_rows_are_far_apart_but_even():
    assert table(written(TIMES, (0, 200, 300, 400), pitch=90)) == ((3, 4), flat(TIMES))


def test_it_finds_none_in_rows_that_are_far_apart_and_uneven():
    tops = (0, 80, 230)
    assert none([one for row, top in zip(TIMES, tops, strict=True) for one in written([row], (0, 200, 300, 400), top)])


def test_it_keeps_an_empty_cells_tab_in_the_text():
    found = find_tables(written(TIMES, (0, 200, 300, 400)), NONE)
    text, _ = arrange(found.lines, found.grids)
    assert text.split("\n")[1] == "Mill\t6:12\t\t8:12"


def test_it_writes_a_tab_for_each_column_before_a_rows_first_cell_and_none_after_its_last():
    rows = [["Stop", "101", "103"], ["", "6:12", ""], ["Pier", "6:25", "7:25"]]
    found = find_tables(written(rows, XS), ruled(XS, YS))
    text, blocks = arrange(found.lines, found.grids)
    assert text == "Stop\t101\t103\n\t6:12\nPier\t6:25\t7:25"
    assert [text[slice(*word.span)] for word in blocks[0].lines[1].words] == ["6:12"]
