"""The results that bench/search.py makes up, and its questions."""

import json
import random

import pytest

from bench import search as bench
from bench.lib import history_index, history_rows
from onlineocr.documents.search.terms import check
from onlineocr.ocr.page import Page


@pytest.mark.parametrize("text", ["the of and " * 40 + "end", "一七", ""])
def test_a_made_up_result_is_one_of_the_service(text):
    value = history_index.data(1, text)
    page = Page.from_dict(json.loads(value))
    assert page.text == text
    assert all(text[slice(*word.span)] == word.text for word in page.words)


def test_pages_have_as_many_words_as_asked_for():
    lengths = [
        len(text.split()) for row in history_rows.rows(400, words=300) for text in row.texts if row.language == "en"
    ]
    assert 200 < sum(lengths) / len(lengths) < 400


def test_every_question_has_something_to_find():
    for seed in range(20):
        assert all(check(query) for query in bench.questions(random.Random(seed)).values())


def test_the_table_shows_what_is_above_the_bar():
    took = [(60.0, 5.0, 10), (60.0, 5.0, 10)]
    assert (
        bench.table({"heavy": {"rare word": took}}).splitlines()[-1]
        == "| rare word | 10.0 | **60** | **60** | 5.0 | 5.0 |"
    )
