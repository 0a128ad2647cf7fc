"""Calls that are refused by their heads: uploads while there is no room for them, and nothing else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from onlineocr.documents.limits import concurrency, queue_state
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from tests.support.answers import problem
from tests.support.processes import picture

UPLOADS = ["/api/ocr/", "/api/v1/documents/"]
ADDRESS = "127.0.0.1"  # of the test client


def post(client, path, body=b"{", **headers):
    """An upload with a body that no parser takes: whoever reads it answers 400."""
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def full(settings, queued):
    """``full(alice)``: the queue has room for one page of a caller, and this caller has it."""
    settings.QUEUE_LANE = 1

    def of(owner=None, address=ADDRESS, *, everybody=False):
        settings.QUEUE_PAGES = 1 if everybody else 100
        document = queued(owner, address=address)
        queue_state.watched.forget()
        return document

    return of


@pytest.mark.parametrize("path", UPLOADS)
def test_a_full_queue_refuses_before_the_body_is_read(api, full, path):
    full(everybody=True)
    answer = post(api, path)
    assert "1 page waits" in problem(answer, 429, "queue_full")["detail"]
    assert answer["Retry-After"] == "60"


@pytest.mark.parametrize("path", UPLOADS)
def test_with_room_the_body_is_read(api, full, path):
    full(address="192.0.2.99")
    problem(post(api, path), 400, "malformed")


def test_a_visitor_is_refused_for_the_pages_of_the_address(api, full):
    full()
    problem(post(api, UPLOADS[1]), 429, "queue_full")


def test_an_account_is_known_only_after_its_credentials_were_checked(api, as_user, alice, bob, full):
    full()
    problem(post(as_user(alice), UPLOADS[1]), 400, "malformed")  # the place of the address is not hers
    problem(post(api, UPLOADS[1], Authorization="Bearer x"), 401, "invalid_token")
    problem(post(api, UPLOADS[1], **{"X-API-Key": "x"}), 401, "invalid_key")
    full(bob)
    problem(post(as_user(bob), UPLOADS[1]), 429, "queue_full")


def test_a_session_is_a_credential_too(client, alice, full):
    full()
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    problem(post(client, UPLOADS[1]), 400, "malformed")


@pytest.mark.parametrize("everybody", [True, False])
def test_other_calls_have_nothing_to_do_with_the_queue(api, as_user, alice, full, everybody):
    document = full(alice, everybody=everybody)
    mine = as_user(alice)
    assert api.get("/healthz").status_code == 200
    assert api.get("/").status_code == 200
    assert mine.get(f"/api/v1/documents/{document.uid}/").status_code == 200
    assert mine.post("/api/v1/keys/", {"name": "k"}).status_code == 201
    assert mine.delete(f"/api/v1/documents/{document.uid}/").status_code == 204


def test_the_form_of_the_start_page_is_refused_in_plain_words(client, full):
    full(everybody=True)
    answer = client.post("/", {"file": SimpleUploadedFile("a.png", picture())})
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (429, "text/plain", "60")
    assert b"1 page waits to be read" in answer.content


def test_without_a_free_seat_for_waiting_calls_only_those_are_refused(api, settings):
    settings.WAITING_CALLS = 0
    answer = post(api, "/api/ocr/")
    assert "0 calls that wait" in problem(answer, 503, "server_busy")["detail"]
    assert answer["Retry-After"] == "2"
    problem(post(api, "/api/v1/documents/"), 400, "malformed")


@pytest.mark.parametrize("path", UPLOADS)
def test_without_a_free_seat_for_uploads_none_is_received(api, settings, path):
    settings.UPLOADS_AT_ONCE = 0
    assert "0 uploads on their way" in problem(post(api, path), 503, "server_busy")["detail"]
    assert api.get("/api/v1/capabilities").status_code == 200


def test_calls_without_a_file_need_no_seat(as_user, alice, settings):
    settings.UPLOADS_AT_ONCE = settings.WAITING_CALLS = 0
    assert as_user(alice).post("/api/v1/keys/", {"name": "k"}).status_code == 201
    assert as_user(alice).patch("/api/v1/me", {"email": "a@example.org"}).status_code == 200


@pytest.mark.parametrize("rest", ["rerun", "pages/1/reread"])
def test_reading_again_needs_a_seat_as_well(as_user, alice, queued, value, settings, rest):
    address = f"/api/v1/documents/{queued(alice).uid}/"
    claims.finish(claims.claim("w"), value())
    settings.UPLOADS_AT_ONCE = 0
    problem(as_user(alice).post(address + rest, {}, format="json"), 503, "server_busy")
    assert as_user(alice).get(address).status_code == 200


@pytest.mark.parametrize("body", [b"{", picture()])
@pytest.mark.parametrize("path", UPLOADS)
def test_every_seat_is_given_back(api, settings, path, body):
    settings.WAIT_SECONDS = 0
    api.post(path, body, content_type="application/octet-stream")
    assert (concurrency.uploads.taken, concurrency.waits.taken) == (0, 0)


@pytest.mark.parametrize("path", UPLOADS)
def test_a_disk_without_room_refuses_uploads_alone(api, as_user, alice, queued, settings, path):
    document = queued(alice)
    settings.DISK_RESERVE = 10**18
    answer = post(api, path)
    assert "Its operator must make room" in problem(answer, 507, "disk_full")["detail"]
    assert answer["Retry-After"] == "60"
    assert as_user(alice).delete(f"/api/v1/documents/{document.uid}/").status_code == 204
    assert not Document.objects.exists()


@pytest.mark.parametrize("length", ["", "x", "-1"])
def test_a_length_that_is_no_number_asks_for_no_room(client, db, length):
    answer = client.generic("POST", "/api/v1/documents/", b"", "image/png", CONTENT_LENGTH=length)
    assert answer.status_code in {400, 411}


def test_the_rest_of_the_limits_is_told_with_every_upload(as_user, alice, settings):
    settings.QUEUE_LANE, settings.QUOTA_PAGES, settings.QUOTA_BYTES = 5, 10, 10_000
    size = len(picture())
    answer = as_user(alice).post("/api/v1/documents/", picture(), content_type="image/png")
    assert answer.status_code == 202
    rest = dict(item.split(";", 1) for item in answer["RateLimit"].split(", "))
    assert rest['"queue"'] == "r=4"
    assert rest['"quota_pages"'].startswith("r=9;t=")
    assert rest['"quota_bytes"'].startswith(f"r={10_000 - size};t=")
    policy = dict(item.split(";", 1) for item in answer["RateLimit-Policy"].split(", "))
    assert policy == {
        '"queue"': 'q=5;qu="pages"',
        '"quota_pages"': 'q=10;qu="pages";w=86400',
        '"quota_bytes"': 'q=10000;qu="content-bytes";w=86400',
    }


def test_it_is_told_with_a_refusal_too(as_user, alice, settings):
    settings.QUOTA_PAGES = 1
    answers = [as_user(alice).post("/api/v1/documents/", picture(), content_type="image/png") for _ in range(2)]
    assert answers[0].status_code == 202
    problem(answers[1], 429, "quota_exceeded")
    assert '"quota_pages";r=0;t=' in answers[1]["RateLimit"]
    assert '"queue";r=' in answers[1]["RateLimit"]
