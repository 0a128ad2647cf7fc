"""Budgets that keep the house readable: sizes of files and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 60
MOST_FUNCTION_LINES = 35
SOURCES = sorted(
    path
    for folder in ("onlineocr", "scripts", "bench", "tests", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", ".cache"} & set(path.parts)
)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function in ``path``, decorators and docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            taken = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1 - taken,
            )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_keeps_files_short(path):
    assert len(path.read_text().splitlines()) <= FILE_LINES


def test_it_keeps_functions_short():
    assert [found for path in SOURCES for found in functions(path) if found[1] > FUNCTION_LINES] == []


def test_nine_functions_in_ten_fit_on_a_screen():
    lengths = sorted(length for path in SOURCES for _, length in functions(path))
    assert lengths[int(len(lengths) * 0.9)] <= MOST_FUNCTION_LINES


def test_no_module_is_named_after_nothing():
    assert [path for path in SOURCES if path.stem in {"utils", "util", "helpers", "helper", "manager", "misc"}] == []
