"""POST /api/v1/documents/ with several files: all of them or none."""

from __future__ import annotations

import io

import pytest
from django.conf import settings as real

from onlineocr.documents.models import Document, Page, QueueEntry, Usage
from tests.support.processes import picture

URL = "/api/v1/documents/"


def send(client, *files, url=URL, key=None, **fields):
    parts = []
    for number, data in enumerate(files, 1):
        part = io.BytesIO(data)
        part.name = f"{number}.png"
        parts.append(part)
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(url, {"file": parts, **fields}, format="multipart", headers=headers)


def originals():
    return [path for path in (real.DATA_DIR / "originals").rglob("*") if path.is_file()]


def test_it_takes_all_in_their_order(as_user, alice):
    response = send(as_user(alice), picture(text="one"), picture("TIFF", frames=2), picture(text="three"))
    body = response.json()
    assert (response.status_code, body["count"], response["Retry-After"]) == (202, 3, "1")
    assert [document["file_name"] for document in body["documents"]] == ["1.png", "2.png", "3.png"]
    assert [document["progress"]["total"] for document in body["documents"]] == [1, 2, 1]


def test_a_batch_does_not_push_in_front_unless_it_says_so(as_user, alice):
    send(as_user(alice), picture(), picture(text="two"))
    assert set(QueueEntry.objects.values_list("priority", flat=True)) == {1}
    Page.objects.all().delete()
    send(as_user(alice), picture(), picture(text="two"), priority="interactive")
    assert set(QueueEntry.objects.values_list("priority", flat=True)) == {0}


def test_one_refused_file_refuses_all_and_is_named(as_user, alice):
    before = len(originals())
    response = send(as_user(alice), picture(), b"no picture", picture())
    body = response.json()
    assert (response.status_code, body["code"], body["errors"][0]["field"]) == (415, "unsupported_type", "file.2")
    assert "File 2 (2.png)" in body["detail"]
    assert not Document.objects.exists()
    assert len(originals()) == before
    assert not Usage.objects.exists()


@pytest.mark.parametrize(("name", "code"), [("QUEUE_LANE", "queue_full"), ("QUOTA_PAGES", "quota_exceeded")])
def test_there_is_room_for_all_or_for_none(as_user, alice, settings, name, code):
    send(as_user(alice), picture())
    setattr(settings, name, 2)
    response = send(as_user(alice), picture(), picture())
    assert (response.status_code, response.json()["code"]) == (429, code)
    assert Document.objects.count() == 1


def test_it_takes_no_more_files_than_it_may(as_user, alice, settings):
    settings.BATCH_FILES = 2
    response = send(as_user(alice), *[picture()] * 3)
    assert (response.status_code, response.json()["code"]) == (413, "too_many_files")
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(as_user(alice), *[picture()] * 3)
    assert (response.status_code, response.json()["code"]) == (413, "too_many_files")
    assert not Document.objects.exists()


def test_visitors_get_a_token_for_each(api):
    documents = send(api, picture(), picture(text="two")).json()["documents"]
    for document in documents:
        assert api.get(f"{URL}{document['id']}/", {"token": document["token"]}).status_code == 200
    assert documents[0]["token"] != documents[1]["token"]


def test_sent_again_with_its_key_it_is_taken_once(api):
    first, again = (send(api, picture(), picture(text="two"), key="batch").json() for _ in range(2))
    assert again == first
    assert Document.objects.count() == 2


def test_it_waits_for_all_of_them(as_user, alice, worker):
    response = send(as_user(alice), picture(), picture(text="two"), url=f"{URL}?wait=30")
    assert (response.status_code, {one["status"] for one in response.json()["documents"]}) == (200, {"succeeded"})


def test_the_synchronous_call_takes_one(as_user, alice):
    response = send(as_user(alice), picture(), picture(), url="/api/ocr/")
    assert (response.status_code, response.json()["code"]) == (400, "no_file")
