"""Why a form or a call with a session is refused, and that the remedy which the page names works."""

from __future__ import annotations

import re

import pytest
from django.test import Client


@pytest.fixture
def sign_in(alice, password):
    """``sign_in(host=..., origin=...)``: Alice's answer to the form of the sign-in page, sent with these headers."""

    def send(client=None, *, cookies=True, secure=False, **headers):
        client = client or Client(enforce_csrf_checks=True)
        page = client.get("/accounts/login/", headers=headers, secure=secure)
        form = {"username": "alice", "password": password, "csrfmiddlewaretoken": page.cookies["onlineocr_csrf"].value}
        if not cookies:
            client.cookies.clear()
        return client.post("/accounts/login/", form, headers=headers, secure=secure)

    return send


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("ocr.example.org", "https://ocr.example.org:8443"),  # TLS on another port, the port lost on the way
        ("ocr.example.org", "https://ocr.example.org"),
        ("nas:9999", "https://nas"),
        ("nas:9999", "http://nas:8080"),
        ("ocr_web:9999", "http://ocr_web:9999"),
        ("[::1]:9999", "http://[::1]:8080"),
    ],
)
def test_a_page_under_the_same_name_is_ours_on_every_port(sign_in, host, origin):
    assert sign_in(host=host, origin=origin).status_code == 302


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://ocr.example.org.evil.example", "null", "https://", "x[", "nonsense"]
)
def test_no_other_page_is_ours(sign_in, origin):
    assert sign_in(host="ocr.example.org", origin=origin).status_code == 403


def test_a_page_by_http_is_not_ours_where_we_are_reached_by_https(sign_in):
    assert sign_in(secure=True, host="nas", origin="http://nas").status_code == 403


def test_behind_a_rewritten_host_the_page_and_the_log_name_the_cause(sign_in, caplog):
    answer = sign_in(host="127.0.0.1:9999", origin="https://ocr.example.org:8443")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "https://ocr.example.org:8443" in text
    assert "http://127.0.0.1:9999" in text
    assert "ONLINEOCR_PUBLIC_URL=https://ocr.example.org:8443" in text
    assert "ookies" not in text
    assert "ONLINEOCR_PUBLIC_URL=https://ocr.example.org:8443" in caplog.text


def test_the_remedy_works(sign_in, settings):
    settings.CSRF_TRUSTED_ORIGINS = [*settings.CSRF_TRUSTED_ORIGINS, "https://ocr.example.org:8443"]
    assert sign_in(host="127.0.0.1:9999", origin="https://ocr.example.org:8443").status_code == 302


def test_an_origin_that_the_browser_hides_is_told(sign_in):
    assert "neither an Origin nor a Referer" in sign_in(host="nas", origin="null").content.decode()
    assert "neither an Origin nor a Referer" in sign_in(secure=True, host="nas").content.decode()


def test_https_only_over_http_is_told(sign_in, settings):
    settings.CSRF_COOKIE_SECURE = True
    answer = sign_in(cookies=False, host="nas", origin="http://nas")
    assert "ONLINEOCR_HTTPS" in answer.content.decode()


def test_missing_cookies_are_told_where_they_are_the_cause(sign_in):
    answer = sign_in(cookies=False, host="nas", origin="http://nas")
    assert answer.status_code == 403
    assert re.search("[Cc]ookies", answer.content.decode())
    assert "ONLINEOCR" not in answer.content.decode()


def test_the_api_names_the_cause_too(alice):
    client = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:9999", "origin": "https://ocr.example.org:1"})
    client.force_login(alice)
    answer = client.patch("/api/v1/me", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "ONLINEOCR_PUBLIC_URL=https://ocr.example.org:1" in answer.json()["detail"]
