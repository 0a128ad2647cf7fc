"""/api/v1/documents/: send, watch, fetch, cancel, delete."""

import hashlib
import io
import json
from pathlib import Path

import fake_engine as fake
import pytest

from onlineocr.documents.models import Document, Page
from onlineocr.documents.queue import claims
from tests.support.processes import picture, poisoned, wait_for

URL = "/api/v1/documents/"


def upload(data):
    file = io.BytesIO(data)
    file.name = "scan.png"
    return file


@pytest.fixture
def read(queued, value):
    def document(owner, *texts):
        made = queued(owner, pages=len(texts))
        for number, text in enumerate(texts, 1):
            claims.finish(claims.claim("w"), value(text, number=number))
        return f"{URL}{made.uid}/"

    return document


def test_it_answers_202_and_says_where_to_look(as_user, alice):
    response = as_user(alice).post(URL, {"file": upload(picture())}, format="multipart")
    assert (response.status_code, response["Retry-After"]) == (202, "1")
    body = response.json()
    assert (body["status"], body["progress"]) == ("queued", {"done": 0, "total": 1})
    assert response["Location"] == f"{URL}{body['id']}/"
    assert as_user(alice).get(response["Location"]).json()["id"] == body["id"]


def test_it_answers_200_when_the_document_ends_within_the_wait(as_user, alice, worker):
    response = as_user(alice).post(f"{URL}?wait=30", {"file": upload(picture())}, format="multipart")
    assert (response.status_code, response.json()["status"]) == (200, "succeeded")


@pytest.mark.parametrize("wait", ["-1", "61", "soon", "nan"])
def test_it_refuses_a_wait_out_of_range(api, wait):
    response = api.post(f"{URL}?wait={wait}", {"file": upload(picture())}, format="multipart")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "wait")
    assert not Document.objects.exists()


def test_it_tells_when_a_page_ends(as_user, alice, worker):
    data = picture("TIFF", frames=3)
    address = as_user(alice).post(URL, {"file": upload(data)}, format="multipart")["Location"]

    def ended():
        return as_user(alice).get(f"{address}?wait=5").json()["status"] == "succeeded"

    wait_for(ended)
    body = as_user(alice).get(address).json()
    assert [page["status"] for page in body["pages"]] == ["succeeded"] * 3
    assert body["progress"] == {"done": 3, "total": 3}


def test_it_gives_the_result_as_json(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one", "two") + "result")
    body = json.loads(b"".join(response.streaming_content))
    assert response["Content-Type"] == "application/json"
    assert [page["text"] for page in body["pages"]] == ["one", "two"]
    assert body["id"] == str(Document.objects.get().uid)


@pytest.mark.parametrize(
    ("query", "accept"), [("?format=txt", "*/*"), ("", "text/plain"), ("?format=txt", "application/json")]
)
def test_it_gives_the_result_as_text(as_user, alice, read, query, accept):
    response = as_user(alice).get(read(alice, "one", "two") + "result" + query, HTTP_ACCEPT=accept)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert b"".join(response.streaming_content) == b"one\n\x0ctwo\n"


def test_it_refuses_a_format_that_there_is_not(as_user, alice, read):
    response = as_user(alice).get(read(alice, "one") + "result?format=wav")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_option")


def test_it_has_no_result_before_a_page_is_read(as_user, alice, queued):
    response = as_user(alice).get(f"{URL}{queued(alice).uid}/result")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_it_gives_the_pages_that_are_done_while_others_wait(as_user, alice, queued, value):
    made = queued(alice, pages=3)
    claims.finish(claims.claim("w"), value("one", number=1))
    response = as_user(alice).get(f"{URL}{made.uid}/result")
    assert [page["text"] for page in json.loads(b"".join(response.streaming_content))["pages"]] == ["one"]


@pytest.mark.parametrize(("pages", "found"), [("2", "two"), ("1,3-9", "one three"), ("2-", "two three")])
def test_it_gives_only_the_pages_asked_for(as_user, alice, read, pages, found):
    response = as_user(alice).get(read(alice, "one", "two", "three") + "result", {"pages": pages})
    assert " ".join(page["text"] for page in json.loads(b"".join(response.streaming_content))["pages"]) == found


@pytest.mark.parametrize("pages", ["4", "0", "3-1", "all", "1," * 400])
def test_it_refuses_pages_that_there_are_not(as_user, alice, read, pages):
    assert as_user(alice).get(read(alice, "one") + "result", {"pages": pages}).status_code == 422


def test_it_names_the_pages_that_failed(as_user, alice, worker):
    response = as_user(alice).post(f"{URL}?wait=30", {"file": upload(poisoned(fake.FAIL))}, format="multipart")
    body = response.json()
    assert (body["status"], body["problems"][0]["page"], body["problems"][0]["code"]) == ("failed", 1, "engine_failed")


def test_it_tells_the_problems_of_pages_that_were_read(as_user, alice, worker):
    cut = picture("JPEG")
    body = as_user(alice).post(f"{URL}?wait=30", {"file": upload(cut[: len(cut) * 3 // 4])}, format="multipart").json()
    address = f"{URL}{body['id']}/"
    result = json.loads(b"".join(as_user(alice).get(address + "result").streaming_content))
    assert [problem["code"] for problem in result["problems"]] == ["truncated_file"]
    assert result["sha256"] == hashlib.sha256(cut[: len(cut) * 3 // 4]).hexdigest()
    assert body["problems"] == [{"page": 1, **result["problems"][0]}]
    assert body["needs_review"]
    page = {"edits": [{"confirmed": True}], "revision": 1}
    assert as_user(alice).patch(address + "pages/1/", page).status_code == 200
    after = as_user(alice).get(address).json()
    assert (after["problems"], after["needs_review"]) == (body["problems"], False)


def test_it_loads_no_result_to_tell_of_a_document(as_user, alice, read, django_assert_max_num_queries):
    address = read(alice, *["word"] * 40)
    Page.objects.update(needs_review=True)
    with django_assert_max_num_queries(12) as asked:
        assert as_user(alice).get(address).json()["problems"] == []
    assert not [one["sql"] for one in asked if '"documents_page"."text"' in one["sql"]]


def test_it_cancels_what_has_not_ended(as_user, alice, queued):
    address = f"{URL}{queued(alice, pages=3).uid}/"
    assert as_user(alice).post(address + "cancel").json()["status"] == "canceled"
    assert as_user(alice).post(address + "cancel").status_code == 409


def test_it_deletes(as_user, alice, read):
    address = read(alice, "one")
    assert as_user(alice).delete(address).status_code == 204
    assert as_user(alice).get(address).status_code == 404
    assert as_user(alice).delete(address).status_code == 404


@pytest.mark.parametrize("path", ["", "result", "original"])
def test_it_hides_what_belongs_to_others(api, as_user, alice, bob, charlie, read, path):
    address = read(alice, "one")
    assert as_user(bob).get(address + path).status_code == 404
    assert api.get(address + path).status_code == 404
    assert as_user(bob).delete(address).status_code == 404
    assert as_user(bob).post(address + "cancel").status_code == 404
    status = 410 if path == "original" else 200  # there is no file behind these rows
    assert as_user(charlie).get(address + path).status_code == status


def test_a_file_that_is_gone_is_410(as_user, alice, queued):
    response = as_user(alice).get(f"{URL}{queued(alice).uid}/original")
    assert (response.status_code, response.json()["code"]) == (410, "original_gone")


def test_a_file_that_cannot_be_read_is_a_fault_of_the_server(as_user, alice, settings):
    address = as_user(alice).post(URL, picture(), content_type="image/png")["Location"]
    file = next(Path(settings.DATA_DIR).rglob(Document.objects.get().key))
    file.unlink()
    file.mkdir()
    client = as_user(alice)
    client.raise_request_exception = False
    response = client.get(f"{address}original")
    assert (response.status_code, response.json()["code"]) == (500, "server_error")
    assert str(file) not in response.content.decode()


def test_it_answers_404_for_a_document_that_never_was(as_user, alice):
    response = as_user(alice).get(f"{URL}01890000-0000-7000-8000-000000000000/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
