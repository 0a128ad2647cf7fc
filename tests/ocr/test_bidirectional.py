from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.bidirectional import logical


def read(standing: str) -> str:
    return "".join(text for _, text in logical(standing))


@pytest.mark.parametrize(
    ("standing", "read_as"),
    [
        ("plain (text) 12", "plain (text) 12"),
        ("םולש", "שלום"),
        ("בוט םלוע םולש", "שלום עולם טוב"),
        ("םימי 12 דועב", "בעוד 12 ימים"),
        ("25.50 ריחמ", "מחיר 25.50"),
        ("Python 3 תפשב בותכ", "כתוב בשפת Python 3"),
        ("the word םולש means peace", "the word שלום means peace"),
        ("12 םולש 34", "34 שלום 12"),
        ("(םלוע) םולש", "שלום (עולם)"),
        (")םלוע( םולש", "שלום (עולם)"),
        (".03-1234567 אוה ןופלטה", "הטלפון הוא 03-1234567."),
        (".25 رعسلا", "السعر 25."),
        (".2025 ماع ،2024 ماع", "عام 2024، عام 2025."),
        ("مصخ 10%", "10% خصم"),
        (".اركش ،anna@example.org ديربلا", "البريد anna@example.org، شكرا."),
        ("!world ,םולש", "שלום, world!"),
        ("the word םולש means peace.", "the word שלום means peace."),
        ("ריחמ $5", "$5 מחיר"),
        ("طقف 1,234.56 ددع", "عدد 1,234.56 فقط"),
        ("https://example.org/a רושיק", "https://example.org/a קישור"),
        (".%10 مصخ", "خصم 10%."),
    ],
)
def test_it_reads_what_stands_there(standing: str, read_as: str) -> None:
    assert read(standing) == read_as


@given(st.lists(st.sampled_from("abאבג12 .,-%()"), max_size=40))
def test_nothing_is_lost(letters: list[str]) -> None:
    found = logical(letters)
    assert sorted(index for index, _ in found) == list(range(len(letters)))
    assert sorted(text for _, text in found if text not in "()") == sorted(text for text in letters if text not in "()")
