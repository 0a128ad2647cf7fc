"""Edits of a page, and the page after them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.editing import Change, Edit, apply, plan, undone
from onlineocr.ocr.errors import InvalidEdits
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Block, Cell, Page, Problem, Table
from tests.ocr.editing.pages import LINES, PAGES, page, texts


def edited(value, *edits):
    planned = plan(value, edits)
    return apply(value, planned.splices, reviewed=planned.reviewed or None)[0]


def test_it_writes_a_line_anew():
    found = edited(page(["tho fox", "jumps"]), Edit(0, 0, text="the fox"))
    assert (found.text, texts(found)) == ("the fox\njumps", [["the fox", "jumps"]])


def test_it_writes_words_of_one_line_anew():
    found = edited(page("tho qvick fox"), Edit(0, 0, 0, "the"), Edit(0, 0, 1, "quick brown"))
    assert found.text == "the quick brown fox"


def test_an_empty_text_deletes_and_a_block_goes_with_its_last_line():
    value = page(["one", "noise"], ["noise"], ["two"])
    found = edited(value, Edit(0, 1, text=""), Edit(1, 0, 0, ""))
    assert (found.text, texts(found)) == ("one\n\ntwo", [["one"], ["two"]])


def test_a_block_can_be_written_with_fewer_or_more_lines():
    value = page(["a", "b", "c"])
    assert texts(edited(value, Edit(0, text="a\nx"))) == [["a", "x"]]
    assert texts(edited(value, Edit(0, text="a\nb\nc\nd"))) == [["a", "b", "c", "d"]]
    assert edited(value, Edit(0, text="")).text == ""


def test_a_broken_word_is_joined_by_its_new_spelling():
    found = edited(page(["an exarn-", "ple of"]), Edit(0, 0, 1, "exam-"))
    assert found.text == "an example\nof"


def test_confidence_follows():
    value = page(["aa", "bb"])
    assert edited(value, Edit(0, 0, text="cc")).confidence == 0.75
    assert edited(value, Edit()).confidence == 1.0


def test_a_page_that_was_confirmed_needs_no_review_though_it_had_problems():
    value = replace(page("aa"), problems=(Problem("page_timeout", "cut short"),))
    assert value.needs_review
    found = edited(value, Edit())
    assert (found.reviewed, found.needs_review) == (True, False)


def test_the_page_can_be_confirmed_together_with_edits():
    found = edited(page(["aa", "bb"]), Edit(0, 0, text="cc"), Edit())
    assert (found.text, found.reviewed, found.confidence) == ("cc\nbb", True, 1.0)


def test_what_changes_nothing_is_no_change():
    value = edited(page("aa"), Edit(0, 0, text="bb"))
    assert plan(value, [Edit(0, 0, text="bb")]).splices == ()


def test_the_same_text_confirms():
    found = edited(page("aa bb"), Edit(0, 0, 0, "aa"))
    assert [word.corrected for word in found.words] == [True, False]


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ([Edit(9, text="a")], "edits.0.block"),
        ([Edit(0, 9, text="a")], "edits.0.line"),
        ([Edit(0, 0, 9, "a")], "edits.0.word"),
        ([Edit(0, 0, 0, "a"), Edit(0, 0, 0, "b")], "edits.1.word"),
        ([Edit(0, 0, text="a"), Edit(0, 0, 0, "b")], "edits.1.word"),
        ([Edit(0, 0, text="a"), Edit(0, text="b")], "edits.1.block"),
    ],
)
def test_it_names_places_that_there_are_not_or_that_are_named_twice(edits, field):
    with pytest.raises(InvalidEdits) as refused:
        plan(page("aa"), edits)
    assert list(refused.value.fields) == [field]


def test_a_page_has_its_bounds():
    value = page([str(number) for number in range(50)])
    with pytest.raises(InvalidEdits) as refused:
        plan(value, [Edit(0, number, text="x" * 9000) for number in range(50)])
    assert "450,000" in refused.value.fields["edits"]


def test_the_cells_of_a_table_follow():
    value = page("a b", kinds=["table"])
    box = value.blocks[0].box
    cells = (Cell(0, 0, "a", Box(0, 0, 15, 20)), Cell(0, 1, "b", Box(15, 0, 40, 20)))
    value = replace(value, tables=(Table(box, 1, 2, cells),))
    found = edited(value, Edit(0, 0, 1, "c"))
    assert [cell.text for cell in found.tables[0].cells] == ["a", "c"]
    emptied = edited(value, Edit(0, 0, text=""))
    assert [cell.text for cell in emptied.tables[0].cells] == ["", ""]
    assert emptied.blocks[0].box == box


def test_a_line_through_several_cells_gives_each_its_part():
    value = page("a b c", kinds=["table"])
    cells = (Cell(0, 0, "a b", Box(0, 0, 35, 20)), Cell(0, 1, "c", Box(35, 0, 60, 20)))
    value = replace(value, tables=(Table(value.blocks[0].box, 1, 2, cells),))
    assert [cell.text for cell in edited(value, Edit(0, 0, 2, "d")).tables[0].cells] == ["a b", "d"]


def test_the_row_of_a_table_keeps_its_tabs():
    value = page("name\tsum\tdate", kinds=["table"])
    cells = tuple(Cell(0, place, word.text, word.box._replace(bottom=25)) for place, word in enumerate(value.words))
    value = replace(value, tables=(Table(value.blocks[0].box, 1, 3, cells),))
    found = edited(value, Edit(0, 0, 1, "total sum"))
    assert found.text == "name\ttotal sum\tdate"
    assert [cell.text for cell in found.tables[0].cells] == ["name", "total sum", "date"]
    assert edited(value, Edit(0, 0, 1, "")).text == "name\t\tdate"
    assert undone(*apply(value, plan(value, [Edit(0, 0, 1, "")]).splices)).tables == value.tables


def test_text_that_was_not_read_is_a_block_of_its_own_in_its_place():
    value = page("one", "two")  # at 0 and 60
    found = edited(value, Edit(text="missed\nlines", box=(0, 22, 200, 58)), Edit(0, 0, text="eins"))
    assert texts(found) == [["eins"], ["missed", "lines"], ["two"]]
    assert [line.box for line in found.blocks[1].lines] == [Box(0, 22, 200, 40), Box(0, 40, 200, 58)]
    assert undone(*apply(value, plan(value, [Edit(text="x", box=(0, 22, 200, 58))]).splices)).blocks == value.blocks


def test_a_page_without_text_can_be_written():
    value = replace(page("x"), blocks=(), text="", confidence=None)
    assert edited(value, Edit(text="by hand", box=(10, 10, 300, 60))).text == "by hand"


def test_what_is_added_must_be_on_the_page():
    with pytest.raises(InvalidEdits) as refused:
        plan(page("x"), [Edit(text="a", box=(0, 0, 5000, 20))])
    assert "2000 x 2000" in refused.value.fields["edits.0.box"]


EDITS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.one_of(st.none(), st.just(""), LINES)),
    max_size=6,
)


def fitting(value: Page, drawn) -> list[Edit]:
    """Edits of places that the page has, no line twice."""
    edits: dict[tuple[int, int], Edit] = {}
    for block, line, word, text in drawn:
        lines = value.blocks[block % len(value.blocks)].lines
        place = (block % len(value.blocks), line % len(lines))
        words = len(lines[place[1]].words)
        edits[place] = Edit(*place, None if word > words else word % words, text)
    return list(edits.values())


def agree(value: Page) -> bool:
    """Whether text, spans and lines say the same, as `compose` promises it."""
    halves = 0
    for word in value.words:
        start, end = word.span
        if value.text[start:end] != word.text:
            assert word.text[:-1] == value.text[start:end], (word, value.text)
            halves += 1
    return halves <= len(value.lines)


@given(value=PAGES, drawn=EDITS)
def test_text_spans_and_boxes_always_agree(value, drawn):
    found = edited(value, *fitting(value, drawn))
    assert agree(found)
    assert all(block.lines for block in found.blocks)
    for block in found.blocks:
        assert all(block.box.intersection(line.box) == line.box.area for line in block.lines)


@given(value=PAGES, drawn=EDITS)
def test_every_change_can_be_taken_back(value, drawn):
    planned = plan(value, fitting(value, drawn))
    found, change = apply(value, planned.splices)
    assert Change.from_dict(change.to_dict()) == change
    before = undone(found, change)
    assert (before.text, before.blocks) == (value.text, value.blocks)


@given(value=PAGES, drawn=EDITS)
def test_it_survives_the_way_through_json(value, drawn):
    found = edited(value, *fitting(value, drawn))
    assert Page.from_dict(found.to_dict()) == found


def test_a_figure_without_lines_can_be_confirmed_only_with_its_page():
    value = replace(page("aa"), blocks=(*page("aa").blocks, Block("figure", Box(0, 50, 10, 60))))
    with pytest.raises(InvalidEdits):
        plan(value, [Edit(1)])
    assert edited(value, Edit()).reviewed
