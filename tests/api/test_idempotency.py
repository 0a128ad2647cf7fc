"""Idempotency-Key at every call that makes something."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onlineocr.documents import services
from onlineocr.documents.limits import idempotency
from onlineocr.documents.models import Document, KeyedCall, Run
from onlineocr.documents.models.states import OPEN
from onlineocr.documents.queue import claims
from tests.support import processes
from tests.support.processes import picture

URL, OCR = "/api/v1/documents/", "/api/ocr/"


def upload(client, key="8e03978e-40d5-43dd-bc93-6894a57f9324", *, url=URL, data=None, name="scan.png", **fields):
    file = io.BytesIO(data or picture())
    file.name = name
    return client.post(url, {"file": file, **fields}, format="multipart", headers={"Idempotency-Key": key})


def test_the_same_call_gets_the_first_answer_again(as_user, alice):
    first = upload(as_user(alice))
    services.cancel(Document.objects.get())
    again = upload(as_user(alice))
    assert (again.status_code, again.json()) == (202, first.json())
    assert again["Location"] == first["Location"]
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"data": picture(text="Other")}, {"languages": "de"}, {"url": f"{URL}?languages=de"}, {"name": "b.png"}]
)
def test_another_call_with_the_key_is_refused(as_user, alice, other):
    upload(as_user(alice))
    response = upload(as_user(alice), **other)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Document.objects.count() == 1


def test_a_key_in_quotes_is_the_same_key(as_user, alice):
    upload(as_user(alice), "abc")
    assert upload(as_user(alice), '"abc"')["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", " ", "k" * 256, "a b", "schlüssel", "key\xa0", '"open', "tab\there"])
def test_a_key_that_is_none_is_refused(as_user, alice, key):
    response = upload(as_user(alice), key)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Document.objects.exists()


def test_keys_of_different_people_are_different_keys(as_user, alice, bob, api):
    answers = [upload(client) for client in (as_user(alice), as_user(bob), api)]
    assert len({answer.json()["id"] for answer in answers}) == 3


def test_a_visitor_gets_the_token_again_and_no_other_address_does(api):
    first = upload(api).json()
    again = upload(api).json()
    assert again == first
    assert again["token"]
    api.defaults["REMOTE_ADDR"] = "192.0.2.77"
    assert upload(api).json()["id"] != first["id"]


def test_the_token_lies_nowhere_in_the_clear(api):
    token = upload(api).json()["token"]
    row = KeyedCall.objects.get()
    assert token not in f"{row.body}{row.tokens}"


def test_what_was_refused_may_be_sent_again(as_user, alice, settings):
    settings.QUOTA_PAGES = 1
    upload(as_user(alice), "first")
    assert upload(as_user(alice), "second").status_code == 429
    assert upload(as_user(alice), "third", data=b"nothing").status_code == 429
    settings.QUOTA_PAGES = 0
    assert upload(as_user(alice), "second").status_code == 202
    assert upload(as_user(alice), "third", data=b"nothing").status_code == 415
    assert upload(as_user(alice), "third").status_code == 202


def test_while_the_first_is_under_way_the_second_is_told_to_wait(as_user, alice):
    with idempotency.attempt(f"u{alice.pk}", "busy"):
        response = upload(as_user(alice), "busy")
    assert (response.status_code, response.json()["code"], response["Retry-After"]) == (409, "call_in_progress", "2")


def test_a_key_that_a_killed_process_held_is_free_at_once(as_user, alice):
    name = "from onlineocr import processes; print(processes.name())"
    process = subprocess.run(
        [sys.executable, "-c", name], cwd=processes.ROOT, capture_output=True, text=True, check=True
    )
    with idempotency.attempt(f"u{alice.pk}", "one") as call:
        KeyedCall.objects.update(process=process.stdout.strip())
        assert upload(as_user(alice), "one").status_code == 202
        with pytest.raises(idempotency.InProgress):  # should it live after all, it makes nothing
            call.mark("seen", (Document.objects.get(), ""))


def test_a_key_that_another_machine_held_is_free_after_its_lease(as_user, alice):
    with idempotency.attempt(f"u{alice.pk}", "one"):
        KeyedCall.objects.update(process="elsewhere-0/1/1")
        assert upload(as_user(alice), "one").status_code == 409
        KeyedCall.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        assert upload(as_user(alice), "one").status_code == 202


def test_a_key_that_an_outage_kept_from_being_given_back_is_free_at_once(as_user, alice):
    with idempotency.attempt(f"u{alice.pk}", "one"):
        pass  # the call made nothing and raised nothing: its row stays, as when the database is away
    assert upload(as_user(alice), "one").status_code == 202


def test_a_process_that_was_killed_before_its_answer_leaves_its_document(as_user, alice):
    first = upload(as_user(alice))
    KeyedCall.objects.update(status=None, body=None)
    again = upload(as_user(alice))
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("wait", "status"), [("", 202), ("?wait=0", 202), ("?wait=1", 200)])
def test_only_a_call_that_waits_gets_200_for_a_document_that_was_read(as_user, alice, value, wait, status):
    upload(as_user(alice))
    claims.finish(claims.claim("w"), value("tea"))
    KeyedCall.objects.update(status=None, body=None)
    again = upload(as_user(alice), url=f"{URL}{wait}")
    assert (again.status_code, again.json()["status"]) == (status, "succeeded")
    assert ("Retry-After" in again) == (status == 202)


def test_a_full_queue_does_not_hide_an_earlier_answer(as_user, alice, settings):
    upload(as_user(alice))
    settings.QUEUE_LANE = 1
    assert upload(as_user(alice)).status_code == 202
    assert upload(as_user(alice), "new").status_code == 429


def test_it_counts_for_a_day(as_user, alice):
    upload(as_user(alice))
    KeyedCall.objects.update(created_at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
    assert "Idempotency-Replayed" not in upload(as_user(alice))
    KeyedCall.objects.update(created_at=timezone.now() - idempotency.KEPT - timedelta(seconds=1))
    assert (idempotency.tidy(), KeyedCall.objects.count()) == (1, 0)


def test_it_goes_with_its_document(as_user, alice):
    upload(as_user(alice))
    services.delete(Document.objects.get())
    assert not KeyedCall.objects.exists()


def test_a_synchronous_call_is_done_once_too(as_user, alice, worker):
    first, again = (upload(as_user(alice), url=OCR) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert (again["Idempotency-Replayed"], Document.objects.count()) == ("true", 1)


def test_reading_again_is_done_once_too(as_user, alice, queued, value, monkeypatch):
    document = Document.objects.get(pk=services.submit(upload=services.Upload([picture()]), owner=alice)[0].pk)
    claims.finish(claims.claim("w"), value("old"))
    answers = [
        as_user(alice).post(f"{URL}{document.uid}/rerun", headers={"Idempotency-Key": "again"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[1].json() == answers[0].json()
    other = as_user(alice).post(f"{URL}{document.uid}/rerun", {"languages": "de"}, headers={"Idempotency-Key": "again"})
    assert (other.status_code, Run.objects.count()) == (422, 2)


def test_of_twenty_at_once_one_makes_a_document(as_user, alice, worker):
    start = threading.Barrier(20)

    def send(_):
        client = as_user(alice)
        start.wait()
        try:
            return upload(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert Document.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert all("Retry-After" in answer for answer in answers)
    assert sum("Idempotency-Replayed" not in answer for answer in answers if answer.status_code == 202) == 1
    processes.wait_for(lambda: not Run.objects.filter(status__in=OPEN).exists())
