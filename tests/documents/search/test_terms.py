"""How a query is understood."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents.search import document_index
from onlineocr.documents.search.terms import MOST_TERMS, Term, parse
from onlineocr.documents.search.words import split


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("two words", (Term(("two",)), Term(("words",)))),
        ('"two words"', (Term(("two", "words")),)),
        ("start*", (Term(("start",), prefix=True),)),
        ("-not", (Term(("not",), negative=True),)),
        ("中文", (Term(("中", "文")),)),
        ('"open', (Term(("open",)),)),
        ("... -- **", ()),
    ],
)
def test_it_parses_a_query(query, terms):
    assert parse(query) == terms


def test_it_takes_a_number_of_terms():
    assert len(parse("word " * 100)) == MOST_TERMS


def test_a_bar_in_a_query_is_a_letter_only_for_looks():
    assert (parse("|nvoice")[0].words, parse("|nvoice")[0].looks) == (("nvoice",), ("lnvolce",))


@given(st.text())
def test_it_finds_a_text_by_any_of_its_words(text):
    words = list(split(text))
    for word in words[:5]:
        assert parse(word)[0].words == (word,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
@given(query=st.text(max_size=60))
def test_any_query_is_one_that_the_database_takes(db, query):
    assert document_index.documents(parse(query), None, most=1) == []
