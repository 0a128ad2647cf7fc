"""Indexing of long documents in parts, after the transaction that changes them, so that no other writer waits long.

SQLite allows one writer at a time, and indexing 1,000 pages takes seconds. So a long document gets a note
(`models.Unindexed`) in the transaction that ends its run or corrects it, and a worker processes the notes. A note is
deleted in the transaction that writes the last of its entries: if a worker is killed, no work is lost, and repeated
work gives the same result. A short document is indexed at once, by the same functions.

Locks are taken in the order run, note, document, as in the code that ends runs and corrects pages.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from onlineocr.dberrors import is_away

from ..models import Document, IndexedPage, Page, Run, Unindexed
from . import indexing

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Most pages indexed in the transaction that changes them: about 0.1 s."""
_PART = 20  # pages in one transaction
_BREATH = 0.05  # seconds between two transactions, so that another process gets the lock
_ROUND = 2.0  # seconds after which other tasks get their turn
_WRITTEN = """SELECT (SELECT count(*) FROM documents_indexedpage WHERE document_id = %s),
    (SELECT count(*) FROM documents_unindexed WHERE document_id = %s)"""
"""Counts the entries and notes of a document."""


def index(document: Document, pages: Sequence[tuple[int, str]]) -> None:
    """Index ``pages`` (key and text of each page read, in order) of an ended run now, or note the document.

    Call it in the transaction that makes the run the one shown.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [document.pk, document.pk])
        written, notes = cursor.fetchone()
    if max(len(pages), written) > AT_ONCE:
        _note(document)
        return
    if notes:
        Unindexed.objects.filter(document=document).delete()
    indexing.index(document, pages, anew=not written)


def index_page(page: Page, before: str) -> None:
    """Index the current text of a page of the shown run instead of its text ``before``.

    Does nothing if the words are the same. Call it in the transaction that corrects the page.
    """
    if indexing.same_words(before, page.text):
        return
    with transaction.atomic():
        document = indexing.index_page(page)
        shown = document or Document.objects.filter(shown=page.run_id).first()
        if shown is not None and (shown.pages > AT_ONCE or Unindexed.objects.filter(document=shown).exists()):
            _note(shown)  # the page itself is found at once, or waits to be indexed
        elif document is not None:
            indexing.exchange(document, page, before)


def work_off() -> bool:
    """Process notes for a while; return False if there were some, so there may be more."""
    end = time.monotonic() + _ROUND
    noted = Unindexed.objects.filter(document__shown__isnull=False)
    notes = list(noted.values_list("document", "document__shown", "marks"))
    for document, shown, marks in notes:
        try:
            if not _enter(document, shown, marks, end):
                return False
        except Exception as error:
            if is_away(error):
                raise
            log.exception("index_failed", document=document)  # the others are indexed all the same
    return not notes


def _enter(document: int, shown: int, marks: int, end: float) -> bool:
    """Write a document's entries until ``end``; return False if some are still missing."""
    while _switch_part(document, shown):
        if time.monotonic() > end:
            return False
        time.sleep(_BREATH)
    _write_whole(document, shown, marks)
    return True


def _note(document: Document) -> None:
    marks, notes = secrets.randbits(31), Unindexed.objects.filter(document=document)
    # Update first: this waits for a transaction that is about to delete the row, and then inserts a new one.
    while not notes.update(marks=marks):
        if Unindexed.objects.get_or_create(document=document, defaults={"marks": marks})[1]:
            return


def _held(document: int, shown: int) -> Document | None:
    """Lock the document against changes of its shown result.

    Returns None if it is deleted, needs no entry any more, or shows another run than ``shown``.
    """
    run = Run.objects.select_for_update(of=("self",)).filter(pk=shown).first()
    note = Unindexed.objects.select_for_update().filter(document=document).first()
    if run is None or note is None:
        return None
    return Document.objects.select_for_update(no_key=True).filter(pk=document, shown=run).first()


def _switch_part(key: int, shown: int) -> bool:
    """Delete some entries of other runs and add some of the shown run; return False when all of it is done."""
    with transaction.atomic():
        document = _held(key, shown)
        if document is None:
            return False
        old = IndexedPage.objects.filter(Q(page=None) | ~Q(page__run=shown), document=document)
        gone = list(old.values_list("pk", flat=True)[:_PART])
        IndexedPage.objects.filter(pk__in=gone).delete()
        # From the last page on, like `indexing.add_pages` within a part: keys increase towards the first page.
        missing = ~Exists(IndexedPage.objects.filter(page=OuterRef("pk")))
        rows = Page.objects.succeeded().filter(missing, run=shown).order_by("-number").values_list("pk", "text")
        pages = list(rows[: _PART + 1])
        begins = len(pages) <= _PART
        indexing.add_pages(document, pages[:_PART][::-1], begins=begins)
        return not begins or len(gone) == _PART


def _write_whole(key: int, shown: int, marks: int) -> None:
    """Write the document's own entry; the words are split before any lock is taken."""
    name = Document.objects.filter(pk=key).values_list("file_name", flat=True).first()
    texts = Page.objects.succeeded().filter(run=shown).order_by("number").values_list("text", flat=True)
    words = indexing.document_words(name or "", texts)
    with transaction.atomic():
        document = _held(key, shown)
        if document is not None:
            indexing.put_document(document.pk, document.owner_id, words)
            # A change after the words were read has other marks, and is written in the next round.
            Unindexed.objects.filter(document=document, marks=marks).delete()
