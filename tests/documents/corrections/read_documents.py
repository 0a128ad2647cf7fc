"""A document that was read, with pages of lines."""

from __future__ import annotations

from dataclasses import replace

from onlineocr.documents import services
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from tests.conftest import queue_document
from tests.ocr.editing.pages import page
from tests.support.processes import picture


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


def read_picture(owner, value) -> Document:
    """A document with its file, a picture of 100 x 20: one page, read as ``value``."""
    made, _ = services.submit(upload=services.Upload([picture(size=(100, 20))], "scan.png", {}), owner=owner)
    claims.finish(claims.claim("w"), value)
    made.refresh_from_db()
    return made


def words(text: str) -> list[list[str]]:
    """A page of one line."""
    return [[text]]
