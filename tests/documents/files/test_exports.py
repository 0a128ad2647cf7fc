"""Exports that were made are kept, as long as they are right"""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor

import pytest

from onlineocr.documents import results, services
from onlineocr.documents.files import cache, exports
from onlineocr.documents.limits import concurrency
from onlineocr.documents.limits.errors import Busy
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import Format
from onlineocr.ocr.pages import PageSelection


@pytest.fixture
def read(queued, value):
    """``read("one", "two")``: a document of these pages that has been read."""

    def document(*texts, **fields):
        made = queued(pages=len(texts), **fields)
        for number, text in enumerate(texts, 1):
            claims.finish(claims.claim("w"), value(text, number=number))
        return Document.objects.select_related("shown").get(pk=made.pk)

    return document


@pytest.fixture
def costly():
    """A format that counts how often it was made."""

    class Counting:
        times = 0

        def write(self, pages, _):
            self.times += 1
            return (page.text for page in pages)

    counting = Counting()
    return Format("x", "x/x", ".x", "", counting.write, costly=True), counting


def made(document, form, **more):
    state = results.state(document, more.get("chosen"))
    _, chunks = exports.create(document, form, state, **more)
    return b"".join(chunks)


def test_a_costly_one_is_made_once(read, costly):
    form, counting = costly
    document = read("one", "two")
    assert [made(document, form) for _ in range(3)] == [b"onetwo"] * 3
    assert counting.times == 1


def test_other_pages_are_another_one(read, costly):
    form, counting = costly
    document = read("one", "two")
    assert made(document, form, chosen=PageSelection.parse("2")) == b"two"
    assert (made(document, form), counting.times) == (b"onetwo", 2)


def test_a_new_result_is_another_one(read, costly):
    form, counting = costly
    document = read("one")
    made(document, form)
    document.shown.pages.update(revision=5)
    made(document, form)
    assert counting.times == 2


def test_what_costs_nothing_is_not_kept(read):
    document = read("one")
    made(document, registry.get("txt"))
    assert not list(cache._root().glob(f"*/{document.uid}/*"))


def test_nothing_is_kept_of_what_a_password_opened(read, costly):
    form, counting = costly
    document = read("one")
    for _ in range(2):
        made(document, form, password="secret")
    assert counting.times == 2


def test_nothing_is_kept_of_what_goes_when_it_was_fetched(read, costly):
    form, _ = costly
    document = read("one")
    document.transient = True
    made(document, form)
    assert not list(cache._root().glob(f"*/{document.uid}/*"))


def test_half_a_file_is_not_kept(read, costly):
    form, counting = costly
    document = read("one", "two")
    _, chunks = exports.create(document, form, results.state(document))
    next(chunks)
    chunks.close()
    assert not list(cache._root().glob(f"*/{document.uid}/*"))
    assert (made(document, form), counting.times) == (b"onetwo", 2)


def test_a_full_disk_keeps_nobody_from_the_result(read, costly, monkeypatch):
    form, _ = costly
    document = read("one")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "_new", full)
    assert made(document, form) == b"one"


def test_it_goes_with_the_document(read, costly):
    form, _ = costly
    document = read("one")
    made(document, form)
    services.delete(document)
    assert not list(cache._root().glob(f"*/{document.uid}/*"))


def test_only_so_many_are_made_at_once(read, costly, settings):
    settings.EXPORTS_AT_ONCE = 1
    form, counting = costly
    document, seat = read("one"), concurrency.exports.slot()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(seat.__enter__).result()
        with pytest.raises(Busy, match="1 files to make already"):
            made(document, form)
        pool.submit(seat.__exit__, None, None, None).result()
    assert (counting.times, made(document, form)) == (0, b"one")
