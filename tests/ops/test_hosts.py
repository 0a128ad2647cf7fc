from __future__ import annotations

import pytest

from onlineocr.ops.hosts import is_served


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:9999",
        "127.0.0.1:9999",
        "192.168.1.20",
        "[::1]:9999",
        "[fe80::1]",
        "nas:9999",
        "nas.local",
        "ocr.lan:80",
        "ocr.home.arpa",
        "OCR.Example.org",
        "ocr.example.org:443",
        "ocr.example.org.",
    ],
)
def test_it_serves_local_names_addresses_and_the_public_name(host):
    assert is_served(host, ["ocr.example.org"])


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "ocr.example.org.evil.example",
        "127.0.0.1.nip.io",
        "",
        "a b",
        "x@y",
        "/",
    ],
)
def test_it_serves_no_other(host):
    assert not is_served(host, ["ocr.example.org"])


def test_a_dot_in_front_serves_every_name_below():
    assert is_served("a.example.org", [".example.org"])
    assert is_served("anything.example", ["*"])


def test_the_answer_names_the_setting(client):
    response = client.get("/healthz", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"ONLINEOCR_HOSTS" in response.content
