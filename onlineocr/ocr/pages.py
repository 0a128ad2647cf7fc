"""A selection of pages, written like ``1-3,7``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .errors import NoSuchPage


@dataclass(frozen=True, slots=True)
class PageSelection:
    """Closed ranges of page numbers, counted from 1; ``last`` is None where a range is open (``5-``)."""

    PATTERN: ClassVar[str] = r"^\s*\d{1,6}(\s*-\s*\d{0,6})?(\s*,\s*\d{1,6}(\s*-\s*\d{0,6})?)*\s*$"

    ranges: tuple[tuple[int, int | None], ...]

    @classmethod
    def parse(cls, text: str) -> PageSelection:
        """Parse ``1-3,7`` or ``5-``; ValueError names the fault."""
        if not re.fullmatch(cls.PATTERN, text) or len(text) > 500:
            raise ValueError("must list pages such as '1-3,7' or '5-'")
        ranges: list[tuple[int, int | None]] = []
        for part in "".join(text.split()).split(","):
            first, dash, last = part.partition("-")
            start, end = int(first), int(last) if last else (None if dash else int(first))
            if start < 1 or (end is not None and end < start):
                raise ValueError(f"'{part}' is no range of pages; pages count from 1")
            ranges.append((start, end))
        return cls(tuple(ranges))

    def numbers(self, count: int) -> tuple[int, ...]:
        """Return the selected of ``count`` pages of a document, ascending, each once; :class:`NoSuchPage` if none."""
        chosen = sorted(set(self._chosen(count)))
        if not chosen:
            raise NoSuchPage(f"The option 'pages' is {self}; the last page of the document is {count}")
        return tuple(chosen)

    def _chosen(self, count: int) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, min(last or count, count) + 1)

    def __str__(self) -> str:
        return ",".join(
            str(first) if last == first else f"{first}-{'' if last is None else last}" for first, last in self.ranges
        )
