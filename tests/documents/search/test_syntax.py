"""Terms as queries of the two databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.search import syntax
from onlineocr.documents.search.terms import findable, parse

WORDS = [
    ("tea", '("tea")', "('tea')"),
    ("green tea", '("green" AND "tea")', "('green') & ('tea')"),
    ('"green tea" cup', '("green tea" AND "cup")', "('green' <-> 'tea') & ('cup')"),
    ("te*", '("te" *)', "('te':*)"),
    ("well-kn*", '("well kn" *)', "('well' <-> 'kn':*)"),
    ("tea -green", '("tea") NOT "green"', "('tea') & !('green')"),
    ('-"green te" tea -cup*', '("tea") NOT "green te" NOT "cup" *', "!('green' <-> 'te') & ('tea') & !('cup':*)"),
]


@pytest.mark.parametrize(("query", "fts5", "tsquery"), WORDS)
def test_it_asks_each_database_in_its_language(query, fts5, tsquery):
    assert (syntax.fts5(parse(query)), syntax.tsquery(parse(query))) == (fts5, tsquery)


ALIKE = [
    ("tea", '("~tea") NOT ("tea")', "('~tea') & !(('tea'))"),
    ("bill", '("~blll") NOT ("bill")', "('~blll') & !(('bill'))"),
    ("bi* tea", '("~bl" * AND "~tea") NOT ("bi" * AND "tea")', "('~bl':*) & ('~tea') & !(('bi':*) & ('tea'))"),
    ("bill -tea", '("~blll") NOT "tea" NOT ("bill")', "('~blll') & !('tea') & !(('bill'))"),
]


@pytest.mark.parametrize(("query", "fts5", "tsquery"), ALIKE)
def test_it_asks_for_look_alikes_without_the_words_themselves(query, fts5, tsquery):
    assert (syntax.fts5_alike(parse(query)), syntax.tsquery_alike(parse(query))) == (fts5, tsquery)


@given(st.text(max_size=40).filter(lambda query: findable(parse(query))))
def test_no_query_escapes_from_its_quotes(query):
    terms = parse(query)
    for built, quote in ((syntax.fts5(terms), '"'), (syntax.tsquery(terms), "'")):
        inside = built.split(quote)[1::2]
        assert all(part.replace(" ", "").isprintable() and not set(part) & set("\\'\"&|!()*:") for part in inside)
        assert built.count(quote) % 2 == 0
