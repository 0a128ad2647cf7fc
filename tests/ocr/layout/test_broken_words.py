import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, grid, line, prose, spelled


def test_it_writes_a_word_that_a_line_broke_whole_on_the_upper_line():
    assert arrange(column("this is an exam-", "ple of it"))[0] == "this is an example\nof it"


def test_it_leaves_the_lines_and_words_of_the_page_as_they_stand_there():
    _, blocks = arrange(column("an exam-", "ple of it"))
    assert [row.text for row in blocks[0].lines] == ["an exam-", "ple of it"]
    assert [word.text for word in blocks[0].lines[0].words] == ["an", "exam-"]


def test_it_points_both_halves_at_their_part_of_the_whole_word():
    text, blocks = arrange(column("an exam-", "ple of it"))
    assert spelled(text, blocks) == ["an", "exam", "ple", "of", "it"]
    assert blocks[0].lines[0].words[1].span[1] == blocks[0].lines[1].words[0].span[0]


def test_it_joins_a_word_that_two_lines_broke():
    text, blocks = arrange(column("Ein Donau-", "dampf-", "schiff."))
    assert text == "Ein Donaudampfschiff."
    assert spelled(text, blocks) == ["Ein", "Donau", "dampf", "schiff."]


def test_it_joins_a_word_that_goes_on_in_the_next_column():
    text, blocks = arrange([*prose(10, 0, "ABC"), line("D ends in an exam-", 10, 75),
                            line("ple that goes on", 400, 0), *prose(400, 25, "FGH")])  # fmt: skip
    assert "D ends in an example\n\nthat goes on\nf" in text
    assert spelled(text, blocks)[-19:-15] == ["ple", "that", "goes", "on"]


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad", "\u00ac", "\u2e17"], ids=ascii)
def test_it_knows_every_sign_that_breaks_a_word(hyphen):
    assert arrange(column(f"an exam{hyphen}", "ple"))[0] == "an example"


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("he is 43-year-", "old", "43-year-old"),
        ("a COVID-", "related delay", "COVID-related"),
        ("a scratched-", "but-handsome watch", "scratched-but-handsome"),
        ("long-term aims, long-", "term plans", "long-term\nplans"),
    ],
)
def test_it_keeps_the_hyphen_of_a_compound(above, below, whole):
    assert whole in arrange(column(above, below))[0]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Vor-", "und Nachteile"),
        ("an aside -", "it ends"),
        ("Nord-", "Süd"),
        ("from 5-", "to 9"),
        ("1 -", "2"),
        ("an exam-", " ple"),
    ],
)
def test_it_leaves_what_is_no_broken_word(above, below):
    assert arrange(column(above, below))[0] == f"{above}\n{below}"


def test_it_joins_nothing_across_the_cells_of_a_table():
    upper, lower = column("exam-", "ple")
    assert arrange([], [grid(Box(0, 0, 500, 500), [upper], [lower])])[0] == "exam-\nple"


parts = st.lists(
    st.sampled_from(["exam-", "ple", "of", "-", "long-term", "a", "Süd", "x\u00ad", "中"]), min_size=1, max_size=4
)


@given(st.lists(parts, min_size=1, max_size=12))
def test_its_spans_spell_the_words_but_for_dropped_hyphens(rows):
    text, blocks = arrange(column(*(" ".join(row) for row in rows)))
    words = [word for block in blocks for row in block.lines for word in row.words]
    assert [word.text for word in words] == [word for row in rows for word in row]
    assert all(spelt in (word.text, word.text[:-1]) for spelt, word in zip(spelled(text, blocks), words, strict=True))
    spans = [word.span for word in words]
    assert spans == sorted(spans)
    assert "".join(spelled(text, blocks)) == "".join(text.split())


def test_it_composes_a_page_of_one_endless_word_at_once():
    rows = column("a" * 50_000, "-" * 50_000, "a-" * 25_000, "b")
    assert arrange(rows)[0].endswith("a-ab")
