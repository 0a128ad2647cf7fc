"""How text and queries are split into words. What is found: tests/api/test_history.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents import search
from onlineocr.documents.search import Term, parse, split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("don't", ["don", "t"]),
        ("Müller-Lüdenscheidt", ["muller", "ludenscheidt"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("№ 7½", ["no", "71", "2"]),
        ("中文字 text", ["中", "文", "字", "text"]),
        ("カタカナ", ["カ", "タ", "カ", "ナ"]),
        ("ｆｕｌｌ", ["full"]),
        ("हिन्दी", ["हिन्दी"]),
        ("ﬁne", ["fine"]),
        ("йод", ["иод"]),
        ("", []),
    ],
)
def test_it_splits_text_into_words(text, words):
    assert list(split(text)) == words


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


@given(st.text())
def test_a_word_splits_into_itself(text):
    for word in split(text):
        assert list(split(word)) == [word]


@given(st.text())
def test_it_finds_a_text_by_any_of_its_words(text):
    words = list(split(text))
    for word in words[:5]:
        assert parse(word)[0].words == (word,)


@given(query=st.text(max_size=60))
def test_any_query_is_one_that_the_database_takes(django_db_blocker, django_db_setup, query):

    with django_db_blocker.unblock():
        assert search.documents(search.parse(query), None, most=1) == []
