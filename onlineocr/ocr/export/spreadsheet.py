"""Table cells for spreadsheet programs: recognition of numbers, and of text that could run as a formula.

Source: OWASP, CSV Injection. A text that begins with one of ``= + - @``, a tab or a line break can run as a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ..page import Page, Table
from .cells import table_of

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_HARMLESS = re.compile(r"[-+]?[\d.,\s\u00a0%€$£¥]*\d[\d.,\s\u00a0%€$£¥]*")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_GROUPED = re.compile(r"(-?[1-9]\d{0,2}(?:([.,'\u2019\u00a0 ])\d{3})(?:\2\d{3})*)([.,])(\d+)")
_SIMPLE = re.compile(r"(-?(?:0|[1-9]\d*))([.,])(\d{1,2}|\d{4,9})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number. ``decimals`` is the count of digits after the point on the page."""

    value: Decimal
    decimals: int


def tables(pages: Iterable[Page]) -> Iterator[tuple[Page, Table]]:
    """Return every table of the pages, in reading order."""
    for page in pages:
        shown = [table for block in page.blocks if (table := table_of(block, page))]
        yield from ((page, table) for table in shown)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could run ``text`` as a formula. A number with a sign is none."""
    return text.startswith(_DANGEROUS) and not _HARMLESS.fullmatch(text)


def number(text: str) -> Number | None:
    """Return the number in ``text`` if it is unambiguous, else None: "1,234" depends on the country, "007" is text."""
    if _WHOLE.fullmatch(text):
        return Number(Decimal(text), 0)
    if (found := _GROUPED.fullmatch(text)) and found[2] != found[3]:
        whole = re.sub(r"[^\d-]", "", found[1])
    elif found := _SIMPLE.fullmatch(text):
        whole = found[1]
    else:
        return None
    decimals = found.groups()[-1]
    exact = Decimal(f"{whole}.{decimals}")
    return Number(exact, len(decimals)) if len(whole) + len(decimals) <= 15 else None
