"""Tests of other files that a list refers to; a reference fails when its test is gone."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def literals(place: str) -> set[object]:
    """The constants in the test ``api/test_x.py::test_y``, those of its decorators among them."""
    path, _, name = place.partition("::")
    tree = ast.parse((TESTS / path).read_text())
    (test,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return {node.value for node in ast.walk(test) if isinstance(node, ast.Constant)}
