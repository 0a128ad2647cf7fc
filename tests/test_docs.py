"""The papers keep up with the code: every name has its entry, every link leads somewhere, every command exists."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import typer.main

from onlineocr.api.problems import TABLE
from onlineocr.cli import app
from onlineocr.ocr import errors
from onlineocr.ocr.engines import registry
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.options import Options

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert spec
assert spec.loader
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


def headings(page: str) -> set[str]:
    return {title.strip("` ") for title in re.findall(r"^#+ (.*)$", (REFERENCE / page).read_text(), re.MULTILINE)}


def rows(page: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", (REFERENCE / page).read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", generate.pages())
def test_generated_pages_are_up_to_date(name):
    assert (REFERENCE / name).read_text() == generate.pages()[name], "run: .venv/bin/python docs/generate.py"


def test_every_option_has_its_heading():
    assert {spec.name for spec in Options.specs()} <= headings("options.md")


def test_every_engine_of_ours_has_its_heading():
    assert set(registry.targets()) <= headings("engines.md")


def test_every_format_has_its_heading():
    assert set(formats.names()) <= headings("formats.md")


def test_every_command_has_its_heading():
    assert {name for name, _ in generate.walk("onlineocr", typer.main.get_command(app))} <= headings("commands.md")


def test_every_error_code_has_its_row():
    assert {error.code for error in errors.tree()} | set(TABLE) <= rows("errors.md")


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(paper):
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", paper.read_text()):
        path, _, anchor = target.partition("#")
        page = (paper.parent / path).resolve() if path else paper
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), target


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(paper):
    names = {name for name, _ in generate.walk("onlineocr", typer.main.get_command(app))}
    first = {" ".join(name.split()[:2]) for name in names}
    named = re.findall(r"(?:^|`|bin/)onlineocr ([a-z]+)(?=[\s`])", blocks(paper.read_text()), re.MULTILINE)
    assert {f"onlineocr {word}" for word in named} <= first


def blocks(text: str) -> str:
    """Only what is set as code: fenced blocks and spans."""
    fenced = re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)]) + "\n"


def test_the_scripts_that_the_readme_names_are_there():
    named = set(re.findall(r"(?:^|\s)\./([a-z/.]+)", blocks((ROOT / "README.md").read_text()), re.MULTILINE))
    assert named
    assert all((ROOT / name).exists() for name in named)
