"""Calls while the database or the disk does not take what they bring."""

from __future__ import annotations

import base64
import errno
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection

from onlineocr.accounts import keys
from onlineocr.accounts.models import ApiKey
from onlineocr.documents import services
from onlineocr.documents.files import decoder, storage
from onlineocr.documents.models import Document
from onlineocr.documents.privacy.deferred_deletion import put_off
from onlineocr.documents.queue import claims
from onlineocr.http.database_watch import Look, look, watch
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.ocr.sandbox.forkserver import ForkServer
from tests.support.outages import locked
from tests.support.processes import picture, wait_for

URL = "/api/v1/documents/"


def with_lock(test):
    """A test that locks the database; only SQLite has one lock for all of it."""
    sqlite = configured.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return pytest.mark.skipif(not sqlite, reason="SQLite's lock")(pytest.mark.django_db(transaction=True)(test))


@pytest.fixture
def found(monkeypatch):
    """``found("away")``: what the watch saw last."""
    return lambda state: monkeypatch.setattr(watch, "_look", Look(state, "The database rests."))


def test_while_it_is_away_calls_are_refused_at_once(api, found):
    found("away")
    answer = api.get(f"{URL}{'0' * 32}/")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "unavailable", "5")
    assert answer["Content-Type"] == "application/problem+json"


def test_while_it_takes_no_writes_reading_goes_on(as_user, alice, found):
    found("read-only")
    assert as_user(alice).get(URL).status_code == 200
    assert as_user(alice).post(URL, picture(), content_type="image/png").status_code == 503


def test_while_it_takes_no_writes_no_password_is_tried(api, alice, found):
    found("read-only")
    _, key = keys.issue(user=alice, name="scanner")
    statuses = [
        api.get(URL, headers={"authorization": f"Basic {base64.b64encode(said.encode()).decode()}"}).status_code
        for said in ("alice:wrong", f"alice:{key}", f"{key}:")
    ]
    assert statuses == [503, 200, 200]
    assert api.get(URL, headers={"authorization": "Basic YWxpY2U6d3Jvbmc="})["Retry-After"] == "5"


@pytest.mark.parametrize("path", ["/healthz", "/static/web/style.css", "/docs/"])
def test_what_needs_no_database_is_answered(client, found, path):
    found("away")
    answer = client.get(path)
    assert answer.status_code != 503
    answer.getvalue()  # to the end, which closes a file that is sent


def test_a_person_gets_a_page(client, found):
    found("away")
    answer = client.get("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database rests." in answer.content.decode()


def test_a_web_page_that_finds_it_away_is_503(client, db, monkeypatch):
    def fail(*_: object) -> None:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)
    for answer in (
        client.get(f"/documents/{uuid4()}/", headers={"accept": "text/html"}),
        client.post("/accounts/login/", {"username": "alice", "password": "x"}),
    ):
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@with_lock
def test_the_watch_sees_a_lock():
    connection.ensure_connection()
    assert look().state == "writable"
    with locked(connection.settings_dict["NAME"]):
        assert look().state == "read-only"
    assert look().state == "writable"


@with_lock
def test_a_database_that_many_write_to_is_not_called_locked():
    over, name = threading.Event(), connection.settings_dict["NAME"]

    def write() -> None:
        with closing(sqlite3.connect(name, timeout=30, isolation_level=None)) as database:
            while not over.is_set():
                database.execute("BEGIN IMMEDIATE")
                database.execute("DELETE FROM django_session")
                database.execute("INSERT INTO django_session VALUES ('x', 'x', '2000-01-01')")
                over.wait(0.3)
                database.execute("COMMIT")
            database.execute("DELETE FROM django_session")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert {look().state for _ in range(3)} == {"writable"}
    finally:
        over.set()
        writer.join()


@with_lock
@pytest.mark.parametrize("path", ["/history/", "/admin/", "/account/"])
def test_a_page_that_has_to_write_says_soon_that_it_cannot(alice, client, found, path):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    alice.set_password("another one")
    alice.save()  # the session is over, and is deleted when it comes
    with locked(connection.settings_dict["NAME"]):
        found("read-only")
        began = time.monotonic()
        answer = client.get(path, headers={"accept": "text/html"})
        assert time.monotonic() - began < 3
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@with_lock
def test_a_result_that_is_kept_by_nobody_goes_after_the_lock(queued, value, client):
    document = queued()
    document.transient, token = True, document.issue_token()
    document.save()
    claims.finish(claims.claim("w"), value())
    with locked(connection.settings_dict["NAME"]):
        began = time.monotonic()
        answer = client.get(f"{URL}{document.uid}/result?format=txt&token={token}")
        assert answer.getvalue().decode().startswith("Hello world")
        assert time.monotonic() - began < 5
    wait_for(lambda: put_off.thread is None)
    assert not Document.objects.exists()


@with_lock
def test_a_key_reads_while_it_is_locked(alice, client):
    key, text = keys.issue(user=alice, name="scanner")
    with locked(connection.settings_dict["NAME"]):
        began = time.monotonic()
        assert client.get(URL, headers={"x-api-key": text}).status_code == 200
        assert time.monotonic() - began < 5  # half of what a writer waits
    client.get(URL, headers={"x-api-key": text})
    assert ApiKey.objects.get(pk=key.pk).last_used_at is not None


def test_uploads_leave_a_reserve(as_user, alice, settings):
    document, _ = services.submit(upload=services.Upload([picture()], "a.png"), owner=alice)
    settings.DISK_RESERVE = 10**18
    answer = as_user(alice).post(URL, picture(), content_type="image/png")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (507, "disk_full", "60")
    assert "MiB left" in answer.json()["detail"]
    assert Document.objects.count() == 1
    keyed = as_user(alice).post(URL, picture(), content_type="image/png", headers={"Idempotency-Key": "1"})
    assert keyed.status_code == 507
    assert not list((Path(settings.DATA_DIR) / "pending").glob("*"))
    assert as_user(alice).delete(f"{URL}{document.uid}/").status_code == 204


class NeverStarts(ForkServer):
    boot = "raise SystemExit(1)"


def test_while_no_decoder_starts_uploads_are_told_when_to_come_back(client, db, settings, monkeypatch):
    with Sandbox(settings.LIMITS, NeverStarts) as broken:
        monkeypatch.setattr(decoder, "sandbox", lambda: broken)
        response = client.post("/api/v1/documents/", picture(), content_type="image/png")
    assert (response.status_code, response.json()["code"]) == (503, "decoder_unavailable")
    assert int(response.headers["Retry-After"]) >= 1


def test_without_a_free_descriptor_an_upload_is_told_when_to_come_back(client, db, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(storage, "save", fail)
    response = client.post("/api/v1/documents/", picture(), content_type="image/png")
    assert (response.status_code, response.json()["code"]) == (503, "server_busy")
    assert response.headers["Retry-After"] == "5"
