"""gzip: for texts, for clients that take it, never beside a secret, never holding a stream back."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from onlineocr.documents.queue import claims
from onlineocr.http.compression import CompressionMiddleware, accepts_gzip
from tests.support.typeset import typeset

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def answer(response, accept="gzip", **headers):
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accept, **headers)
    request.resolver_match = None
    return CompressionMiddleware(lambda _: response)(request)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.8", True),
        ("*", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("br", False),
        ("*;q=0", False),
    ],
)
def test_it_asks_what_the_client_takes(header, taken):
    assert accepts_gzip(header) is taken
    response = answer(HttpResponse("word " * 1000), header)
    assert response.has_header("Content-Encoding") is taken
    assert response["Vary"] == "Accept-Encoding"


def test_a_page_comes_compressed(client, db):
    response = client.get("/", **GZIP)
    assert int(response["Content-Length"]) == len(response.content) < 6000
    assert b"Get the <mark>text</mark>" in gzip.decompress(response.content)
    assert b"Get the <mark>text</mark>" in client.get("/").content


@pytest.mark.parametrize(
    "kind", ["image/webp", "application/pdf", "application/zip", "text/event-stream; charset=utf-8"]
)
def test_it_leaves_the_rest_as_it_is(kind):
    assert not answer(HttpResponse(bytes(5000), content_type=kind)).has_header("Content-Encoding")


def test_it_leaves_short_answers_files_and_parts(tmp_path):
    (tmp_path / "file.txt").write_text("x" * 5000)
    part = HttpResponse("x" * 5000, status=206)
    with (tmp_path / "file.txt").open("rb") as file:
        for response in (HttpResponse("short"), FileResponse(file, content_type="text/plain"), part):
            assert not answer(response).has_header("Content-Encoding")


def test_it_sends_a_stream_on_chunk_by_chunk():
    sent = []

    def chunks():
        for chunk in (b"one " * 500, b"two " * 500):
            sent.append(chunk)
            yield chunk

    response = answer(StreamingHttpResponse(chunks(), content_type="text/plain"))
    unpacked, unpacker = b"", zlib.decompressobj(31)
    for data in response.streaming_content:
        unpacked += unpacker.decompress(data)
        assert unpacked == b"".join(sent)  # nothing is held back
    assert unpacker.eof


def test_its_length_tells_nothing():
    assert len({len(answer(HttpResponse("word " * 1000)).content) for _ in range(20)}) > 1


def test_it_compresses_no_secret(client, alice, password):
    form = {"username": "alice", "password": password}
    response = client.post("/api/token_obtain_pair/", form, content_type="application/json", **GZIP)
    assert len(response.content) > 500
    assert not response.has_header("Content-Encoding")


def test_tags_of_compressed_answers_are_known_again(client, alice, queued):
    document = queued(alice)
    claims.finish(claim := claims.claim("w"), typeset("a cup of tea " * 20, claim.number))
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    page = f"/api/v1/documents/{document.uid}/pages/1/"
    plain, packed = client.get(page), client.get(page, **GZIP)
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert packed["ETag"] != plain["ETag"]
    for response in (plain, packed):
        again = client.get(page, HTTP_IF_NONE_MATCH=response["ETag"], **GZIP)
        assert (again.status_code, again["ETag"]) == (304, response["ETag"])
    assert "Accept-Encoding" in again["Vary"]
    body = {"edits": [{"block": 0, "confirmed": True}]}
    changed = client.patch(page, body, content_type="application/json", HTTP_IF_MATCH=packed["ETag"])
    assert changed.status_code == 200, changed.content


def test_the_head_is_that_of_the_compressed_answer(client, db):
    head, whole = client.head("/", **GZIP), client.get("/", **GZIP)
    assert head.content == b""
    assert head["Content-Encoding"] == "gzip"
    assert {name: head[name] for name in ("Vary", "Content-Type")} == {
        name: whole[name] for name in ("Vary", "Content-Type")
    }


def test_a_range_is_never_a_part_of_a_compressed_answer(client, alice, queued):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    original = f"/api/v1/documents/{queued(alice).uid}/original"
    part = client.get(original, HTTP_RANGE="bytes=0-9", **GZIP)
    assert not part.has_header("Content-Encoding")


def test_a_form_and_its_token_have_another_length_each_time(client, db):
    """The name that a visitor typed is shown again beside the token of the form (BREACH)."""
    form = {"username": "guess" * 9, "password": "wrong"}
    pages = [client.post("/accounts/login/", form, **GZIP) for _ in range(8)]
    assert all(page["Content-Encoding"] == "gzip" and b"guess" in gzip.decompress(page.content) for page in pages)
    assert len({len(page.content) for page in pages}) > 1
