"""Docstrings, comments, help texts and docs name things: they seldom use "what" and its like as a noun."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOUN = re.compile(r"\b(?:what|whatever|whoever|whichever)\b", re.IGNORECASE)
_HELP = {"help", "help_text", "description", "summary"}
MOST = 0.5  # in 1,000 words


def of_code(source: str) -> Iterator[str]:
    """Yield the docstrings, the comments and the help texts of ``source``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        elif isinstance(node, ast.keyword) and node.arg in _HELP:
            yield from (str(one.value) for one in ast.walk(node.value) if isinstance(one, ast.Constant))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def of_page(text: str) -> str:
    """Return ``text`` of Markdown without code, links and headings."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return re.sub(r"\[[^\]\n]*\]\([^)\n]*\)|^#.*$", "", text, flags=re.MULTILINE)


def rate(texts: list[str]) -> float:
    whole = " ".join(texts)
    return 1000 * len(_NOUN.findall(whole)) / len(whole.split())


def test_it_counts_nouns_in_docstrings_comments_and_help():
    source = '"""What is read."""\nx = f(help="whatever it is")  # of what was read\ny = "what a text"\n'
    assert [len(_NOUN.findall(text)) for text in of_code(source)] == [1, 1, 1]


def test_the_code_names_things():
    files = [path for path in (ROOT / "onlineocr").rglob("*.py") if "migrations" not in path.parts]
    texts = [text for path in files for text in of_code(path.read_text())]
    assert len(texts) > 1000
    assert rate(texts) <= MOST


def test_the_docs_name_things():
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))]
    assert rate([of_page(path.read_text()) for path in files]) <= MOST
