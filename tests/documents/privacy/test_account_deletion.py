"""What an account has, and closing it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from onlineocr.accounts import closing, keys, tokens
from onlineocr.accounts.models import ApiKey, RefreshFamily, User
from onlineocr.documents import services
from onlineocr.documents.models import Document, Page, Run
from onlineocr.documents.privacy import account_deletion
from onlineocr.documents.queue import claims
from onlineocr.documents.search import document_index
from onlineocr.documents.search.terms import parse
from tests.support.processes import picture, wait_for

CANARY = "xylophonic canary"


@pytest.fixture
def store():
    """``store(owner)``: a document with its file."""

    def document(owner, **options):
        upload = services.Upload(chunks=[picture(**options)], file_name=f"{CANARY}.png")
        return services.submit(upload=upload, owner=owner)[0]

    return document


def originals() -> set[str]:
    from django.conf import settings

    return {path.name for path in (Path(settings.DATA_DIR) / "originals").rglob("*") if path.is_file()}


def test_it_counts_what_is_kept(alice, bob, store, queued):
    first = store(alice, kind="TIFF", frames=3)
    store(bob)
    facts = account_deletion.summary(alice)
    assert (facts["documents"], facts["pages"], facts["bytes"]) == (1, 3, first.size)
    assert (facts["username"], facts["has_password"], facts["staff"]) == ("alice", True, False)


def test_of_nothing_there_are_zero(alice):
    facts = account_deletion.summary(alice)
    assert (facts["documents"], facts["pages"], facts["bytes"]) == (0, 0, 0)


def test_closing_removes_rows_files_and_index(alice, bob, store, value):
    before = originals()
    kept = store(bob)
    for _ in range(3):
        store(alice)
    while claim := claims.claim("w"):
        claims.finish(claim, value(CANARY))
    account_deletion.close(user=alice)
    assert list(Document.objects.values_list("pk", flat=True)) == [kept.pk]
    assert Run.objects.count() == Page.objects.count() == 1
    assert originals() - before == {kept.key.split("/")[1]}
    assert not User.objects.filter(username="alice").exists()
    assert document_index.documents(parse(CANARY), None, most=10) == [kept.pk]


def test_closing_ends_every_credential(client, alice, bob, api):
    client.force_login(alice)
    tokens.sign_in(alice)
    keys.issue(user=alice, name="k")
    other = type(client)()
    other.force_login(bob)
    api.post("/api/token_obtain_pair/", {"username": "alice", "password": "wrong"})
    account_deletion.close(user=alice)
    assert not RefreshFamily.objects.exists()
    assert not ApiKey.objects.exists()
    assert not AccessAttempt.objects.exists()
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(bob.pk)]


def test_a_locked_account_is_locked_before_anything_is_removed(client, alice, api, password, queued):
    queued(alice)
    key, pair = keys.issue(user=alice, name="k")[1], tokens.sign_in(alice)
    client.force_login(alice)
    closing.lock(alice)
    ways = [{"HTTP_X_API_KEY": key}, {"HTTP_AUTHORIZATION": f"Bearer {pair.access}"}]
    assert [api.get("/api/history/", **way).status_code for way in ways] == [401, 401]
    assert client.get("/api/history/").status_code == 401
    assert api.post("/api/token_refresh/", {"refresh": pair.refresh}).status_code == 401
    assert api.post("/api/token_obtain_pair/", {"username": "alice", "password": password}).status_code == 401
    assert Document.objects.count() == 1


def test_an_interrupted_closing_is_finished_later(alice, bob, store):
    before = originals()
    store(alice)
    closing.lock(alice)
    assert account_deletion.close_left_behind() == 0  # whoever began may still be at it
    User.objects.filter(pk=alice.pk).update(closed_at=timezone.now() - timedelta(hours=1))
    assert account_deletion.close_left_behind() == 1
    assert list(User.objects.all()) == [bob]
    assert originals() == before


def test_an_account_that_the_operator_deactivated_stays(alice, queued):
    queued(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert account_deletion.close_left_behind() == 0
    assert Document.objects.count() == 1


def test_closing_twice_is_closing_once(alice, store):
    store(alice)
    again = User.objects.get(pk=alice.pk)
    account_deletion.close(user=alice)
    account_deletion.close(user=again)
    assert not User.objects.exists()


def test_closing_while_pages_are_read_stops_no_worker(worker, alice, bob, store):
    for _ in range(5):
        for _ in range(6):
            store(alice, kind="TIFF", frames=3)
        wait_for(Page.objects.exclude(status="queued").exists)
        account_deletion.close(user=alice)
        alice = User.objects.create_user("alice")
    after = store(bob)
    assert services.wait(after, seconds=60)
    assert (after.status, Page.objects.count()) == ("succeeded", 1)
    assert worker.poll() is None
