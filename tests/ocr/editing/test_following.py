"""Edits for a page that others have changed meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.editing import Conflicts, Edit, apply, merged, plan, undone
from tests.ocr.editing.pages import PAGES, page, texts
from tests.ocr.editing.test_planning import EDITS, agree, fitting


def after(value, *changes):
    """The page after each list of edits, made one after the other for the page as it then was, and all splices."""
    done = []
    for edits in changes:
        value, change = apply(value, plan(value, edits).splices)
        done.append(change.splices)
    return value, done


def both(value, theirs, mine):
    now, done = after(value, theirs)
    return merged(now, plan(value, mine).splices, done)[0]


def test_edits_of_other_lines_meet():
    value = page(["a", "b"], ["c"])
    found = both(value, [Edit(0, 0, text="x")], [Edit(0, 1, text="y"), Edit(1, 0, text="z")])
    assert texts(found) == [["x", "y"], ["z"]]


def test_lines_and_blocks_that_went_move_the_others():
    value = page(["a", "b"], ["c"], ["d"])
    found = both(value, [Edit(0, 0, text=""), Edit(1, text="")], [Edit(0, 1, text="y"), Edit(2, 0, text="z")])
    assert texts(found) == [["y"], ["z"]]


def test_a_block_that_goes_by_the_edits_of_both_moves_the_others():
    value = page(["a"], ["b", "c"], ["d"], ["e"])
    found = both(value, [Edit(1, 0, text="")], [Edit(1, 1, text=""), Edit(2, 0, text="x"), Edit(3, 0, text="y")])
    assert texts(found) == [["a"], ["x"], ["y"]]


def test_lines_that_came_move_the_others():
    value = page(["a", "b"], ["c"])
    found = both(value, [Edit(0, text="a\nb\nnew")], [Edit(1, 0, text="z")])
    assert texts(found) == [["a", "b", "new"], ["z"]]


@pytest.mark.parametrize("theirs", [Edit(0, 0, text="x"), Edit(0, 0, 0, "x"), Edit(0, text="x\nb"), Edit(0, 0)])
@pytest.mark.parametrize("mine", [Edit(0, 0, text="y"), Edit(0, 0, 0, "y"), Edit(0, text="y\nb"), Edit(0, 0, text="")])
def test_the_same_line_is_a_conflict(theirs, mine):
    with pytest.raises(Conflicts) as refused:
        both(page(["a", "b"], ["c"]), [theirs], [mine, Edit(1, 0, text="z")])
    (found,) = refused.value.found
    assert (found.number, found.others, found.block, found.line) == (0, (0,), 0, 0)
    assert [line.text for line in found.lines] == ["a" if theirs.text is None else "x"]


def test_a_line_that_is_gone_is_a_conflict():
    for theirs in (Edit(0, 0, text=""), Edit(0, text="")):
        with pytest.raises(Conflicts) as refused:
            both(page(["a", "b"]), [theirs], [Edit(0, 0, text="y")])
        assert refused.value.found[0].lines == ()


def test_the_same_correction_is_no_conflict_and_nothing_new():
    value = page(["a", "b"])
    for edit in (Edit(0, 0, text="x"), Edit(0, 0, text=""), Edit(0, text="x\ny\nz"), Edit(0, 0)):
        now, done = after(value, [edit])
        found, change = merged(now, plan(value, [edit]).splices, done)
        assert (found, bool(change)) == (now, False)


def test_a_call_that_is_sent_again_stays_done_though_others_went_on():
    value = page(["a", "b"])
    now, done = after(value, [Edit(0, 0, text="x")], [Edit(0, 0, text="other")])
    assert merged(now, plan(value, [Edit(0, 0, text="x")]).splices, done)[0] == now


def test_what_was_changed_and_changed_back_is_free_again():
    value = page(["a"])
    now, done = after(value, [Edit(0, 0, text="x")])
    inverse = apply(value, plan(value, [Edit(0, 0, text="x")]).splices)[1].inverse.splices
    back, change = apply(now, inverse)
    found, _ = merged(back, plan(value, [Edit(0, 0, text="y")]).splices, [*done, change.splices])
    assert found.text == "y"


@given(value=PAGES, theirs=EDITS, mine=EDITS)
def test_edits_of_different_lines_never_lose_one_another(value, theirs, mine):
    first = fitting(value, theirs)
    taken = {(edit.block, edit.line) for edit in first}
    second = [edit for edit in fitting(value, mine) if (edit.block, edit.line) not in taken]
    together = both(value, first, second)
    assert texts(together) == texts(after(value, [*first, *second])[0])
    assert agree(together)


@given(value=PAGES, changes=st.lists(EDITS, max_size=4))
def test_any_change_can_be_undone_after_others_unless_they_touched_its_lines(value, changes):
    now, done, pages = value, [], [value]
    for drawn in changes:
        if not now.blocks:
            break
        now, change = apply(now, plan(now, fitting(now, drawn)).splices)
        done.append(change)
        pages.append(now)
    for number in range(len(done)):
        try:
            found, change = merged(now, done[number].inverse.splices, [one.splices for one in done[number + 1 :]])
        except Conflicts:
            continue
        assert agree(found)
        assert undone(found, change).text == now.text


@given(value=PAGES, changes=st.lists(EDITS, max_size=4))
def test_what_is_undone_from_the_last_to_the_first_is_the_page_again(value, changes):
    now, done, pages = value, [], [value]
    for drawn in changes:
        if not now.blocks:
            break
        now, change = apply(now, plan(now, fitting(now, drawn)).splices)
        done.append(change)
        pages.append(now)
    since = [change.splices for change in done]
    for number in reversed(range(len(done))):
        now, change = merged(now, done[number].inverse.splices, since[number + 1 :])
        since.append(change.splices)
        assert texts(now) == texts(pages[number])
