"""Submit, rerun, cancel, delete, expire, wait."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from onlineocr.documents import services
from onlineocr.documents.files import storage
from onlineocr.documents.models import Document, Page, QueueEntry, Run
from onlineocr.documents.models.states import Priority, Status
from onlineocr.documents.privacy import deletion
from onlineocr.documents.queue import claims
from onlineocr.documents.search import document_index
from onlineocr.documents.search.terms import parse
from onlineocr.documents.services import Upload
from onlineocr.ocr.errors import (
    EmptyFile,
    InvalidOptions,
    NoSuchPage,
    PdfEncrypted,
    TooManyBytes,
    TooManyPages,
    UnsupportedType,
    WrongPassword,
)
from tests.support.processes import bytes_of, encrypted_pdf, picture

pytestmark = pytest.mark.django_db(transaction=True)


def submit(owner=None, data=None, **options):
    return services.submit(upload=Upload([data or picture()], "scan.png", options), owner=owner)[0]


def files():
    return [path for path in (settings.DATA_DIR / "originals").rglob("*") if path.is_file()]


def read_all(value, text="read"):
    while claim := claims.claim("w"):
        claims.finish(claim, value(text, number=claim.number))


def read_elsewhere(value):
    """As :func:`read_all`, in a thread of its own with a connection of its own."""
    try:
        read_all(value)
    finally:
        connection.close()


def test_it_stores_the_file_and_queues_its_pages(alice):
    document = submit(alice, picture("TIFF", frames=3))
    assert (document.media_type, document.pages, document.status) == ("image/tiff", 3, Status.QUEUED)
    assert [page.number for page in Page.objects.all()] == [1, 2, 3]
    with storage.read(document.key) as file:
        assert file.read() == picture("TIFF", frames=3)


@pytest.mark.parametrize(
    ("data", "options", "error"),
    [
        ([b""], {}, EmptyFile),
        ([b"just text"], {}, UnsupportedType),
        ([picture()], {"engine": "nobody"}, InvalidOptions),
        ([picture()], {"pages": "9"}, NoSuchPage),
        ([b"x" * 1024] * 60_000, {}, TooManyBytes),
    ],
)
def test_it_keeps_nothing_of_what_it_refuses(data, options, error):
    before = files()
    with pytest.raises(error):
        services.submit(upload=Upload(data, "x", options))
    assert (files(), Document.objects.count(), Run.objects.count()) == (before, 0, 0)


def test_it_keeps_nothing_of_an_upload_that_breaks_off():
    def broken():
        yield picture()[:100]
        raise ConnectionResetError

    before = files()
    with pytest.raises(ConnectionResetError):
        services.submit(upload=Upload(broken(), "x"))
    assert (files(), Document.objects.count()) == (before, 0)


def test_it_bounds_the_number_of_pages(settings):
    from dataclasses import replace

    settings.LIMITS = replace(settings.LIMITS, max_pages=2)
    with pytest.raises(TooManyPages, match="3 pages"):
        submit(data=picture("TIFF", frames=3))
    assert submit(data=picture("TIFF", frames=3), pages="2-3").pages == 2


def test_it_never_stores_a_password(alice):
    submit(alice, encrypted_pdf("swordfish"), password="swordfish")
    assert Run.objects.get().options["pages"] == ""
    kept = [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"swordfish" in bytes_of(path)]


def test_it_refuses_a_wrong_password_at_once(alice):
    with pytest.raises(WrongPassword):
        submit(alice, encrypted_pdf("swordfish"), password="marlin")
    with pytest.raises(PdfEncrypted):
        submit(alice, encrypted_pdf("swordfish"))


def test_it_deletes_rows_file_and_index_entry(alice, value):
    document = submit(alice)
    read_all(value, "canary")
    before = len(files())
    services.delete(document)
    assert len(files()) == before - 1
    assert not Page.objects.exists()
    assert not document_index.documents(parse("canary"), None, most=1)


def test_it_removes_the_index_entry_with_the_account(alice, value):
    submit(alice)
    read_all(value, "canary")
    alice.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documents_search")
        assert cursor.fetchone() == (0,)


def test_it_shows_the_old_result_until_the_new_run_ends(alice, value):
    document = submit(alice)
    read_all(value, "old")
    services.rerun(document, options={"languages": "de"})
    document.refresh_from_db()
    assert (document.status, services.text_of(document)) == (Status.QUEUED, "old")
    read_all(value, "new")
    document.refresh_from_db()
    assert (document.status, services.text_of(document)) == (Status.SUCCEEDED, "new")
    assert document_index.documents(parse("new"), None, most=1)
    assert not document_index.documents(parse("old"), None, most=1)


def test_it_keeps_the_old_result_when_the_new_run_fails(alice, value):
    document = submit(alice)
    read_all(value, "old")
    services.rerun(document, options={})
    claims.fail(claims.claim("w"), UnsupportedType())
    document.refresh_from_db()
    assert (document.status, services.text_of(document)) == (Status.FAILED, "old")


def test_it_keeps_an_upload_without_an_owner_for_a_day():
    document = submit()
    left = document.expires_at - timezone.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    assert submit(retention="1h").expires_at - timezone.now() <= timedelta(hours=1)
    assert submit(retention="30d").expires_at - timezone.now() <= timedelta(hours=24)


def test_it_keeps_an_upload_of_alice_as_long_as_she_says(alice):
    assert submit(alice).expires_at is None
    assert submit(alice, retention="30d").expires_at - timezone.now() > timedelta(days=29)


def test_a_machine_whose_clock_is_fast_deletes_nothing_early(alice, monkeypatch):
    submit(alice, retention="1h")
    ahead = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    assert deletion.delete_expired() == 0


def test_it_deletes_what_has_expired(alice):
    kept, gone = submit(alice), submit(alice)
    Document.objects.filter(pk=gone.pk).update(expires_at=timezone.now())
    assert deletion.delete_expired() == 1
    assert [document.pk for document in Document.objects.all()] == [kept.pk]


def test_it_queues_bulk_work_as_such(alice):
    submit(alice, priority="bulk")
    assert QueueEntry.objects.get().priority == Priority.BULK


def test_it_waits_until_the_document_ends(alice, value):
    document = submit(alice)
    assert not services.wait(document, seconds=0.05)
    reader = threading.Timer(0.2, read_elsewhere, [value])
    reader.start()
    assert services.wait(document, seconds=30)
    assert document.status == Status.SUCCEEDED
    reader.join()


def test_it_tells_of_every_page_that_ends(alice, value):
    document = submit(alice, picture("TIFF", frames=2))
    claims.finish(claims.claim("w"), value())
    assert services.progress(document) == (1, 2)
    reader = threading.Timer(0.2, read_elsewhere, [value])
    reader.start()
    services.wait_for_change(document, seconds=30)
    assert services.progress(document) == (2, 2)
    reader.join()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("scan.png", "scan.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\a.png", "a.png"),
        ("a\x00b\n.png", "ab.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Gru\u0308ße.png", "Grüße.png"),
        ("x" * 400, "x" * 255),
        ("", ""),
    ],
)
def test_it_cleans_file_names(name, clean):
    assert services.clean_name(name) == clean


def test_a_token_opens_its_own_document_only():
    (one, token), (other, _) = (services.submit(upload=Upload([picture()])) for _ in range(2))
    from django.contrib.auth.models import AnonymousUser

    assert one.opens_for(AnonymousUser(), token)
    assert not other.opens_for(AnonymousUser(), token)
    assert not one.opens_for(AnonymousUser(), "")
    assert token not in str(Document.objects.values().get(pk=one.pk))
