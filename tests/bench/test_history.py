"""The made-up history and its figures: bench/history_*.py."""

from xml.etree import ElementTree as ET

import pytest

from bench.lib import history_plot, history_rows


@pytest.fixture
def figures():
    one = {"median": 4.0, "p95": 60.0, "cpu": 5.0}
    return {size: {user: dict.fromkeys(history_plot.CURVES, one) for user in ("heavy", "small")} for size in (10, 100)}


def test_it_draws_the_pages_that_were_asked_for_and_the_same_again():
    made = list(history_rows.rows(300))
    assert sum(row.pages for row in made) == 300
    assert made == list(history_rows.rows(300))
    assert {row.status for row in made} >= {"succeeded"}


def test_most_of_it_is_of_one_owner():
    made = list(history_rows.rows(2000))
    assert 0.5 < sum(row.owner == "heavy" for row in made) / len(made) < 0.7


def test_its_words_are_used_as_words_are():
    words = " ".join(text for row in history_rows.rows(300) for text in row.texts).split()
    assert words.count("the") > 5 * words.count("street") > 0


def test_the_curve_is_one_picture_that_reads_everywhere(figures):
    picture = ET.fromstring(history_plot.curve(figures, "heavy"))
    assert len(picture.findall("{*}polyline")) == len(history_plot.CURVES)
    assert picture.find("{*}rect").get("fill")  # a ground of its own, on dark pages too


def test_the_table_shows_what_is_above_the_bar(figures):
    rows = history_plot.table(figures).splitlines()
    assert rows[2] == "| list: first part | 5.0 | 5.0 | 4.0 | **60** |"


def test_it_writes_between_the_marks_and_keeps_the_rest(figures, tmp_path):
    for folder in ("design", "images"):
        (tmp_path / folder).mkdir()
    page = tmp_path / "design" / "listing.md"
    page.write_text(f"before\n{history_plot.BEGIN}\nold\n{history_plot.END}\nafter\n")
    history_plot.write(figures, tmp_path)
    assert page.read_text().startswith("before\n")
    assert page.read_text().endswith("after\n")
    assert "old" not in page.read_text()
