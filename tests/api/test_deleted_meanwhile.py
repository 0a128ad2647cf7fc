"""A document that somebody deletes while another call waits for it."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from onlineocr.documents import services
from onlineocr.documents.models import Document, Run
from onlineocr.documents.notify.waiting import waiters
from tests.support.processes import picture, wait_for

URL = "/api/v1/documents/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deleted():
    """``deleted(call)``: the answer to ``call``, if the document is deleted for which it waits."""

    def deleted(call):
        def answer():
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(answer)
            (uid,) = wait_for(lambda: list(waiters._events))
            services.delete(Document.objects.get(uid=uid))
            return waiting.result(timeout=30)

    return deleted


def files(*texts):
    return {"file": [SimpleUploadedFile(f"{text}.png", picture(text=text)) for text in texts]}


@pytest.mark.parametrize("address", ["/api/ocr/", f"{URL}?wait=8"])
def test_who_sent_it_is_told(as_user, alice, deleted, address):
    answer = deleted(lambda: as_user(alice).post(address, files("one"), format="multipart"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "deleted" in answer.json()["detail"]


@pytest.mark.parametrize("call", ["get", "rerun"])
def test_who_waits_for_it_is_told(as_user, alice, deleted, call):
    sent = as_user(alice).post(URL, files("one"), format="multipart").json()
    if call == "rerun":
        Document.objects.update(status="canceled")
        Run.objects.update(status="canceled")
    address = f"{URL}{sent['id']}/"
    calls = {
        "get": lambda: as_user(alice).get(f"{address}?wait=8"),
        "rerun": lambda: as_user(alice).post(f"{address}rerun?wait=8", {}, format="json"),
    }
    answer = deleted(calls[call])
    assert answer.status_code == 404


def test_the_others_of_a_batch_are_answered(api, deleted):
    answer = deleted(lambda: api.post(f"{URL}?wait=4", files("one", "two"), format="multipart"))
    (left,) = answer.json()["documents"]
    assert (answer.status_code, left["file_name"], bool(left["token"])) == (202, "two.png", True)


def test_who_follows_its_events_is_told(as_user, alice, deleted):
    sent = as_user(alice).post(URL, files("one"), format="multipart").json()
    address = f"{URL}{sent['id']}/events"
    stream = deleted(lambda: b"".join(as_user(alice).get(address).streaming_content).decode())
    last = stream.strip().split("\n\n")[-1]
    assert "event: deleted" in last
    assert json.dumps({"id": sent["id"]}) in last
    number = re.search(r"^id: (.*)$", last, re.MULTILINE)[1]
    assert as_user(alice).get(address, HTTP_LAST_EVENT_ID=number).status_code == 404
