"""The page on what is read is true: each format has a row, and each row names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from onlineocr.ocr.decode.sniff import MEDIA_TYPES

ROOT = Path(__file__).resolve().parents[2]
PAPER = (ROOT / "docs" / "reference" / "what-is-read.md").read_text()
ROWS = [row for row in re.findall(r"^\| (.+) \|$", PAPER, re.MULTILINE) if "tests/" in row]
PRODUCERS = "phone", "scanner", "browser", "office", "TeX", "archive"


def test_each_format_that_is_read_has_its_row():
    named = {found[1] for row in ROWS if (found := re.match(r"`([\w/-]+)`", row))}
    assert named == set(MEDIA_TYPES)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_each_producer_has_a_row(producer):
    assert any(row.startswith(producer) for row in ROWS)


def test_each_row_names_tests_or_says_that_there_are_none():
    below = re.findall(r"^\| (.+) \|$", PAPER.partition("## Formats")[2], re.MULTILINE)
    assert all(row in ROWS or "not tested" in row or row.endswith("| tests") for row in below if row.strip("-| "))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"tests/[\w/]+\.py::\w+", PAPER))))
def test_the_tests_that_it_names_exist(name):
    path, _, function = name.partition("::")
    assert function in {node.name for node in ast.parse((ROOT / path).read_text()).body if hasattr(node, "name")}
