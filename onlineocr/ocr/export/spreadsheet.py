"""What tables of any text mean to spreadsheet programs: numbers, and text that must not be taken for a formula.

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
    """``decimals`` are the digits after the point as the page writes them."""

    value: Decimal
    decimals: int


def tables(pages: Iterable[Page]) -> Iterator[tuple[Page, Table]]:
    """Every table of the pages, in reading order."""
    for page in pages:
        shown = [table for block in page.blocks if (table := table_of(block, page))]
        yield from ((page, table) for table in shown)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula; a number with a sign is none."""
    return text.startswith(_DANGEROUS) and not _HARMLESS.fullmatch(text)


def number(text: str) -> Number | None:
    """The number that ``text`` can only be; None where that depends on the country, as for "1,234" and "007"."""
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
