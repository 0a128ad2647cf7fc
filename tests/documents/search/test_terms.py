"""How a query is understood."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents.search import document_index
from onlineocr.documents.search.terms import MOST_CHARACTERS, MOST_TERMS, Term, check, findable, parse
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


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("", "is needed"),
        (" \n", "is needed"),
        ("a" * (MOST_CHARACTERS + 1), f"may have {MOST_CHARACTERS} characters; this one has {MOST_CHARACTERS + 1}"),
        ("a " * (MOST_TERMS + 1), f"may have {MOST_TERMS} words or phrases; this one has {MOST_TERMS + 1}"),
        ("... !", "has no letter or digit"),
        ("-tea", "has only words to leave out"),
        ('-tea -"green cup"', "has only words to leave out"),
    ],
)
def test_it_says_why_a_query_finds_nothing(query, fault):
    with pytest.raises(ValueError, match=fault):
        check(query)


@pytest.mark.parametrize("query", ["a" * MOST_CHARACTERS, "a " * MOST_TERMS, "tea -green", '"green tea"', "中", "7"])
def test_a_query_at_its_limits_is_taken_whole(query):
    assert check(query) == parse(query) != ()


def test_a_list_takes_the_beginning_of_a_query_that_is_too_long():
    assert parse("a" * MOST_CHARACTERS + " tea") == parse("a" * MOST_CHARACTERS)
    assert [term.words for term in parse(" ".join(f"w{number}" for number in range(100)))][-1] == ("w31",)


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ('-"green tea"', (Term(("green", "tea"), negative=True),)),
        ("-te*", (Term(("te",), prefix=True, negative=True),)),
        ('"green te*"', (Term(("green", "te")),)),
        ("green-tea", (Term(("green", "tea")),)),
        ('a"b c"d', (Term(("a",)), Term(("b", "c")), Term(("d",)))),
        ('tea ""', (Term(("tea",)),)),
    ],
)
def test_signs_count_where_they_stand(query, terms):
    assert parse(query) == terms


def test_a_query_finds_only_by_a_word_that_is_not_left_out():
    assert [findable(parse(query)) for query in ("tea", "-tea", "-green tea", "")] == [True, False, True, False]


@given(st.text())
def test_it_finds_a_text_by_any_of_its_words(text):
    words = list(split(text))
    for word in words[:5]:
        assert parse(word)[0].words == (word,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
@given(query=st.text(max_size=60))
def test_any_query_is_one_that_the_database_takes(db, query):
    assert document_index.documents(parse(query), None, most=1) == []
