"""The changelog has a date for each version, at most 25 lines in each, one line a change, and nothing twice."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from onlineocr import __version__

ROOT = Path(__file__).resolve().parents[2]
_, *SECTIONS = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
RELEASES = {section.splitlines()[0]: section for section in SECTIONS if not section.startswith("[Unreleased]")}
MOST_LINES = 25
MOST_ALIKE = 0.6  # of the words of two changes


def changes(section: str) -> list[str]:
    """Return the changes of ``section``, each as one line."""
    return re.findall(r"^- (.*)$", re.sub(r"\n {2,}", " ", section), re.MULTILINE)


def alike(one: str, other: str) -> float:
    """Return the share of words that two changes have in common."""
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(left & right) / len(left | right)


def test_the_unreleased_changes_come_first():
    assert SECTIONS[0].startswith("[Unreleased]\n")
    assert len(RELEASES) == len(SECTIONS) - 1


def test_the_newest_release_is_the_version_of_the_package():
    assert next(iter(RELEASES)).startswith(f"[{__version__}] - ")


@pytest.mark.parametrize("title", RELEASES)
def test_each_version_has_a_date(title):
    assert date.fromisoformat(re.fullmatch(r"\[\d+\.\d+\.\d+] - (\d{4}-\d{2}-\d{2})", title)[1])


def test_the_newest_release_comes_first():
    dates = [title.split(" - ")[1] for title in RELEASES]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.splitlines()[0])
def test_each_version_has_at_most_25_lines(section):
    assert len([line for line in section.splitlines()[1:] if line]) <= MOST_LINES


@pytest.mark.parametrize("section", RELEASES.values(), ids=RELEASES)
def test_each_change_of_a_release_has_one_line_under_a_topic(section):
    assert not re.search(r"^ ", section, re.MULTILINE)
    assert all(len(line) <= 128 for line in section.splitlines())
    topics = set(re.findall(r"^### (.*)$", section, re.MULTILINE))
    assert len(topics) > 1
    assert topics.isdisjoint({"Added", "Changed", "Fixed"})


def test_nothing_is_said_twice():
    found = [change for section in SECTIONS for change in changes(section)]
    assert [pair for pair in combinations(found, 2) if alike(*pair) >= MOST_ALIKE] == []


@pytest.mark.parametrize("title", RELEASES)
def test_each_version_has_its_notes(title):
    version = re.match(r"\[(.*?)]", title)[1]
    assert (ROOT / "docs" / f"release-notes-{version}.md").read_text().startswith(f"# onlineocr {version}\n")
