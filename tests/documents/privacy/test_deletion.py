"""Deletion: what goes, what stays, and what is swept up after processes that were killed."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from onlineocr.documents import services
from onlineocr.documents.files import cache, storage
from onlineocr.documents.models import Document, Erasure, Page, Run
from onlineocr.documents.privacy import deletion
from onlineocr.documents.queue import claims
from onlineocr.documents.search import document_index
from onlineocr.documents.search.terms import parse
from tests.support import processes
from tests.support.processes import picture

pytestmark = pytest.mark.django_db(transaction=True)


def submit(owner=None, **options):
    return services.submit(upload=services.Upload([picture()], "scan.png", options), owner=owner)[0]


def original(document):
    return services.settings.DATA_DIR / "originals" / document.key


def age(path, span):
    moment = time.time() - span.total_seconds()
    os.utime(path, (moment, moment))


def test_it_can_be_done_twice(alice):
    document = submit(alice)
    same = Document.objects.get()
    services.delete(document)
    services.delete(same)
    assert not Document.objects.exists()


def test_a_file_that_is_gone_does_not_keep_the_rows(alice):
    document = submit(alice)
    storage.delete(document.key)
    services.delete(document)
    assert not Document.objects.exists()


def test_a_page_under_way_loses_its_claim(alice, value):
    document = submit(alice)
    claim = claims.claim("w")
    services.delete(document)
    assert claims.canceled([claim]) == {claim.token}
    assert not claims.finish(claim, value("too late"))
    assert not Page.objects.exists()
    assert document_index.documents(parse("late"), None, most=1) == []


def test_a_page_that_never_was_removes_nothing_of_others(alice, bob, value):
    kept = submit(bob)
    services.delete(submit(alice))
    assert list(Document.objects.all()) == [kept]
    assert original(kept).exists()


def test_a_crash_between_rows_and_file_leaves_no_file(alice):
    document = submit(alice)
    cache.put(str(document.uid), "a.webp", b"x")
    Document.objects.all().delete()  # as far as the process came
    assert original(document).exists()
    while not deletion.erase():
        pass
    assert not original(document).exists()
    assert cache.get(str(document.uid), "a.webp") is None


def test_the_files_of_an_account_go_with_it(alice):
    document = submit(alice)
    alice.delete()
    assert Erasure.objects.filter(uid=document.uid).exists()
    while not deletion.erase():
        pass
    assert not original(document).exists()
    assert not Erasure.objects.exists()


def test_nothing_is_noted_of_a_deletion_that_did_not_happen(alice):
    document = submit(alice)
    from django.db import transaction

    with transaction.atomic():
        document.delete()
        transaction.set_rollback(True)
    assert not Erasure.objects.filter(uid=document.uid).exists()


def test_it_sweeps_up_uploads_that_never_became_documents(alice):
    kept, lost, coming = (storage.save([b"bytes"], max_bytes=9) for _ in range(3))
    document = submit(alice)
    Document.objects.filter(pk=document.pk).update(key=kept.key)
    for stored in (kept, lost):
        age(services.settings.DATA_DIR / "originals" / stored.key, 2 * deletion.ORPHAN_AGE)
    deletion.sweep()
    there = [(services.settings.DATA_DIR / "originals" / stored.key).exists() for stored in (kept, lost, coming)]
    for stored in (kept, lost, coming):
        storage.settle(stored.key)
    assert there == [True, False, True]


def test_it_sweeps_up_temporary_files_that_nobody_writes_to():
    folder = services.settings.DATA_DIR / "tmp"
    old, new = folder / "old.upload", folder / "new.upload"
    for path in (old, new):
        path.write_bytes(b"x")
    age(old, 2 * deletion.TEMPORARY_AGE)
    deletion.sweep_uploads()
    assert (old.exists(), new.exists()) == (False, True)
    new.unlink()


_TAKES_AN_UPLOAD = """
import os, signal, sys, django
django.setup()
from onlineocr.documents.files import storage
def chunks():
    yield b"x" * 1000
    print("begun", flush=True)
    sys.stdin.readline()
    yield b"y"
storage.save(chunks(), max_bytes=10_000)
"""


def test_it_sweeps_up_an_upload_as_soon_as_its_process_is_killed():
    folder = services.settings.DATA_DIR / "originals"
    pending = services.settings.DATA_DIR / "pending"
    before, others = set(folder.glob("*/*")), set(pending.glob("*"))
    command = [sys.executable, "-c", _TAKES_AN_UPLOAD]
    with subprocess.Popen(command, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert len(set(folder.glob("*/*")) - before) == 1
        for _ in range(3):
            deletion.sweep_uploads()
        assert len(set(folder.glob("*/*")) - before) == 1, "its process still runs"
        process.kill()
        process.wait()
    assert [deletion.sweep_uploads() for _ in range(3)] == [0, 1, 0]
    assert set(folder.glob("*/*")) == before
    assert set(pending.glob("*")) == others


def test_it_keeps_an_upload_whose_process_was_killed_after_its_row(alice):
    document = submit(alice)
    marker = services.settings.DATA_DIR / "pending" / document.key.rpartition("/")[2]
    marker.touch()
    for _ in range(2):
        deletion.sweep_uploads()
    assert (original(document).exists(), marker.exists()) == (True, False)


def test_it_sweeps_up_pictures_of_documents_that_are_gone(alice):
    document = submit(alice)
    uid = "01890000-0000-7000-8000-000000000000"
    folder = services.settings.DATA_DIR / "derived" / uid[-2:] / uid
    folder.mkdir(parents=True)
    (folder / "a.webp").write_bytes(b"x")
    cache.put(str(document.uid), "a.webp", b"y")
    deletion.sweep()
    assert not folder.exists()
    assert cache.get(str(document.uid), "a.webp") == b"y"


def test_it_deletes_many_that_expired_together(alice, queued):
    for _ in range(120):
        queued(alice, pages=3)
    kept = queued(alice)
    Document.objects.exclude(pk=kept.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert deletion.delete_expired(100) == 100
    assert deletion.delete_expired(100) == 20
    assert deletion.delete_expired(100) == 0
    assert (Document.objects.count(), Run.objects.count(), Page.objects.count()) == (1, 1, 1)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite loses triggers with a changed table")
def test_the_triggers_are_there_after_all_migrations():
    with connection.cursor() as cursor:
        names = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'documents_%'")
        assert {name for (name,) in names} == {
            "documents_search_delete", "documents_page_search_delete", "documents_erase", "documents_come",
            "documents_go", "documents_change_hands",
        }  # fmt: skip


def test_the_log_of_the_admin_does_not_keep_the_name(client, charlie, alice):
    from django.contrib.admin.models import LogEntry

    document = services.submit(upload=services.Upload([picture()], "canary.png"), owner=alice)[0]
    client.force_login(charlie)
    client.post(reverse("admin:documents_document_delete", args=[document.pk]), {"post": "yes"})
    assert not Document.objects.exists()
    assert "canary" not in str(LogEntry.objects.values())
