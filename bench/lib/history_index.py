"""Results with boxes, and entries of the search index by page, for the made-up history of `history_rows`."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

_LINE = 1_500  # pixels that a line of words is wide
_HAN = "\u2fff"


def result(number: int, text: str) -> Any:
    """The result of a page as the service stores it, as an expression that spares the encoder."""
    from django.db import connection
    from django.db.models import JSONField, TextField, Value
    from django.db.models.functions import Cast

    value = Value(data(number, text), output_field=TextField())
    return value if connection.vendor == "sqlite" else Cast(value, JSONField())


def data(number: int, text: str) -> str:
    """The JSON of a page, put together by hand: an encoder takes minutes for thirty million words."""
    lines: list[str] = []
    words: list[str] = []
    begin = across = start = 0
    # As ppocr has it: each Chinese character is a word.
    parts = list(text) if text > _HAN else text.split(" ")
    gap = 0 if text > _HAN else 1
    for part in parts:
        width, top, end = 22 * len(part), 34 * len(lines), start + len(part)
        words.append(
            f'{{"text": "{part}", "confidence": 0.9731, "box": [{across}, {top}, {across + width}, {top + 28}], '
            f'"span": [{start}, {end}]}}'
        )
        start, across = end + gap, across + width + 12
        if across > _LINE:
            lines.append(_line(text[begin:end], top, across, words))
            words, begin, across = [], start, 0
    if words:
        lines.append(_line(text[begin:], 34 * len(lines), across, words))
    height = 34 * len(lines) + 10
    block = f'{{"kind": "text", "box": [0, 0, {_LINE}, {height}], "lines": [{", ".join(lines)}]}}'
    return (
        f'{{"number": {number}, "width": 1654, "height": {max(height, 2339)}, "dpi": 200, "rotation": 0, "skew": 0.0, '
        f'"source": "ocr", "source_reason": "", "engine": {{"name": "ppocr", "version": "1", "models": []}}, '
        f'"engine_reason": "", "languages": ["en"], "confidence": 0.97, "duration_ms": 900, '
        f'"text": {json.dumps(text, ensure_ascii=False)}, '
        f'"blocks": [{block}], "tables": [], "barcodes": [], "problems": []}}'
    )


def _line(text: str, top: int, width: int, words: list[str]) -> str:
    return (
        f'{{"text": {json.dumps(text, ensure_ascii=False)}, "confidence": 0.9731, '
        f'"box": [0, {top}, {width}, {top + 28}], '
        f'"polygon": [[0, {top}], [{width}, {top}], [{width}, {top + 28}], [0, {top + 28}]], '
        f'"words": [{", ".join(words)}]}}'
    )


def pages(documents: list[Any], rows: list[Any]) -> None:
    """The entries of the pages of ``documents``, as `indexing.index` writes them."""
    from onlineocr.documents.models import IndexedPage
    from onlineocr.documents.search.indexing import write_page

    of_run = defaultdict(list)
    for row in rows:
        if row.status == "succeeded":
            of_run[row.run_id].append(row)
    for document in documents:
        read = of_run[document.shown_id]
        owner, entries = document.owner_id or 0, []
        for page in reversed(read or [None]):
            first = page is None or page is read[0]
            entries.append(IndexedPage(document=document, owner_id=owner, page=page, first=first))
        for entry in IndexedPage.objects.bulk_create(entries):
            name, text = document.file_name if entry.first else "", entry.page.text if entry.page else ""
            write_page(entry.pk, owner, name, text)
