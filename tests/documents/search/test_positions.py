"""Where on a page words stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.search.positions import Boxes, Place, find, size
from onlineocr.documents.search.terms import parse
from onlineocr.ocr.geometry import Box
from tests.support.typeset import typeset


def places(text, query):
    return [(text[place.start : place.end], place.exact) for place in find(text, parse(query))]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("Tea, tea and teapots", "tea", [("Tea", True), ("tea", True)]),
        ("Tea and teapots", "tea*", [("Tea", True), ("teapots", True)]),
        ("green tea, green", '"green tea"', [("green tea", True)]),
        ("green tea green", "green tea", [("green", True), ("tea", True), ("green", True)]),
        ("no -tea here", "here -tea", [("here", True)]),
        ("Miller Mi11er", "miller", [("Miller", True), ("Mi11er", False)]),
        ("|nvoice b|ll", "invoice bill", [("|nvoice", False), ("b|ll", False)]),
        ("|bill| bi|l", "bill", [("bill", True), ("bi|l", False)]),
        ("我在中国学习", "中国", [("中国", True)]),
        ("the the the", '"the the"', [("the the", True)]),
        ("well-known", "well-kn*", [("well-known", True)]),
        ("", "tea", []),
    ],
)
def test_it_finds_what_the_index_finds(text, query, found):
    assert places(text, query) == found


def boxes(text, word):
    page = typeset(text)
    start = page.text.index(word)
    return [
        tuple(box)
        for box in Boxes(page.text, json.dumps(page.to_dict())).at(Place(start, start + len(word), parse(word)[0]))
    ]


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("one two", "two", [(40, 0, 70, 20)]),
        ("(two)", "two", [(0, 0, 50, 20)]),  # the whole word, as the result has it
        ("exam-\nple", "example", [(0, 0, 50, 20), (0, 20, 30, 40)]),
        ("我在中国", "中", [(20, 0, 30, 20)]),
    ],
)
def test_it_tells_the_boxes_of_the_words_there(text, word, there):
    assert boxes(text, word) == there


def test_a_line_without_words_has_its_own_box():
    result = typeset("one\ntwo").to_dict()
    for line in result["blocks"][0]["lines"]:
        line["words"] = []
    assert Boxes("one\ntwo", json.dumps(result)).at(Place(4, 7, parse("two")[0])) == [Box(0, 20, 30, 40)]


@pytest.mark.parametrize(
    ("start", "end", "there"),
    [(0, 3, [0]), (3, 4, []), (2, 5, [0, 1]), (0, 11, [0, 1, 2]), (11, 12, []), (6, 9, [1, 2]), (7, 8, [])],
)
def test_a_place_has_the_boxes_of_the_words_that_it_touches(start, end, there):
    page = typeset("one two six")
    every = [tuple(word.box) for word in page.words]
    found = Boxes(page.text, json.dumps(page.to_dict())).at(Place(start, end, parse("x")[0]))
    assert [tuple(box) for box in found] == [every[index] for index in there]


def test_a_page_without_text_has_no_boxes():
    page = typeset("")
    assert Boxes("", json.dumps(page.to_dict())).at(Place(0, 1, parse("x")[0])) == []


def test_of_a_narrow_run_each_part_is_one_pixel_wide_at_least():
    result = typeset("我在中国").to_dict()
    result["blocks"][0]["lines"][0]["words"][0]["box"] = [7, 0, 8, 1]
    found = Boxes("我在中国", json.dumps(result)).at(Place(0, 1, parse("我")[0]))
    assert found == [Box(7, 0, 8, 1)]


def test_a_longer_place_takes_precedence_over_those_within_it():
    assert places("green tea", 'tea "green tea" green') == [("green tea", True)]
    assert places("green tea", "gr* green") == [("green", True)]


def test_the_last_word_of_a_phrase_alone_may_be_a_beginning():
    assert places("well-known wellness knows", "well-kn*") == [("well-known", True)]
    assert places("wells known", "well-kn*") == []


def test_a_vertical_run_of_characters_is_cut_from_the_top():
    result = typeset("我在中国").to_dict()
    result["blocks"][0]["lines"][0]["words"][0]["box"] = [0, 0, 20, 80]
    assert Boxes("我在中国", json.dumps(result)).at(Place(2, 3, parse("中")[0])) == [Box(0, 40, 20, 60)]


def test_a_text_that_looks_like_a_result_has_no_boxes():
    page = typeset('"box": [1, 2, 3, 4], "span": [0, 5]')
    data = json.dumps(page.to_dict())
    assert len(Boxes(page.text, data)._words) == len(page.words)
    assert size(data) == (400, 600)


@given(st.text(), st.text(max_size=20))
def test_places_are_in_order_and_do_not_overlap(text, query):
    last = 0
    for place in find(text, parse(query)):
        assert last <= place.start < place.end <= len(text)
        last = place.end
