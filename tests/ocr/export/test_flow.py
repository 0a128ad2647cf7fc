"""A page as running text"""

from dataclasses import replace

from hypothesis import given

from onlineocr.ocr.export.flow import Item, Listing, Passage, joined, parts
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Table
from tests.ocr.export.samples import FULL, GRID, any_page, block, line, page


def flow(*blocks, **fields):
    return list(parts(page(*blocks, **fields)))


def tall(text, height, **fields):
    made = line(text, **fields)
    return replace(made, box=Box(made.box.left, made.box.top, made.box.right, made.box.top + height))


@given(any_page())
def test_it_makes_something_of_any_page(page):
    assert all(isinstance(part, Passage | Listing | Table) for part in parts(page))


def test_everything_stands_in_reading_order():
    kinds = [getattr(part, "kind", type(part).__name__) for part in parts(FULL)]
    assert kinds == ["header", "heading", "text", "Listing", "text", "Table", "footer"]


def test_lines_of_running_text_are_one_and_broken_words_are_whole():
    (passage,) = flow(block("text", line("a long line of an exam-"), line("ple that goes on", 25), line("here.", 50)))
    assert passage.lines == ("a long line of an example that goes on here.",)


def test_a_word_that_the_next_block_ends_is_whole_in_the_first():
    first, second = flow(block("text", line("the exam-")), block("text", line("ple of it", 400)))
    assert (first.lines, second.lines) == (("the example",), ("of it",))


def test_a_block_that_is_only_the_rest_of_a_word_vanishes():
    assert [one.lines for one in flow(block("text", line("the exam-")), block("text", line("ple", 400)))] == [
        ("the example",)
    ]


def test_lines_that_do_not_fill_their_block_stand_for_themselves():
    address = block(
        "text", line("Alice Example", width=160), line("12 Long Street Name", 25), line("Town", 50, width=60)
    )
    (passage,) = flow(address)
    assert passage.lines == ("Alice Example", "12 Long Street Name", "Town")


def test_lines_of_code_keep_the_spaces_at_their_beginning():
    code = block("text", line("    if x:"), line("        return [y]", 25))
    prose = block("text", line("so the exam-", 60)), block("text", line("ple was.", 400))
    assert [one.lines for one in flow(code, *prose)] == [
        ("    if x:", "        return [y]"), ("so the example",), ("was.",)
    ]  # fmt: skip


def typed(text, top, *, letter=10):
    """A line of ``text`` in characters of one width, with its spaces."""
    indent = len(text) - len(text.lstrip())
    return line(text, top, 100 + letter * indent, width=letter * len(text.strip()) + 4)


def test_blank_lines_do_not_end_a_piece_of_code():
    code = (
        block("text", typed("import os", 0)),
        block("text", typed("def f(x):", 60), typed("    y = g(x)", 90)),
        block("text", typed("    return [y]", 150)),
        block("text", typed("print(f(os.name))", 210)),
    )
    after = block("text", line("This is prose in other type.", 270, width=150))
    assert [(one.kind, one.lines) for one in flow(*code, after)] == [
        ("code", ("import os", "", "def f(x):", "    y = g(x)", "", "    return [y]", "", "print(f(os.name))")),
        ("text", ("This is prose in other type.",)),
    ]


def test_text_far_below_or_at_another_edge_is_no_code():
    code = block("text", typed("def f(x):", 0), typed("    return x", 30))
    others = block("text", typed("See the page after this", 200)), block("text", replace_left(typed("as x", 260)))
    assert [one.kind for one in flow(code, *others)] == ["code", "text", "text"]


def replace_left(one):
    return line(one.text, one.box.top, 180, width=one.box.width)


def test_lines_of_a_script_without_spaces_are_joined_without():
    assert joined(["今天天气", "很好", "and", "more"]) == "今天天气很好 and more"
    assert joined(["今天天气很好，", "我们去公园。", "（明天）"]) == "今天天气很好，我们去公园。（明天）"


def test_a_heading_has_a_level_by_its_size():
    body = block("text", *(line("body text of the page", 30 * n) for n in range(9, 14)))
    titles = [block("heading", tall("Title", size, top=60 * n)) for n, size in enumerate((44, 28, 20))]
    levels = [part.level for part in flow(*titles, body)]
    assert levels == [1, 2, 3, 0]


def test_a_list_has_items_with_their_marks():
    listing = next(part for part in parts(FULL) if isinstance(part, Listing))
    assert listing.items == (Item("1.", "first", "1.", 1), Item("2.", "second one goes on", "1.", 2))
    assert listing.start == 1


def test_a_list_that_skips_a_number_does_not_count():
    (listing,) = flow(block("list", line("1. one"), line("3. three", 25)))
    assert listing.start is None
    (dots,) = flow(block("list", line("• one"), line("• two", 25)))
    assert (dots.start, [item.text for item in dots.items], dots.is_plain) == (None, ["one", "two"], True)


def test_a_table_is_itself_and_without_its_cells_its_lines():
    assert GRID in list(parts(FULL))
    (lines,) = flow(block("table", line("Tea 1"), line("Milk 2", 25)))
    assert lines == Passage("text", ("Tea 1", "Milk 2"))


def test_text_without_words_is_taken_as_it_is():
    bare = block("text", replace(line("one"), words=()), replace(line("two", 25), words=()))
    assert flow(bare)[0].lines == ("one two",)


def test_direction_is_that_of_most_letters():
    first, second = flow(block("text", line("שלום abc עולם")), block("text", line("abc ש", 90)))
    assert (first.from_right, second.from_right) == (True, False)
