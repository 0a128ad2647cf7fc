"""A large initial belongs to the word that it begins."""

import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, line

REST = ("he old man came from the", "village near the forest and", "asked us whether we had seen",
        "his horse, which was of a very", "light gray and had run away")  # fmt: skip


def page(initial, *, height=70, beside=3):
    return [
        line(initial, 10, 10, letter=60, height=height),
        *column(*REST[:beside], left=85, top=10),
        *column(*REST[beside:], left=10, top=10 + 25 * beside),
    ]


def test_it_reads_a_large_initial_with_its_word():
    text, [block] = arrange(page("T"))
    assert text == "\n".join(("T" + REST[0], *REST[1:]))
    first = block.lines[0].words[0]
    assert (first.text, first.box, text[slice(*first.span)]) == ("The", Box(10, 10, 105, 30), "The")


def test_it_reads_an_initial_over_two_lines():
    assert arrange(page("T", height=45, beside=2))[0].startswith("The old man")


@pytest.mark.parametrize("initial", ["7", "*", "t"])
def test_it_joins_no_other_sign_to_a_word(initial):
    assert f"{initial}he old" not in arrange(page(initial))[0]


def test_it_joins_no_letter_of_the_usual_size():
    assert "The" not in arrange(page("T", height=20))[0]
