"""Everything: pages, blocks, lines, words, tables, barcodes, with boxes in pixels and confidences of 0..1.

It is written page by page. Fields that are known only at the end, such as the whole text, follow the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps

from ..page import Page
from .base import About, Format
from .summary import Summary

SCHEMA = "1.0"


def write(pages: Iterable[Page], about: About) -> Iterator[str]:
    """Write the document as JSON, chunk by chunk. Fields that are known only at the end follow the pages."""
    summary = Summary(about.problems)
    yield f'{{"id": {dumps(about.id)}, "schema": {dumps(SCHEMA)}, "sha256": {dumps(about.sha256 or None)}, "pages": ['
    for index, page in enumerate(pages):
        summary.add(page)
        yield (",\n" if index else "\n") + _dumps(page.reduced(about.detail).to_dict())
    yield "\n], " + _dumps(summary.to_dict()).removeprefix("{") + "\n"


def _dumps(value: object) -> str:
    return dumps(value, ensure_ascii=False, allow_nan=False)


FORMAT = Format("json", "application/json", ".json", "Everything: words, boxes, confidences", write)
