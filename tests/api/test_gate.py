from __future__ import annotations

import pytest

URL = "/api/register/"


def test_a_body_over_the_limit_is_413_with_the_numbers(client, settings):
    settings.MAX_BODY_BYTES = 1000
    response = client.post(URL, b"x" * 1001, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_many_bytes")
    assert "1001" in response.json()["detail"]
    assert "1000" in response.json()["detail"]


def test_a_body_at_the_limit_is_read(client, db, settings):
    settings.MAX_BODY_BYTES = 1000
    response = client.post(URL, b" " * 998 + b"{}", content_type="application/json")
    assert response.json()["code"] == "invalid"


def test_it_answers_before_it_reads(client):
    response = client.generic("POST", URL, b"", CONTENT_LENGTH="99999999999")
    assert response.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e9"])
def test_an_odd_length_hurts_nobody(client, db, length):
    assert client.generic("POST", URL, b"{}", "application/json", CONTENT_LENGTH=length).status_code == 400


def test_outside_the_api_it_says_it_plainly(client, settings):
    settings.MAX_BODY_BYTES = 10
    response = client.post("/admin/login/", b"x" * 11, content_type="text/plain")
    assert response.status_code == 413
    assert response.headers["Content-Type"].startswith("text/plain")


def chunked(client, body: bytes, *, ends: bool = True):
    """POST ``body`` as a server hands a chunked request on: without a length."""
    from io import BytesIO

    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "CONTENT_TYPE": "application/json"}
    return client.generic("POST", URL, b"", **sent, **{"wsgi.input": BytesIO(body), "wsgi.input_terminated": ends})


@pytest.mark.parametrize("padding", [0, 3_000_000])
def test_a_chunked_body_is_read_whole(client, db, padding):
    body = b'{"username": "dana", "password": "purple monkey dishwasher"}' + b" " * padding
    assert chunked(client, body).status_code == 201


def test_a_chunked_body_over_the_limit_is_413(client, db, settings):
    settings.MAX_BODY_BYTES = 1000
    assert chunked(client, b" " * 1001).json()["code"] == "too_many_bytes"


def test_a_chunked_body_that_nobody_ends_is_411(client, db):
    assert chunked(client, b"{}", ends=False).json()["code"] == "length_required"
