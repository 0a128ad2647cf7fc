"""Characters as glyphs: clusters, codes, and the order in which they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.export.pdf.glyphs import Codes, clusters, visual


@pytest.mark.parametrize(
    ("text", "count"),
    [("abc", 3), ("e\u0301", 1), ("नमस्ते", 4), ("שָׁלוֹם", 4), ("👩‍🔬x", 2), ("a b", 3), ("😀", 1), ("\u0301", 1)],
)
def test_a_glyph_is_a_character_with_its_marks(text, count):
    assert len(clusters(text)) == count
    assert "".join(clusters(text)) == text


@given(st.text())
def test_nothing_gets_lost_but_what_is_no_character(text):
    kept = "".join(c for c in text if unicodedata.category(c) != "Cc" and c not in "\ufeff\ufffe\uffff")
    found = "".join(clusters(text)).replace(" ", "")
    assert found == "".join(c if unicodedata.category(c) != "Cs" else "\ufffd" for c in kept).replace(" ", "")


def test_the_same_glyph_has_the_same_code():
    codes = Codes()
    first = codes.hex(["a", "b", "a"])
    assert (first[:4], len(first)) == (first[8:], 12)
    assert codes.meanings[int(first[4:8], 16) - 1] == "b"


def test_what_has_no_code_left_is_unknown():
    codes = Codes()
    for start in range(0x10000, 0x10000 + 70_000):
        last = codes.hex([chr(start)])
    assert codes.meanings[int(last, 16) - 1] == "\ufffd"
    assert len(codes.meanings) == 0xFFFF


@pytest.mark.parametrize(
    ("logical", "seen"),
    [
        ("שלום", "םולש"), ("שלום,", ",םולש"), ("(שלום)", "(םולש)"), ("1865", "1865"), ("12:30", "12:30"),
        ("(12)", "(12)"), ("Alice", "Alice"), ("ב-1865", "1865-ב"), ("Aliceב", "Aliceב"),
    ],
)  # fmt: skip
def test_words_among_right_to_left_ones_stand_as_they_are_seen(logical, seen):
    assert "".join(visual(clusters(logical))) == seen


@given(st.lists(st.sampled_from(list("שלום12()., -abé")), max_size=12))
def test_no_glyph_is_lost_on_the_way(glyphs):
    pairs = str.maketrans("()", "((")
    assert sorted("".join(visual(glyphs)).translate(pairs)) == sorted("".join(glyphs).translate(pairs))
