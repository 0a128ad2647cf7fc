from __future__ import annotations

import pytest

from onlineocr.addresses import Host
from onlineocr.ops.hosts import host_of, is_served


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:9999",
        "localhost:",
        "127.0.0.1:9999",
        "192.168.1.20",
        "[::1]:9999",
        "[fe80::1]",
        "nas:9999",
        "nas.local",
        "ocr.lan:80",
        "ocr.home.arpa",
        "ocr_web_1:9999",
        "OCR.Example.org",
        "ocr.example.org:443",
        "ocr.example.org.",
    ],
)
def test_it_serves_local_names_addresses_and_the_public_name(host):
    assert is_served(Host.parse(host), ["ocr.example.org"])


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "ocr.example.org.evil.example",
        "127.0.0.1.nip.io",
        "evil_one.example",
    ],
)
def test_it_serves_no_other(host):
    assert not is_served(Host.parse(host), ["ocr.example.org"])


@pytest.mark.parametrize("host", ["", "a b", "x@y", "/", "a..b", "[::1", "a:b", "a:99999", "ü.local", "a,b", "<b>"])
def test_it_takes_no_other_text_for_a_host(host):
    assert host_of(host) is None


def test_a_dot_in_front_serves_every_name_below():
    assert is_served(Host("a.example.org"), [".example.org"])
    assert is_served(Host("anything.example"), ["*"])


def test_a_refusal_names_the_setting_and_the_value(client):
    response = client.get("/", headers={"host": "Evil.example:8443"})
    assert response.status_code == 400
    assert b"ONLINEOCR_HOSTS=evil.example," in response.content


def test_the_value_that_a_refusal_names_works(client, db, settings):
    settings.PUBLIC_HOSTS = ["evil.example"]
    assert client.get("/", headers={"host": "Evil.example:8443"}).status_code == 200


def test_text_that_is_no_host_is_refused_without_a_setting_that_cannot_help(client):
    response = client.get("/", headers={"host": "a b"})
    assert response.status_code == 400
    assert b"ONLINEOCR_HOSTS" not in response.content
    assert b"'a b'" in response.content


def test_the_log_names_a_refused_host(client, caplog):
    client.get("/", headers={"host": "new.example"})
    assert "ONLINEOCR_HOSTS=new.example" in caplog.text


@pytest.mark.parametrize("host", ["evil.example", "a b", "ocr_web_1", "", "10.0.0.7:9999", "ocr.example.org:"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_whatever_host_they_name(client, db, path, host):
    assert client.get(path, headers={"host": host}).status_code in {200, 503}


@pytest.mark.parametrize("host", ["ocr_web_1:9999", "nas:", ""])
def test_pages_and_links_work_under_names_that_django_refuses(client, api, db, alice, as_user, host):
    assert client.get("/", headers={"host": host}).status_code == 200
    assert as_user(alice).get("/api/history/", headers={"host": host}).status_code == 200


def test_a_link_under_a_name_with_an_underscore_keeps_it(client, db):
    assert b"http://ocr_web_1:9999/api/ocr/" in client.get("/", headers={"host": "ocr_web_1:9999"}).content


def test_a_form_can_be_sent_under_a_name_with_an_underscore(db, alice, password):
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"host": "ocr_web_1:9999", "origin": "http://ocr_web_1:9999"})
    token = client.get("/accounts/login/").cookies["onlineocr_csrf"].value
    form = {"username": "alice", "password": password, "csrfmiddlewaretoken": token}
    assert client.post("/accounts/login/", form).status_code == 302
