"""Splices and changes of a page: what they replace, and the way back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from onlineocr.ocr.editing.change import Change, apply, undone
from onlineocr.ocr.editing.doubts import doubts
from onlineocr.ocr.editing.splice import Clash, Splice, after, bare
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import REVIEW_BELOW, Word
from tests.ocr.editing.pages import line, page, texts

PAGE = page(["one", "two"], ["three"])
FRAME = ("text", Box(0, 500, 50, 520))


def old(block, number, value=PAGE):
    return bare(value.blocks[block].lines[number])


def spliced(*splices, value=PAGE):
    return texts(apply(value, splices)[0])


@pytest.mark.parametrize(
    ("splice", "found"),
    [
        (Splice(0, 0, (old(0, 0),), (line("new"),)), [["new", "two"], ["three"]]),
        (Splice(0, 1, (old(0, 1),), ()), [["one"], ["three"]]),
        (Splice(0, 1, (), (line("more", 25),)), [["one", "more", "two"], ["three"]]),
        (Splice(0, 2, (), (line("last", 55),)), [["one", "two", "last"], ["three"]]),
        (Splice(0, 0, (old(0, 0), old(0, 1)), (line("both"),)), [["both"], ["three"]]),
        (Splice(1, 0, (old(1, 0),), ()), [["one", "two"]]),
        (Splice(1, 0, (), (line("x", 70),), opens=FRAME), [["one", "two"], ["x"], ["three"]]),
        (Splice(2, 0, (), (line("x", 500),), opens=FRAME), [["one", "two"], ["three"], ["x"]]),
    ],
)
def test_it_replaces_the_lines_of_a_block(splice, found):
    now, change = apply(PAGE, [splice])
    assert texts(now) == found
    assert undone(now, change) == PAGE


@pytest.mark.parametrize(
    "splice",
    [
        Splice(0, 0, (old(0, 1),), ()), Splice(0, 1, (old(0, 1), old(1, 0)), ()), Splice(2, 0, (old(0, 0),), ()),
        Splice(0, 3, (), (line("x"),)), Splice(3, 0, (), (line("x"),), opens=FRAME), Splice(0, 0, (line("ONE"),), ()),
    ],
)  # fmt: skip
def test_it_refuses_lines_that_are_not_there(splice):
    with pytest.raises(Clash):
        apply(PAGE, [splice])


def test_it_keeps_a_table_without_lines():
    value = page(["one"], kinds=["table"])
    assert spliced(Splice(0, 0, (old(0, 0, value),), ()), value=value) == [[]]


@pytest.mark.parametrize(
    ("kind", "box", "found"),
    [
        ("text", None, Box(0, 0, 90, 20)),
        ("text", Box(0, 0, 300, 99), Box(0, 0, 300, 99)),
        ("table", Box(0, 0, 50, 20), Box(0, 0, 50, 20)),
    ],
)
def test_it_fits_the_box_of_a_block_that_was_tight(kind, box, found):
    value = page(["some word of it"], kinds=[kind])
    value = replace(value, blocks=(replace(value.blocks[0], box=box or value.blocks[0].box),))
    now, _ = apply(value, [Splice(0, 0, (old(0, 0, value),), (line("some word"),))])
    assert now.blocks[0].box == found


def test_it_renumbers_a_splice_after_another_one_above_it():
    below = Splice(0, 1, (old(0, 1),), ())
    assert after(below, Splice(0, 0, (old(0, 0),), (line("a"), line("b")))).line == 2
    assert after(below, Splice(0, 0, (old(0, 0),), ())).line == 0
    third = Splice(1, 0, (old(1, 0),), ())
    assert after(third, Splice(0, 0, (old(0, 0),), ())) == third
    assert after(third, Splice(0, 0, (old(0, 0),), (), closes=FRAME)).block == 0


@pytest.mark.parametrize(
    ("splice", "so"),
    [
        (Splice(0, 0, (old(0, 0),), (line("x"),)), True), (Splice(0, 0, (old(0, 0),), ()), False),
        (Splice(0, 0, (), (line("x"),), opens=FRAME), False), (Splice(0, 0, (old(0, 0),),
        (line("x"),), closes=FRAME), False),
    ],
)  # fmt: skip
def test_it_knows_whether_lines_keep_their_numbers(splice, so):
    assert splice.level is so


@pytest.mark.parametrize(
    "splice",
    [
        Splice(0, 1, (old(0, 1),), (line("x"),)),
        Splice(1, 0, (), (line("x"),), opens=FRAME),
        Splice(1, 0, (old(1, 0),), (), closes=FRAME),
    ],
)
def test_it_survives_the_way_through_json_and_its_inverse(splice):
    assert Splice.from_dict(json.loads(json.dumps(splice.to_dict()))) == splice
    assert splice.inverse.inverse == splice
    assert splice.inverse.opens == splice.closes


def test_a_change_knows_its_page_and_its_inverse():
    _, change = apply(PAGE, [Splice(0, 0, (old(0, 0),), (line("new"),))], reviewed=True)
    assert (change.reviewed, change.width, change.height, change.rotation) == ((False, True), 2000, 2000, 0)
    assert Change.from_dict(json.loads(json.dumps(change.to_dict()))) == change
    assert change.inverse.reviewed == (True, False)
    assert change.inverse.inverse == change


@pytest.mark.parametrize(("reviewed", "so"), [(None, False), (False, False), (True, True)])
def test_a_change_of_nothing_leaves_the_page_itself(reviewed, so):
    now, change = apply(PAGE, [], reviewed=reviewed)
    assert (bool(change), now is PAGE, now.reviewed) == (so, not so, so)


def test_changes_are_undone_from_the_last_to_the_first():
    once, first = apply(PAGE, [Splice(0, 0, (old(0, 0),), (line("x"), line("y", 25)))])
    twice, second = apply(once, [Splice(0, 1, (old(0, 1, once),), ())], reviewed=True)
    assert undone(twice, first, second) == PAGE
    assert undone(twice) is twice


def word(confidence, **fields):
    return Word("x", confidence, Box(0, 0, 10, 20), **fields)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], (0, None)), ([word(None)], (0, None)), ([word(REVIEW_BELOW)], (0, REVIEW_BELOW)),
        ([word(0.89)], (1, 0.89)),
        ([word(0.2), word(0.95), word(0.5)], (2, 0.2)), ([word(0.2, corrected=True), word(0.5)], (1, 0.5)),
        ([word(0.0)], (1, 0.0)),
    ],
)  # fmt: skip
def test_it_counts_the_doubtful_words_that_nobody_checked(words, found):
    value = page("x")
    (block,) = value.blocks
    lines = (replace(block.lines[0], words=tuple(words)),)
    assert doubts(replace(value, blocks=(replace(block, lines=lines),))) == found
