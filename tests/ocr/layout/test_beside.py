"""Two short blocks beside each other, as in a letter's head, are read one after the other."""

from __future__ import annotations

import pytest

from onlineocr.ocr.layout import arrange
from tests.ocr.layout.lines import column, line

SENDER = (
    "Miller and Sons",
    "14 Harbour Street",
    "Bristol BS1 4QA",
    "United Kingdom",
    "office@miller.example",
    "0117 496 0017",
)
DATES = ("Invoice 2024-117", "Date 5 May 2024", "Customer 40012", "Due 4 June 2024", "Order 88120", "Page 1 of 2")
BODY = ("Dear Sir or Madam, please find below the goods that", "we delivered to you in the last month, with prices.")


def head(left, right, left_pitch, right_pitch, *, lower=0, at=500):
    """A head of two blocks over the body of a letter."""
    blocks = [*column(*SENDER[:left], pitch=left_pitch), *column(*DATES[:right], left=at, top=lower, pitch=right_pitch)]
    end = max(row.box.bottom for row in blocks)
    return [*blocks, *column(*BODY, top=end + 60)]


@pytest.mark.parametrize(
    ("left", "right", "left_pitch", "right_pitch", "lower"),
    [(4, 4, 25, 32, 0), (6, 4, 25, 36, 0), (3, 5, 34, 25, 0), (5, 2, 25, 34, 10), (4, 3, 25, 25, 12), (6, 6, 25, 31, 0),
     (2, 3, 36, 26, 10)],
)  # fmt: skip
def test_it_reads_two_blocks_beside_each_other_one_after_the_other(left, right, left_pitch, right_pitch, lower):
    text, _ = arrange(head(left, right, left_pitch, right_pitch, lower=lower))
    assert text.split("\n\n") == ["\n".join(part) for part in (SENDER[:left], DATES[:right], BODY)]


@pytest.mark.parametrize("rows", [3, 4, 6])
def test_it_keeps_level_lines_in_one_row(rows):
    text, _ = arrange(head(rows, rows, 25, 25))
    assert text.split("\n")[:rows] == [f"{left} {right}" for left, right in zip(SENDER, DATES, strict=True)][:rows]


@pytest.mark.parametrize("off", [0, 4, 8])
def test_it_keeps_values_beside_their_labels(off):
    labels = column("Name:", "Street and number:", "Town:", "Date of birth:", pitch=34)
    values = column("John Miller", "14 Harbour Street", "Bristol", "5 May 1980", left=400, top=off, pitch=34)
    text, _ = arrange([*labels, *values])
    assert [row.split()[-1] for row in text.split("\n") if row] == ["Miller", "Street", "Bristol", "1980"]


def test_it_reads_blocks_under_a_heading_that_crosses_both():
    title = line("Miller and Sons, makers of fine furniture since 1894 in the town of Bristol", 10, 0)
    blocks = [*column(*SENDER[1:5], top=30), *column(*DATES[:3], left=500, top=30, pitch=34)]
    text, _ = arrange([title, *blocks])
    assert [row.split()[0] for row in text.split("\n") if row] == [
        "Miller", "14", "Bristol", "United", "office@miller.example", "Invoice", "Date", "Customer",
    ]  # fmt: skip


def test_it_keeps_numbers_beside_what_they_count():
    items = column("Brand smoked", "Test brand smokers", "All other smokers", "Total of all", pitch=25)
    numbers = column("17", "6", "205", "228", left=500, top=9, pitch=30)
    first = arrange([*items, *numbers])[0].split("\n")[0]
    assert first in {"Brand smoked 17", "Brand smoked"}
    assert "Total of all\n17" not in arrange([*items, *numbers])[0]


@pytest.mark.parametrize(("left", "right", "lower"), [(2, 2, 0), (2, 3, 0), (3, 2, 0), (3, 3, 0), (2, 3, -25)])
def test_it_reads_short_columns_of_prose_one_after_the_other_though_their_lines_are_level(left, right, lower):
    mill = ("The first column tells of the old mill by the", "river, which was built in 1731 and burnt down", "twice.")
    bridge = ("The second column tells of the new bridge, which", "opened in May and carries many cars", "in a day.")
    text, _ = arrange([*column(*mill[:left]), *column(*bridge[:right], left=600, top=lower)])
    assert text.split("\n\n") == ["\n".join(mill[:left]), "\n".join(bridge[:right])]
