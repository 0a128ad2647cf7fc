"""CONTRIBUTING.md describes each folder of the repository, each package, each room of the documents, and no other."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()


def table(head: str) -> dict[str, str]:
    """Return the contents by name from the table whose first column is called ``head``."""
    rows = re.search(rf"^\| {head} \| contents \|\n\|---\|---\|\n((?:\|.*\n)+)", TEXT, re.MULTILINE)[1]
    return dict(re.findall(r"^\| `(.*?)` \| (.+) \|$", rows, re.MULTILINE))


def files(folder: str = "") -> set[str]:
    """Return the paths of all files of the repository below ``folder``, relative to it."""
    listing = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", folder or "."]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.removeprefix(folder) for name in found.stdout.splitlines()}


def folders(folder: str = "") -> set[str]:
    return {name.split("/")[0] for name in files(folder) if "/" in name} - {"migrations"}


def modules(folder: str) -> set[str]:
    return {name.removesuffix(".py") for name in files(folder) if "/" not in name} - {"__init__", "apps"}


def test_each_folder_of_the_repository_has_its_line():
    assert set(table("folder")) == folders()


def test_each_package_has_its_line():
    assert set(table("package")) == {f"onlineocr/{name}" for name in folders("onlineocr/")}


def test_each_room_and_module_of_the_documents_has_its_line():
    assert set(table("room or module")) == folders("onlineocr/documents/") | modules("onlineocr/documents/")


def test_the_rooms_and_modules_are_counted_right():
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    said = re.search(r"(\w+) rooms and (\w+) modules", table("package")["onlineocr/documents"]).groups()
    found = len(folders("onlineocr/documents/")), len(modules("onlineocr/documents/"))
    assert [words.index(word) + 1 for word in said] == [*found]


@pytest.mark.parametrize("head", ["folder", "package", "room or module"])
def test_no_two_lines_say_the_same(head):
    assert len(set(table(head).values())) == len(table(head))


def test_each_file_that_it_names_is_there():
    named = re.findall(r"`((?:[\w.-]+/)+[\w-]+\.\w+|[A-Z]+\.md)`", TEXT)
    assert len(named) > 5
    assert [name for name in named if "VERSION" not in name and not (ROOT / name).exists()] == []
