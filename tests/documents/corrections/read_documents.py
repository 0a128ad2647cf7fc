"""A document that was read, with pages of lines."""

from __future__ import annotations

from dataclasses import replace

from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from tests.conftest import queue_document
from tests.ocr.editing.pages import page


def read_document(owner, *pages, **fields) -> Document:
    """``read_document(alice, [["a line", "another"], ["a block"]])``: each page a list of blocks of lines."""
    document = queue_document(owner, pages=len(pages), **fields)
    read_all(*pages)
    document.refresh_from_db()
    return document


def read_all(*pages) -> None:
    """What a worker does with pages that wait."""
    for number, blocks in enumerate(pages, 1):
        claim = claims.claim("w")
        assert claim.number == number
        claims.finish(claim, replace(page(*blocks), number=number))


def address(document, number=1) -> str:
    """Of a page."""
    return f"/api/v1/documents/{document.uid}/pages/{number}/"


def words(text: str) -> list[list[str]]:
    """A page of one line."""
    return [[text]]
