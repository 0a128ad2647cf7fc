"""Names in backticks in the design pages are names of this repository: files, modules, classes, tables, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onlineocr import env, settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "design").glob("*.md"))
ELSEWHERE = {"TasksMax", "onlineocr.head_only"}  # of systemd, and a key of the WSGI environment
OURS = ("onlineocr/", "tests/", "bench/", "docs/", "scripts/", "deploy/", "docker/")
MOST_TRIED_LINES = 20
LIBRARY = ROOT / "onlineocr" / "ocr"
BASES = (ROOT, ROOT / "onlineocr", LIBRARY, LIBRARY / "engines", LIBRARY / "engines" / "ppocr")
SOURCES = "\n".join(
    file.read_text() for folder in ("onlineocr", "tests", "bench") for file in (ROOT / folder).rglob("*.py")
)
WORDS = set(re.findall(r"\w+", SOURCES))


def spans(page: Path) -> list[str]:
    """Return the spans of code in the running text of ``page``."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL))


def is_module(name: str) -> bool:
    """Whether the dotted ``name`` is a module of ours, or something that the module defines."""
    *folders, last = name.split(".")
    for base in BASES:
        path = base.joinpath(*folders)
        if (path / last).is_dir() or (path / f"{last}.py").exists():
            return True
        for home in (path.with_suffix(".py"), path / "__init__.py"):
            if folders and home.exists() and re.search(rf"\b{last}\b", home.read_text()):
                return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_files_exist(page):
    named = [span.split()[0].split("::")[0] for span in spans(page) if span.startswith(OURS) and "…" not in span]
    assert [name for name in named if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_modules_exist(page):
    rooms = {path.name for base in BASES for path in base.iterdir() if path.is_dir()} - {"data", "docs"}
    named = {span for span in spans(page) if re.fullmatch(r"[a-z_]+(\.[A-Za-z_]+)+", span)} - ELSEWHERE
    assert [name for name in named if name.split(".")[0] in rooms and not is_module(name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_classes_and_tables_exist(page):
    text = " ".join(spans(page))
    classes = re.findall(r"(?<![\w.])[A-Z][a-z]+(?:[A-Z][a-z]+)+(?![\w-])", text)
    tables = re.findall(r"\b(?:documents|accounts|webhooks)_[a-z]+\b", text)
    assert [name for name in [*classes, *tables] if name not in WORDS | ELSEWHERE] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_settings_exist(page):
    assert settings
    named = re.findall(r"\bONLINEOCR_[A-Z_]+[A-Z]\b", page.read_text())
    assert set(named) - {"ONLINEOCR_PYTHON", "ONLINEOCR_VENV"} <= {variable.name for variable in env.known()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_attempts_stay_short_in_a_section_at_the_end(page):
    titles = re.findall(r"^## (.*)$", page.read_text(), re.MULTILINE)
    assert not {"Tried and left", "As it was", "Before"} & set(titles)
    if "Tried" in titles:
        assert titles[-1] == "Tried"
        assert len(page.read_text().split("\n## Tried\n")[1].splitlines()) <= MOST_TRIED_LINES
