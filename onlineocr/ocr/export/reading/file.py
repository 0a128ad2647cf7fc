"""A file with a JSON result: validated in one pass, then read page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import InvalidResult
from ...page import Page, Problem
from ..base import About
from . import shape
from .scan import Malformed, Scanner

_KNOWN = "1."
"""The schema's major version: a higher minor version only adds fields."""


@dataclass(frozen=True, slots=True)
class Result:
    """A complete and valid result. ``about`` holds the facts beside its pages. ``last`` is the number of its last page
    in the document that was read."""

    path: Path
    about: About
    count: int
    last: int

    def pages(self) -> Iterator[Page]:
        """Return the pages one by one, in the order of the file."""
        with self.path.open(encoding="utf-8") as file:
            scanner = Scanner(file)
            for name in scanner.items():
                if name == "pages":
                    yield from map(Page.from_dict, scanner.each())
                else:
                    scanner.value()


def opened(path: Path) -> Result:
    """Validate the whole of ``path``, a regular file. Raise :class:`~...errors.InvalidResult`, which names its fault.

    Memory holds one page at a time and the text of all pages, which the file repeats after them.
    """
    try:
        with path.open(encoding="utf-8") as file:
            found = _look(Scanner(file))
    except UnicodeDecodeError as error:
        raise InvalidResult(f"It is not UTF-8 text, at byte {error.start + 1:,}") from None
    except Malformed as error:
        raise InvalidResult(f"It is not the JSON of a result: {error}") from None
    except shape.WrongShape as error:
        raise InvalidResult(f"It is JSON, but no result: {error}") from None
    except ValueError as error:  # a number of thousands of digits
        raise InvalidResult(f"It is not the JSON of a result: {error}") from None
    return replace(found, path=path)


def _look(scanner: Scanner) -> Result:
    fields: dict[str, Any] = {}
    counted: tuple[int, int] | None = None
    said: Counter[Problem] = Counter()
    for name in scanner.items():
        if name in fields or (name == "pages" and counted is not None):
            raise Malformed(f"'{name}' comes twice")
        if name == "pages":
            counted = _count(scanner, said)
        else:
            fields[name] = scanner.value()
    scanner.end()
    if counted is None:
        raise shape.WrongShape("have 'pages'")
    about = _about(fields)
    # The list after the pages repeats the problems of each page. Only the others are kept.
    rest = Counter(about.problems) - said
    return Result(Path(), replace(about, problems=tuple(rest.elements())), *counted)


def _count(scanner: Scanner, said: Counter[Problem]) -> tuple[int, int]:
    """Check each page and add its problems to ``said``. Return the number of pages, and the number of the last page."""
    last, count = 0, 0
    for page in scanner.each():
        shape.check(page)
        if page["number"] <= last:
            raise shape.WrongShape(f"not have page {page['number']} after page {last}")
        last, count = page["number"], count + 1
        said.update(Problem(problem["code"], problem["detail"]) for problem in page["problems"])
    return count, last


def _about(fields: dict[str, Any]) -> About:
    shape.check_rest(fields)
    if not fields["schema"].startswith(_KNOWN):
        raise shape.WrongShape("be '1.0', which is what this version reads", "schema")
    kept = tuple(Problem(problem["code"], problem["detail"]) for problem in fields["problems"])
    digest = fields.get("sha256") or ""
    return About(id=fields["id"], languages=tuple(fields["languages"]), problems=kept, sha256=digest)
