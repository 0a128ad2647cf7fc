"""Corrections of one reading of a page, done again on another one."""

from dataclasses import replace

import pytest
from hypothesis import given

from onlineocr.ocr.editing import Edit, apply, carried, plan
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Page
from tests.ocr.editing.pages import PAGES, line, page, texts
from tests.ocr.editing.test_planning import EDITS, agree, fitting


def changed(value, *edits):
    planned = plan(value, edits)
    return apply(value, planned.splices, reviewed=planned.reviewed or None)[1]


def again(value: Page, other: Page, *edits):
    found, _, lost = carried(other, changed(value, *edits))
    return texts(found), lost


OLD = [["tho qvick fox", "jumps"], ["noise"]]


def test_a_line_is_written_anew_where_it_stood():
    other = page(["tha quick fax", "jumps"], ["noise"])
    assert again(page(*OLD), other, Edit(0, 0, text="the quick fox")) == ([["the quick fox", "jumps"], ["noise"]], [])


def test_a_word_is_written_anew_and_the_others_are_as_they_were_read_now():
    other = page(["tha quick fax", "jumps"], ["noise"])
    found, _, lost = carried(other, changed(page(*OLD), Edit(0, 0, 0, "the")))
    assert (texts(found)[0][0], lost) == ("the quick fax", [])
    assert [word.corrected for word in found.lines[0].words] == [True, False, False]


def test_what_is_read_rightly_now_is_confirmed():
    found, change, lost = carried(page(["the qvick fox", "jumps"]), changed(page(*OLD), Edit(0, 0, 0, "the")))
    assert (found.text, lost, found.words[0].corrected) == ("the qvick fox\njumps", [], True)
    assert bool(change)


def test_a_deleted_line_goes_again_and_need_not_be_there():
    for other in (page(*OLD), page(OLD[0])):
        assert again(page(*OLD), other, Edit(1, 0, text="")) == ([OLD[0]], [])


def test_a_word_of_two_can_be_one_now():
    assert again(page("a qui ck b"), page("a qui-ck b"), Edit(0, 0, text="a quick b"))[0] == [["a quick b"]]


def test_a_word_that_is_read_together_with_its_neighbour_has_no_place():
    other = page("tho qvickfox")
    assert again(page("tho qvick fox"), other, Edit(0, 0, 2, "wolf")) == ([["tho qvickfox"]], [0])


def test_a_line_that_is_read_with_its_neighbour_now_keeps_that():
    wide = page("tho fox  and more than before")
    assert again(page("tho fox"), wide, Edit(0, 0, text="the fox")) == ([["the fox  and more than before"]], [])


def test_a_line_that_is_read_in_two_parts_now_is_one():
    parts = [line("tho"), line("fox", left=40)]
    other = replace(page("tho", "fox"), blocks=(replace(page("tho").blocks[0], lines=tuple(parts)),))
    assert again(page("tho fox"), other, Edit(0, 0, text="the fox")) == ([["the fox"]], [])


def test_what_has_no_place_is_told():
    assert again(page(*OLD), page(OLD[0]), Edit(1, 0, text="news"), Edit(0, 1, text="leaps")) == (
        [["tho qvick fox", "leaps"]],
        [1],
    )


def test_what_was_added_is_added_again_or_stands_for_what_is_read_there_now():
    added = Edit(text="missed", box=(0, 65, 60, 85))
    assert again(page(*OLD), page(OLD[0]), added)[0] == [OLD[0], ["missed"]]
    assert again(page(OLD[0]), page(OLD[0], "at 90"), replace(added, box=(0, 90, 50, 110)))[0] == [OLD[0], ["missed"]]


@pytest.mark.parametrize("turned", [{"rotation": 90}, {"width": 4000}])
def test_a_page_that_lies_otherwise_has_no_place_for_anything(turned):
    other = replace(page(*OLD), **turned)
    assert again(page(*OLD), other, Edit(0, 0, text="the")) == (texts(page(*OLD)), [0])


def test_a_page_read_at_another_resolution_has():
    old = page(*OLD)
    value = replace(old, width=1000, height=1000)
    small = tuple(
        replace(
            block,
            lines=tuple(
                replace(
                    one,
                    box=half(one.box),
                    words=tuple(replace(word, box=half(word.box)) for word in one.words),
                )
                for one in block.lines
            ),
        )
        for block in value.blocks
    )
    found, _, lost = carried(replace(value, blocks=small), changed(old, Edit(0, 0, text="the quick fox")))
    assert (found.lines[0].text, found.lines[0].words[0].box, lost) == ("the quick fox", Box(0, 0, 15, 10), [])


def half(box):
    return Box(*(edge // 2 for edge in box))


def test_a_confirmed_page_is_confirmed_only_if_it_says_the_same_now():
    old = page("aa", "bb")
    found, _, _ = carried(old, changed(old, Edit()))
    assert found.reviewed
    found, _, _ = carried(page("aa", "bb", "cc"), changed(old, Edit()))
    assert not found.reviewed


@given(value=PAGES, drawn=EDITS)
def test_on_the_same_reading_everything_finds_its_place(value, drawn):
    change = changed(value, *fitting(value, drawn))
    found, done, lost = carried(value, change)
    assert lost == []
    assert texts(found) == texts(apply(value, change.splices)[0])
    assert agree(found)
    assert carried(found, change)[2] == [] or any(not splice.after for splice in done.splices)


@given(value=PAGES, other=PAGES, drawn=EDITS)
def test_on_any_other_reading_the_result_is_whole(value, other, drawn):
    found, change, _ = carried(other, changed(value, *fitting(value, drawn)))
    assert agree(found)
    assert apply(other, change.splices, reviewed=change.reviewed[1])[0] == found
