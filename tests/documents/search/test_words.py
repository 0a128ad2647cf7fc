"""How text is split into words, and which words look alike. What is found: tests/api/test_search.py."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.search.words import LONGEST, looks, skeleton, split, tokens, tokens_with_bars


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("don't", ["don", "t"]),
        ("snake_case", ["snake", "case"]),
        ("№ 7½", ["no", "71", "2"]),
        ("中文字 text", ["中", "文", "字", "text"]),
        ("カタカナ", ["カ", "タ", "カ", "ナ"]),
        ("ｶﾞｽ", ["ガ", "ス"]),
        ("ｆｕｌｌ", ["full"]),
        ("हिन्दी", ["हिन्दी"]),
        ("학교에서", ["학", "교", "에", "서"]),
        ("น้ำ", ["น", "\u0e4d\u0e49", "า"]),
        ("", []),
    ],
)
def test_it_splits_text_into_words(text, words):
    assert list(split(text)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("STRASSE", "straße"),
        ("Øresund Łódź", "oresund lodz"),
        ("Œuvre Ægir", "oeuvre aegir"),
        ("ſtraſſe", "strasse"),
        ("ﬁne oﬃce", "fine office"),
        ("İstanbul Diyarbakır", "istanbul diyarbakir"),
        ("йод Ёлка", "иод елка"),
        ("Ελλάδα ΛΌΓΟΣ", "ελλαδα λογος"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("إسلام أحمد آمن", "اسلام احمد امن"),
        ("می‌خواهم", "میخواهم"),
        ("کتاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("١٢٣ १२३", "123 123"),
        ("exam\u00adple", "example"),
        ("nai\u0308ve", "na\u00efve"),
        ("\u1112\u1161\u11ab", "한"),
        ("葛\U000e0100", "葛"),
        ("\u0e19\u0e49\u0e33", "\u0e19\u0e4d\u0e49\u0e32"),  # Thai water, in the two orders that are typed
    ],
)
def test_it_takes_as_one_what_readers_do(one, other):
    assert list(split(one)) == list(split(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("कि", "की"), ("ก่", "ก"), ("resume", "resumes"), ("か", "が"), ("中", "申"), ("פ", "ף")],
)
def test_it_keeps_apart_what_means_something_else(one, other):
    assert list(split(one)) != list(split(other))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("100", "l0O"), ("Invoice", "lnvo1ce"), ("Invoice", "|nvoice"), ("full", "fu||"), ("modern", "modem"),
        ("modern", "rnodem"), ("clean", "dean"), ("wave", "vvave"), ("S5B8", "558B"), ("2026", "Z0Z6"),
        ("MOCKBA", "москва"), ("ロ", "口"), ("Bill", "8i1l"), ("ΑΤΟΜΟ", "ATOMO"),
    ],
)  # fmt: skip
def test_words_look_alike_that_ocr_takes_for_one_another(right, wrong):
    assert list(looks(right)) == list(looks(wrong))


@pytest.mark.parametrize(("one", "other"), [("house", "mouse"), ("cat", "bat"), ("17", "71"), ("rain", "main")])
def test_other_words_do_not_look_alike(one, other):
    assert skeleton(one) != skeleton(other)


def test_it_says_where_words_stand():
    text = "Die Straße,  ﬁn 中文|I."
    found = [(word, text[start:end]) for word, start, end in tokens(text)]
    assert found == [
        ("die", "Die"), ("strasse", "Straße"), ("fin", "ﬁn"), ("中", "中"), ("文", "文"), ("i", "I"),
    ]  # fmt: skip
    assert tokens_with_bars(" fu|| ") == [("full", 1, 5)]


def test_it_cuts_a_word_that_is_too_long():
    assert list(split("a" * 1000)) == ["a" * LONGEST]


@given(st.text())
def test_a_word_splits_into_itself(text):
    for word in split(text):
        assert list(split(word)) == [word]


@given(st.text())
def test_words_stand_in_order_within_the_text(text):
    found = tokens(text)
    assert [word for word, _, _ in found] == list(split(text))
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert all(one[1] <= other[1] for one, other in pairwise(found))


@given(st.text())
def test_the_same_words_have_the_same_looks(text):
    assert [skeleton(word) for word, _, _ in tokens_with_bars(text)] == list(looks(text))
    if "|" not in text:
        assert list(looks(text)) == [skeleton(word) for word in split(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("הבית", "בית"), ("ובבית", "הבית"), ("שבבית", "בית"), ("והילד", "ילד"),
        ("الكتاب", "كتاب"), ("والكتاب", "كتاب"), ("بالكتاب", "كتاب"), ("للكتاب", "كتاب"), ("وكتاب", "كتاب"),
    ],
)  # fmt: skip
def test_a_word_looks_like_itself_with_what_is_written_before_it(one, other):
    assert list(looks(one)) == list(looks(other))


@pytest.mark.parametrize("word", ["ולד", "בית", "לחם", "ولد", "الله"])
def test_short_words_stay_whole(word):
    assert list(looks(word)) == list(split(word))
