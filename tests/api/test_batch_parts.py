"""GET /api/v1/batches/{id}/result and /review/: all documents of a batch in one zip, and in one walk."""

from __future__ import annotations

import io
import zipfile

import pytest

from onlineocr.documents.models import Batch, Document
from onlineocr.documents.queue import claims
from tests.api.batch_calls import URL, add, new, seen
from tests.conftest import read_value


@pytest.fixture
def doubtful(alice, queued):
    """``doubtful(batch, 0.5, 0.99, 0.3)``: a document of the batch with a page for each word of this confidence."""

    def read(batch, *confidences, name="scan.png", text="word"):
        document = queued(alice, pages=len(confidences), file_name=name)
        for number, sure in enumerate(confidences, 1):
            claims.finish(claims.claim("w"), read_value(f"{text}{number}", number=number, confidence=sure))
        Document.objects.filter(pk=document.pk).update(batch=Batch.objects.get(uid=batch["id"]))
        return str(document.uid)

    return read


def walked(client, address):
    """The doubtful words from this address on, one call for each, and those of the way back."""
    there, back = [], []
    while address:
        body = client.get(address).json()
        there += [(one["document"], one["page"]) for one in body["results"]]
        last, address = address, body["next"]
    body = client.get(last).json()
    while body["previous"]:
        body = client.get(body["previous"]).json()
        back += [(one["document"], one["page"]) for one in body["results"]]
    return there, back


def test_the_review_goes_from_document_to_document_and_back(as_user, alice, doubtful):
    client = as_user(alice)
    batch = new(client)
    first, _, third = doubtful(batch, 0.5, 0.3), doubtful(batch, 0.99), doubtful(batch, 0.95, 0.6)
    words = [(first, 1), (first, 2), (third, 2)]
    there, back = walked(client, f"{URL}{batch['id']}/review/?order=reading&limit=1")
    assert (there, back[:2]) == (words, words[1::-1])
    body = client.get(f"{URL}{batch['id']}/review/").json()
    assert (body["count"], [one["document"] for one in body["results"]]) == (3, [first, first, third])
    assert seen(client, batch)["doubts"] == 3


@pytest.mark.parametrize("way", ["after", "before"])
def test_the_review_begins_beside_any_document(as_user, alice, doubtful, way):
    client = as_user(alice)
    batch = new(client)
    uids = [doubtful(batch, 0.5, 0.4) for _ in range(3)]
    body = client.get(f"{URL}{batch['id']}/review/", {way: uids[1], "limit": 1}).json()
    [word] = body["results"]
    assert (word["document"], word["page"]) == ((uids[2], 1) if way == "after" else (uids[0], 2))


@pytest.mark.parametrize(
    "query",
    [
        {"order": "doubt"},
        {"after": "x"},
        {"after": "1" * 36},
        {"after": "01890000-0000-7000-8000-000000000000"},
        {"after": "01890000-0000-7000-8000-000000000000:1.2"},
        {"limit": "0"},
        {"below": "2"},
    ],
    ids=["order", "word", "digits", "elsewhere", "half", "none", "sure"],
)
def test_the_review_names_what_it_cannot_do(as_user, alice, query):
    batch = new(as_user(alice))
    answer = as_user(alice).get(f"{URL}{batch['id']}/review/", query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, next(iter(query)))


def zipped(client, batch, **query):
    response = client.get(f"{URL}{batch['id']}/result", query)
    assert response.status_code == 200, response.getvalue()
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}, response


def test_all_results_come_as_one_zip(as_user, alice, doubtful):
    client = as_user(alice)
    batch = new(client, name="März")
    for name in ("a.png", "a.png", "../b.png"):
        doubtful(batch, 0.9, name=name)
    add(client, batch, "unread.png")
    found, response = zipped(client, batch)
    assert list(found) == ["a.txt", "a (2).txt", "_b.txt", "left-out.txt"]
    assert (found["a.txt"], response["Content-Type"]) == ("word1\n", "application/zip")
    assert "filename*=utf-8''M%C3%A4rz" in response["Content-Disposition"]
    assert next(iter(zipped(client, batch, format="json")[0])) == "a.json"


def test_the_zip_waits_for_a_first_result(as_user, alice):
    batch = new(as_user(alice))
    for _ in range(2):
        answer = as_user(alice).get(f"{URL}{batch['id']}/result")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        add(as_user(alice), batch)
    assert as_user(alice).get(f"{URL}{batch['id']}/result?format=x").status_code == 422
