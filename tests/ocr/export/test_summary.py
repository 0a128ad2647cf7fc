"""Facts about a document, from its pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.export.summary import Summary
from onlineocr.ocr.page import EngineInfo, Page, Problem

PAGE = Page(1, 100, 100, EngineInfo("ppocr", "6", ("small",)), text="text", confidence=0.95)
FAULT = Problem("damaged_file", "broken")


def summed(*pages, problems=()):
    summary = Summary(problems)
    for page in pages:
        summary.add(page)
    return summary


def page(text="text", **fields):
    return replace(PAGE, text=text, **fields)


@pytest.mark.parametrize(
    ("texts", "whole"),
    [((), ""), (("a",), "a"), (("a", "", "b"), "a\n\nb"), (("", ""), ""), (("a\n", "b"), "a\n\n\nb")],
)
def test_it_parts_the_texts_of_pages_by_an_empty_line(texts, whole):
    assert summed(*map(page, texts)).text == whole


@pytest.mark.parametrize(
    ("pages", "mean"),
    [
        ((("a" * 30, 0.9), ("b" * 10, 0.5)), 0.8), ((("a" * 30, 0.9), ("b" * 10, None)), 0.9), ((("", 0.9),), None),
        ((), None),
        ((("abc", None),), None), ((("abc", 0.0),), 0.0), ((("a", 0.12344), ("b", 0.12346)), 0.1235),
    ],
)  # fmt: skip
def test_it_weighs_confidences_by_letters(pages, mean):
    assert summed(*(page(text, confidence=sure) for text, sure in pages)).confidence == mean


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1)), max_size=6))
def test_it_has_a_confidence_between_those_of_its_pages(pages):
    found = summed(*(page("x" * letters, confidence=sure) for letters, sure in pages)).confidence
    known = [sure for letters, sure in pages if letters]
    assert (found is None) if not known else min(known) - 1e-4 <= found <= max(known) + 1e-4


@pytest.mark.parametrize(
    ("pages", "tags"),
    [
        ([("x" * 9, ("en", "de"))], ("en", "de")),
        ([("x" * 9, ("en",)), ("x" * 10, ("de",))], ("de", "en")),
        ([("x" * 100, ("en", "de")), ("x" * 40, ("fr",))], ("en", "de", "fr")),
        ([("x" * 100, ("en", "de")), ("x" * 60, ("fr",))], ("en", "fr", "de")),
        ([("x" * 100, ("en", "de", "it")), ("x" * 40, ("fr",))], ("en", "de", "fr", "it")),
        ([("", ("en",)), ("", ("de",))], ("en", "de")),
    ],
)
def test_it_orders_languages_by_their_use(pages, tags):
    assert summed(*(page(text, languages=own) for text, own in pages)).languages == tags


def test_it_names_each_engine_and_model_once():
    other = EngineInfo("tesseract", "6", ("eng", "small"))
    found = summed(page(), page(engine=other), page()).engine
    assert found == EngineInfo("ppocr+tesseract", "6", ("small", "eng"))


@pytest.mark.parametrize(
    ("pages", "problems", "so"),
    [
        ([{}], (), False), ([{}], (FAULT,), True), ([], (FAULT,), True), ([{"problems": (FAULT,)}, {}], (), True),
        ([{"confidence": 0.89}, {}], (), True), ([{"confidence": 0.9}], (), False), ([{"confidence": None}], (), False),
        ([{"confidence": 0.1, "reviewed": True, "problems": (FAULT,)}], (), False),
    ],
)  # fmt: skip
def test_it_needs_a_review_where_a_page_does(pages, problems, so):
    assert summed(*(page(**fields) for fields in pages), problems=problems).needs_review is so


def test_it_lists_problems_of_missing_pages_before_those_of_its_pages():
    own = Problem("animation", "frames")
    found = summed(page(problems=(own,)), problems=(FAULT,)).to_dict()["problems"]
    assert [one["code"] for one in found] == ["damaged_file", "animation"]
