from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.privacy.zip_names import MOST_BYTES, Unique, safe


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("scan.png", "scan.png"),
        ("дела и 請求書.pdf", "дела и 請求書.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\x.png", "_.._x.png"),
        ("C:\\x", "C__x"),
        ("/abs", "_abs"),
        ("..", "x"),
        ("", "x"),
        (" . ", "x"),
        (".hidden", "hidden"),
        ("dots...", "dots"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.png", "_com1.png"),
        ("console.png", "console.png"),
        ("a\0b\nc\x7f", "a_b_c_"),
        ("\u202egnp.exe", "gnp.exe"),
        ("cafe\u0301.png", "café.png"),
        ("a" * 300 + ".png", "a" * (MOST_BYTES - 4) + ".png"),
        ("a." + "b" * 300, ("a." + "b" * 300)[:MOST_BYTES]),
    ],
)
def test_it_makes_a_name_that_every_system_takes(name, kept):
    assert safe(name, "x") == kept


@given(st.text(max_size=300))
def test_whatever_comes_is_one_part_of_a_path(name):
    made = safe(name, "instead")
    assert made not in {"", ".", ".."}
    assert not set(made) & set('/\\:*?"<>|\0')
    assert made == made.strip(". ")
    assert len(made.encode()) <= MOST_BYTES + 1
    assert not {unicodedata.category(char) for char in made} & {"Cf", "Zl", "Zp"}


def test_names_that_came_before_are_numbered():
    names = Unique("text.txt")
    wanted = ["scan.png", "scan.png", "SCAN.png", "scan (2).png", "text.txt", "cafe\u0301", "café"]
    made = [names.name(name) for name in wanted]
    assert made == [
        "scan.png",
        "scan (2).png",
        "SCAN (3).png",
        "scan (2) (2).png",
        "text (2).txt",
        *wanted[5:6],
        "café (2)",
    ]


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "a (3)", "a (2) (2)", "b.c", "B.c"]), max_size=30))
def test_no_two_are_ever_the_same(wanted):
    names = Unique()
    made = [names.name(name).casefold() for name in wanted]
    assert len(set(made)) == len(made)


def test_it_does_not_slow_down_with_thousands_of_the_same():
    names = Unique()
    assert [names.name("scan.png") for _ in range(50_000)][-1] == "scan (50000).png"
