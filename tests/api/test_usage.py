"""/api/v1/usage, and the limits that answers of uploads tell."""

from __future__ import annotations

import io
import threading

import pytest
from django.conf import settings as real

from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document, Worker
from tests.support.processes import picture

URL, DOCUMENTS, OCR = "/api/v1/usage", "/api/v1/documents/", "/api/ocr/"


def upload(client, url=DOCUMENTS, data=None, **headers):
    file = io.BytesIO(data or picture())
    file.name = "scan.png"
    return client.post(url, {"file": file}, format="multipart", headers=headers)


def elsewhere(room):
    """A thread that keeps a seat of ``room`` until the event that is given back is set."""
    slotted, over = threading.Event(), threading.Event()

    def sit():
        with room.slot():
            slotted.set()
            over.wait(60)

    threading.Thread(target=sit).start()
    assert slotted.wait(10)
    return over


def test_it_tells_what_was_used_and_what_is_left(as_user, alice, settings):
    settings.QUOTA_PAGES = 10
    upload(as_user(alice), data=picture("TIFF", frames=3))
    body = as_user(alice).get(URL).json()
    size = Document.objects.get().size
    assert body["pages"] == {"used": 3, "limit": 10, "remaining": 7}
    assert body["bytes"] == {"used": size, "limit": None, "remaining": None}
    assert body["storage"] == {"used": size, "limit": None, "remaining": None}
    assert (body["documents"], body["window"]) == (1, "day")
    assert body["queue"] == {"used": 3, "limit": real.QUEUE_LANE, "remaining": real.QUEUE_LANE - 3}
    assert body["since"] < body["reset"]


def test_it_is_empty_at_first_and_ones_own(as_user, alice, bob):
    upload(as_user(alice))
    assert as_user(bob).get(URL).json()["pages"]["used"] == 0


def test_it_is_for_accounts(api):
    assert api.get(URL).status_code == 401


def test_answers_of_uploads_tell_the_limits(as_user, alice, settings):
    settings.QUOTA_PAGES, settings.QUOTA_BYTES, settings.QUEUE_LANE = 10, 1_000_000, 5
    response = upload(as_user(alice), data=picture("TIFF", frames=2))
    size = Document.objects.get().size
    assert 'quota_pages";q=10;qu="pages";w=86400' in response["RateLimit-Policy"]
    assert '"queue";q=5;qu="pages"' in response["RateLimit-Policy"]
    assert '"queue";r=3' in response["RateLimit"]
    assert '"quota_pages";r=8;t=' in response["RateLimit"]
    assert f'"quota_bytes";r={1_000_000 - size};t=' in response["RateLimit"]


@pytest.mark.parametrize("url", [DOCUMENTS, OCR])
def test_a_full_queue_is_told_before_the_file_is_taken(as_user, alice, queued, settings, url):
    settings.QUEUE_LANE = 2
    queued(alice, pages=2)
    response = upload(as_user(alice), url, b"no picture at all")
    assert (response.status_code, response.json()["code"]) == (429, "queue_full")
    assert int(response["Retry-After"]) >= 1
    assert '"queue";r=0' in response["RateLimit"]


@pytest.mark.parametrize("url", [DOCUMENTS, OCR])
def test_so_is_a_quota_that_is_used_up(as_user, alice, settings, url):
    settings.QUOTA_PAGES = 1
    upload(as_user(alice))
    response = upload(as_user(alice), url)
    assert (response.status_code, response.json()["code"]) == (429, "quota_exceeded")
    assert 0 < int(response["Retry-After"]) <= 86_400
    assert Document.objects.count() == 1


def test_room_that_is_used_up_is_no_matter_of_waiting(as_user, alice, settings):
    settings.STORAGE_BYTES = 1
    response = upload(as_user(alice))
    assert (response.status_code, response.json()["code"], "Retry-After" in response) == (409, "storage_full", False)


@pytest.mark.parametrize("credentials", [{}, {"HTTP_AUTHORIZATION": "Bearer nobody"}, {"HTTP_X_API_KEY": "oo_x"}])
def test_while_the_queue_is_full_a_call_is_refused_before_anything_is_known(api, queued, alice, settings, credentials):
    settings.QUEUE_PAGES = 1
    queued(alice)
    for url in (DOCUMENTS, OCR):
        response = api.generic("POST", url, b"never read", "image/png", **credentials)
        assert (response.status_code, response["Retry-After"]) == (429, "60")
        assert (response.json()["code"], response["Content-Type"]) == ("queue_full", "application/problem+json")
    assert api.get("/healthz").status_code == 200


def test_a_call_that_is_repeated_passes_a_full_queue(as_user, alice, settings):
    key = {"Idempotency-Key": "one"}
    first = upload(as_user(alice), **key)
    settings.QUEUE_PAGES = 1
    again = upload(as_user(alice), **key)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert upload(as_user(alice), **{"Idempotency-Key": "two"}).status_code == 429


def test_a_long_wait_refuses_whoever_has_to_wait_so_long(as_user, api, alice, bob, queued, settings):
    settings.QUEUE_SECONDS = 10
    Worker.objects.create(name="w", recognisers=1, page_ms=1000)
    queued(alice, pages=30)
    refused = upload(as_user(alice))
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "queue_full", "20")
    assert [upload(as_user(bob)).status_code, upload(api).status_code] == [202, 202]


def test_the_form_without_scripts_is_refused_in_plain_text(client, settings, queued, alice):
    settings.QUEUE_PAGES = 1
    queued(alice)
    response = client.post("/", {"file": io.BytesIO(b"x")})
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert b"1 page waits" in response.content


def test_a_synchronous_call_without_a_seat_is_refused(api, settings):
    settings.WAITING_CALLS = 1
    over = elsewhere(concurrency.waits)
    response = upload(api, OCR)
    over.set()
    assert (response.status_code, response.json()["code"]) == (503, "server_busy")
    assert response["Retry-After"] == "2"
    assert not Document.objects.exists()


def test_a_call_that_need_not_wait_gets_its_202(as_user, alice, settings):
    settings.WAITING_CALLS = 1
    over = elsewhere(concurrency.waits)
    response = upload(as_user(alice), f"{DOCUMENTS}?wait=60")
    again = as_user(alice).get(response["Location"] + "?wait=60")
    over.set()
    assert (response.status_code, again.status_code, again["Retry-After"]) == (202, 200, "1")


@pytest.mark.parametrize("size", [0, 100_000])
def test_no_more_uploads_are_taken_in_at_once_than_may_be(api, settings, size):
    settings.UPLOADS_AT_ONCE = 1
    over = elsewhere(concurrency.uploads)
    response = upload(api, data=picture() + b"\0" * size)
    over.set()
    assert (response.status_code, response.json()["code"]) == (503, "server_busy")
    assert api.get("/api/v1/capabilities").status_code == 200


def test_a_refused_file_gives_the_quota_back(as_user, alice, settings, worker):
    settings.QUOTA_PAGES = 1
    response = upload(as_user(alice), OCR, picture()[:60])
    assert response.status_code == 400
    assert as_user(alice).get(URL).json()["pages"]["used"] == 0


def test_who_follows_without_a_seat_gets_what_there_is_and_comes_again(as_user, alice, settings, queued):
    settings.WAITING_CALLS = 1
    over = elsewhere(concurrency.waits)
    response = as_user(alice).get(f"{DOCUMENTS}{queued(alice).uid}/events")
    told = b"".join(response.streaming_content).decode()
    over.set()
    assert "retry: 1000" in told
    assert '"status": "queued"' in told
