"""The papers keep up with the code: every name has its entry, every link leads somewhere, every command exists."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import typer.main

from onlineocr.cli import app, exits
from onlineocr.documents.options import specs
from onlineocr.http.problems import TABLE
from onlineocr.ocr import errors
from onlineocr.ocr.engines import registry
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.page import PROBLEMS
from onlineocr.ocr.wording import letters

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
    assert {spec.name for spec in specs()} <= headings("options.md")


def test_every_engine_of_ours_has_its_heading():
    assert set(registry.targets()) <= headings("engines.md")


def test_every_format_has_its_heading():
    assert set(formats.names()) <= headings("formats.md")


@pytest.mark.parametrize("name", formats.names())
def test_a_format_is_described_for_those_who_get_it(name):
    text = (REFERENCE / "formats.md").read_text().split(f"\n## `{name}`\n")[1].split("\n## ")[0]
    assert re.search(r"text|table|result|zip|value|HTML", text)
    assert not re.search(r"memory|temporary file|the package around|\bmodule\b|\bfunction\b", text, re.IGNORECASE)


def test_the_readme_counts_the_letters_of_its_example_as_the_service_does():
    readme = (ROOT / "README.md").read_text()
    content, count = re.search(r'"content": ("[^"]+"),.*"count": (\d+)', readme).groups()
    said = re.search(r"is their number: (\d+) here", " ".join(readme.split()))[1]
    assert len(letters(json.loads(content))) == int(count) == int(said)


def test_every_command_has_its_heading():
    assert {name for name, _ in generate.walk("onlineocr", typer.main.get_command(app))} <= headings("commands.md")


def test_every_error_code_has_its_row():
    assert {error.code for error in errors.tree()} | set(TABLE) <= rows("errors.md")


def test_every_problem_of_a_page_has_its_row():
    assert set(PROBLEMS) <= rows("errors.md")


def test_no_page_gets_a_problem_without_a_row():
    found = [call for file in (ROOT / "onlineocr" / "ocr").rglob("*.py") for call in problem_codes(file)]
    assert len(found) > 10
    assert set(found) <= set(PROBLEMS)


def problem_codes(file: Path) -> Iterator[str]:
    """The codes that the module gives problems; not those that it takes from somewhere else."""
    for call in ast.walk(ast.parse(file.read_text())):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Problem":
            module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            with suppress(NameError):
                yield eval(ast.unparse(call.args[0]), vars(module))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_row_of_a_table_has_as_many_cells_as_its_head(paper):
    for table in re.findall(
        r"(?:^\|.*\n)+", re.sub(r"^```.*?^```", "", paper.read_text(), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    ):
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(cells) == 1, table


def test_every_exit_code_has_its_row():
    shown = re.findall(r"^\| (\d+) \|", (REFERENCE / "commands.md").read_text(), re.MULTILINE)
    assert {int(code) for code in shown} == set(exits.MEANINGS)


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


@pytest.mark.parametrize("paper", [*PAPERS, ROOT / "bench" / "README.md"], ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_run_without_an_activated_environment(paper):
    fenced = re.findall(r"^ *```(?:sh|console|)\n(.*?)^ *```", paper.read_text(), re.MULTILINE | re.DOTALL)
    bare = r"^ *((?:onlineocr|ruff|mypy|pytest) [a-z-]+ |python (?!-m venv)\S+\.py\b).*"
    processes = ROOT / "docs" / "design" / "README.md"  # a tree of processes is no list of commands
    assert paper == processes or not re.findall(bare, "\n".join(fenced), re.MULTILINE)


def test_the_pages_name_the_options_of_the_web_page():
    assert [spec.name for spec in specs() if spec.label] == ["languages", "pages", "password"]
    for page in ("howto/how-to-change-it.md", "release-notes-0.1.0.md"):
        assert "languages, pages and" in " ".join((ROOT / "docs" / page).read_text().split())


def test_the_scripts_that_the_readme_names_are_there():
    named = set(re.findall(r"(?:^|\s)\./([a-z/.]+)", blocks((ROOT / "README.md").read_text()), re.MULTILINE))
    assert named
    assert all((ROOT / name).exists() for name in named)


def test_the_contents_name_every_page():
    contents = (ROOT / "docs" / "README.md").read_text()
    pages = [str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if page != "README.md" and f"({page})" not in contents] == []
