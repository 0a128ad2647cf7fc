"""Lists in alphabetical order that are set in columns are read down each column."""

from dataclasses import replace

import pytest

from onlineocr.ocr.geometry import Rules, union
from onlineocr.ocr.layout import arrange, find_tables, parted
from onlineocr.ocr.layout.alphabetical import goes_down
from tests.ocr.layout.lines import column, line

BIRDS = ("Auk, 3", "Avocet, 12", "Booby, 7, 9", "Bunting, 44", "Coot, 18", "Crane, 2",
         "Crow, 31", "Dipper, 5", "Dove, 60", "Duck, 61", "Eider, 8", "Finch, 9, 14")  # fmt: skip


def read(lines):
    found = find_tables(parted(lines), Rules())
    text, _ = arrange(found.lines, found.grids)
    return [row for row in text.split("\n") if row]


def index(columns, pitch=30):
    count = len(BIRDS) // columns
    return [
        one
        for number in range(columns)
        for one in column(*BIRDS[number * count : (number + 1) * count], left=10 + 250 * number, top=60, pitch=pitch)
    ]


def across(left, right):
    """The line of a detector that saw no white between the two."""
    box = union((left.box, right.box))
    return replace(
        left, text=f"{left.text} {right.text}", box=box, polygon=box.polygon(), words=left.words + right.words
    )


def test_it_reads_an_index_down_its_columns():
    assert read(index(3)) == list(BIRDS)
    assert read(index(2, pitch=70)) == list(BIRDS)


def test_it_reads_an_index_whose_columns_a_detector_joined():
    apart = [
        across(line(left, 10, 60 + 30 * number), line(right, 260, 60 + 30 * number))
        for number, (left, right) in enumerate(zip(BIRDS[:6], BIRDS[6:], strict=True))
    ]
    assert read(apart) == list(BIRDS)


def test_it_reads_the_title_of_an_index_first_wherever_it_stands():
    assert read([line("Index", 300, 10), *index(3)])[0] == "Index"


def test_it_reads_a_table_row_by_row_though_its_first_column_is_in_order():
    rows = [("Auk", "Water", "Fish"), ("Booby", "Air", "Fish"), ("Coot", "Water", "Weed"), ("Dove", "Air", "Seed")]
    lines = [
        line(text, 10 + 250 * at, 60 + 30 * number) for number, row in enumerate(rows) for at, text in enumerate(row)
    ]
    assert [row.split()[0] for row in read(lines)] == [row[0] for row in rows]


def test_it_reads_a_table_row_by_row_whose_second_column_always_says_the_same():
    names = [name.split(",")[0] for name in BIRDS]
    lines = [
        line(text, 10 + 250 * at, 60 + 30 * row)
        for row, name in enumerate(names)
        for at, text in enumerate((name, "yes", "zoo"))
    ]
    assert read(lines)[0].split() == ["Auk", "yes", "zoo"]


def test_it_reads_a_list_row_by_row_that_is_in_order_along_its_rows():
    lines = [line(name, 10 + 250 * (place % 2), 60 + 30 * (place // 2)) for place, name in enumerate(BIRDS)]
    assert " ".join(" ".join(read(lines)).split()) == " ".join(BIRDS)


@pytest.mark.parametrize(
    ("columns", "so"),
    [
        (["abcdef", "ghijkl"], True), (["abcd", "efgh", "ijkl"], True), (["abcdefgh", "ijkl"], True),
        (["abcdefghijkl"], False), (["abcdefghi", "jkl"], False), (["abcde", "ghijkl"], False),
        (["ghijkl", "abcdef"], False),
        (["acegik", "bdfhjl"], False), (["ABCdef", "GHIjkl"], True), (["bacdef", "ghijkl"], True),
        (["bacdef", "hgijkl"], False), (["aaabbb", "cccddd"], False), (["abcdef", "ghijkl1"], True),
        (["abcdef12", "ghijkl3"], True), (["abcdef12", "ghijkl34"], False),
    ],
)  # fmt: skip
def test_it_knows_a_list_by_the_order_of_its_entries(columns, so):
    assert goes_down(columns) is so


@pytest.mark.parametrize(("first", "so"), [("abc", True), ("ab", False)])
def test_it_wants_entries_with_three_first_letters(first, so):
    entries = [first[number * len(first) // 12] + f"{number:02}" for number in range(12)]
    assert goes_down([entries[:6], entries[6:]]) is so
