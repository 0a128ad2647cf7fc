"""References in docstrings, as ``:class:`~.errors.NotRead```, name something that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ROLE = re.compile(r":(?:class|func|meth|data|mod|attr|exc):`~?\.+([A-Za-z_][A-Za-z_.]*)`")


def references() -> Iterator[tuple[str, str]]:
    """Yield the package of each module and a reference that its docstrings make to something below the package or its
    parents."""
    for path in sorted((ROOT / "onlineocr").rglob("*.py")):
        package = ".".join(path.relative_to(ROOT).parent.parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                yield from ((package, name) for name in _ROLE.findall(str(node.value.value)))


def exists(package: str, name: str) -> bool:
    """Return whether ``name`` is a module of ``package`` or of one of its parents, or something in such a module."""
    while package:
        with suppress(ImportError, AttributeError):
            resolve_name(f"{package}.{name}")
            return True
        package = package.rpartition(".")[0]
    return False


def test_it_notices_a_name_that_is_gone():
    assert exists("onlineocr.documents.corrections", "errors.NotRead")
    assert not exists("onlineocr.documents.corrections", "errors.Gone")
    assert not exists("onlineocr.documents.corrections", "refusals.NotRead")


@pytest.mark.parametrize(("package", "name"), sorted(set(references())))
def test_it_exists(package, name):
    assert exists(package, name)
