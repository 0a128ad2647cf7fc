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
