"""Nothing that was deleted is left in SQLite's files."""

import secrets
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from onlineocr.documents.models import Document, Erasure, Page
from onlineocr.documents.privacy import deletion, sqlite_scrub
from onlineocr.documents.search import document_index, indexing
from onlineocr.documents.search.terms import parse
from tests.support.processes import bytes_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has VACUUM"),
]


def files():
    name = str(connection.settings_dict["NAME"])
    return b"".join(bytes_of(path) for path in map(Path, (name, f"{name}-wal")) if path.exists())


def canary():
    return "c" + secrets.token_hex(8)


@pytest.fixture
def written(queued, alice):
    """``written(n)``: documents with texts of all lengths, their rows changed as the service changes them. Each comes
    with the four words that nothing else has."""

    def make(count):
        made = []
        for number in range(count):
            name, first, second, third = words = [canary() for _ in range(4)]
            document = queued(alice, pages=1 + number % 3, file_name=f"{name}.png")
            text = f"{first} {second} and more. " * (1, 4, 20, 200)[number % 4]
            for page in Page.objects.filter(run__document=document):
                page.status = "succeeded"
                page.save()
                page.text, page.result = text, {"text": text, "blocks": [third] * (number % 7)}
                page.save()
            indexing.index(document, list(Page.objects.filter(run__document=document).values_list("pk", "text")))
            made.append((document, words))
        return made

    return make


def left(documents):
    data = files()
    return [word for _, words in documents for word in words if word.encode() in data]


def test_it_leaves_no_word(written):
    documents = written(240)
    gone, kept = documents[::3], [one for number, one in enumerate(documents) if number % 3]
    assert left(gone)
    for document, _ in gone:
        deletion.delete(document)
    assert left(gone), "nothing is left to remove"
    assert deletion.erase()
    assert left(gone) == []
    assert len(left(kept)) > 2 * len(kept)
    assert not Erasure.objects.exists()


def test_the_database_stays_whole_while_others_write(written):
    stop = threading.Event()

    def write():
        try:
            while not stop.is_set():
                for document, _ in written(3):
                    deletion.delete(document)
                time.sleep(0.02)
        finally:
            connection.close()

    kept = written(30)
    writer = threading.Thread(target=write)
    writer.start()
    done = [deletion.erase() for _ in range(12)]
    stop.set()
    writer.join()
    assert any(done), "writers kept it from its work"
    assert deletion.erase()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for index in ("documents_search", "documents_page_search"):
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    assert Document.objects.count() == len(kept)
    for document, (_, word, *_) in kept:
        assert document_index.documents(parse(word), None, most=2) == [document.pk]


def test_a_reader_in_the_way_puts_it_off(written):
    documents = written(3)
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM documents_page").fetchone()
    deletion.delete(documents[0][0])
    assert not deletion.erase()
    assert Erasure.objects.exists()
    reader.close()
    assert deletion.erase()
    assert left(documents[:1]) == []


def test_it_finds_the_free_space_of_a_page(tmp_path):
    file = sqlite3.connect(tmp_path / "small.sqlite3")
    file.execute("CREATE TABLE words (word TEXT)")
    file.executemany("INSERT INTO words VALUES (?)", [("alpha",), ("bravo",), ("charlie",)])
    file.commit()
    file.close()
    data = (tmp_path / "small.sqlite3").read_bytes()
    for number, start in ((1, 0), (2, 4096)):
        page = data[start : start + 4096]
        free = [page[begin:end] for begin, end in sqlite_scrub.free_ranges(page, number)]
        assert b"alpha" not in b"".join(free)
        assert sum(map(len, free)) > 3500


@pytest.mark.parametrize("page", [bytes(4096), b"\0\0\0\7" + b"text" * 1023, b"\x0d\xff\xff\xff\xff\xff\xff\xff" * 512])
def test_it_leaves_alone_what_is_no_page_of_rows(page):
    assert list(sqlite_scrub.free_ranges(page, 2)) == []
