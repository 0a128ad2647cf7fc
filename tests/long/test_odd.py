"""Every call there is, made as no client of good faith makes it, is refused by name: ``./test --long odd``."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from tests.conftest import PASSWORD
from tests.support.routes import asking

DEEP = "[" * 100_000
NASTY = ["\0", "\ud800", "a" * 70_000, "9" * 5_000, "-1", "1e400", "\u202e\U0010ffff", "%00%ff", "'\"\\;--", "ª²"]
BODIES = [
    ("application/json", json.dumps(dict.fromkeys(["name", "username", "email", "url", "file", "password"], nasty)))
    for nasty in NASTY
] + [
    ("application/json", DEEP),
    ("application/json", '{"name": ' + "9" * 5_000 + "}"),
    ("application/json", '{"name": NaN, "expires": Infinity, "scopes": 1e999}'),
    ("application/json", b"\xff\xfe\x00"),
    ("application/json", b"\xef\xbb\xbf{}"),
    ("application/json", "null"),
    ("application/json; charset=utf-7", "{}"),
    ("application/json; charset=no-such", '{"name": "a"}'),
    ("application/json; charset=utf-16", '{"name": "a"}'),
    ("application/x-www-form-urlencoded", "name=%00&username=%ff%fe&password=%ed%a0%80&url=" + "&x=1" * 500),
    ("application/x-www-form-urlencoded; charset=no-such", "name=a"),
    ("multipart/form-data", "--x"),
    ("multipart/form-data; boundary=" + "x" * 300, "--x"),
    ("multipart/form-data; boundary=\xff", "--x"),
    (
        "multipart/form-data; boundary=x",
        '--x\r\nContent-Disposition: form-data; name="\0"; filename="\0"\r\n\r\n\0\r\n--x--',
    ),
    (
        "multipart/form-data; boundary=x; charset=no-such",
        '--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n=\r\n--x--',
    ),
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("application/octet-stream", b"\0" * 100),
    ("", b"x"),
    (";", b"x"),
    ('a/b; c="', b"x"),
]
HEADERS = [
    {"Authorization": "Basic " + base64.b64encode(text).decode()}
    for text in (b"", b":", b"\0:\0", b"\xff\xfe:\xff", b"alice", b"alice:\xed\xa0\x80", b"a" * 60_000)
] + [
    {"Authorization": "Basic"},
    {"Authorization": "Basic ===="},
    {"Authorization": "Basic \xff"},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer a.b.c"},
    {"Authorization": "Bearer \xff\x00"},
    {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
    {"Authorization": "Bearer oo_\0_\0"},
    {"X-API-Key": ""},
    {"X-API-Key": "\0"},
    {"X-API-Key": "oo_" + "a" * 60_000},
    {"X-API-Key": "oo_\xff_ß"},
    {"Cookie": "onlineocr_session=\0; onlineocr_csrf=\xff"},
    {"Cookie": "=;;=\0"},
    {"Cookie": "onlineocr_session=" + "a" * 9_000},
    {"Accept": "a"},
    {"Accept": "*/*;q=x, ;;;"},
    {"Accept": "application/json; indent=99999999"},
    {"Accept": "application/json; indent=-1"},
    {"Accept-Language": "\0" * 50},
    {"Accept-Encoding": "\xff"},
    {"If-None-Match": '"' * 50},
    {"If-Modified-Since": "Thu, 99 Nov 99999 99:99:99 GMT"},
    {"If-Match": "*, W/"},
    {"Range": "bytes=9-1"},
    {"Idempotency-Key": "\0"},
    {"Last-Event-ID": "-1-9999999999999999999999-0-x"},
    {"X-Document-Token": "\0\xff"},
    {"X-Request-Id": "\0\n"},
    {"Host": "\0"},
    {"X-HTTP-Method-Override": "TRACE"},
    {"Content-Disposition": "attachment; filename*=UTF-8''%ff%00"},
]
NAMES = [
    "page",
    "page_size",
    "search",
    "ordering",
    "created_by",
    "cursor",
    "status",
    "language",
    "media_type",
    "created_after",
    "created_before",
    "needs_review",
    "format",
    "wait",
    "token",
    "pages",
    "width",
    "engine",
    "dpi",
    "url",
    "retention",
    "webhook",
]
VALUES = [
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "9" * 5_000,
    "-9223372036854775809",
    "1e400",
    "nan",
    "%F3%A0%80%81",
    "",
    "0",
    "%C2%B2",
]
METHODS = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get"]
PATHS = sorted({path for _, path, _ in asking()} | {"/api/register/", "/api/token_obtain_pair/", "/api/token_refresh/"})
pytestmark = pytest.mark.long


@pytest.fixture
def client(alice, settings):
    """Alice by HTTP Basic, where no header says otherwise; answers faults of the server as its users see them."""
    settings.THROTTLE_RATES = dict.fromkeys(settings.THROTTLE_RATES, 1_000_000)
    settings.AXES_FAILURE_LIMIT = 1_000_000
    sign_in = "Basic " + base64.b64encode(b"alice:" + PASSWORD.encode()).decode()
    return Client(raise_request_exception=False, headers={"Authorization": sign_in})


def served(response, call) -> None:
    """Below 500, or busy; an error is a problem document."""
    assert response.status_code < 500 or response.status_code == 503, (call, response.content[:300])
    if response.status_code >= 400 and response.wsgi_request.method != "HEAD":
        assert response["Content-Type"] == "application/problem+json", (
            call,
            response.status_code,
            response.content[:300],
        )


@pytest.mark.parametrize("path", PATHS)
def test_no_body_makes_a_call_fail(client, path):
    for content_type, body in BODIES:
        for method in ("POST", "PATCH", "DELETE"):
            call = (method, path, content_type, body[:40])
            served(client.generic(method, path, body, content_type=content_type), call)


@pytest.mark.parametrize("path", PATHS)
def test_no_query_makes_a_call_fail(client, path):
    for name in NAMES:
        for value in VALUES:
            served(client.get(path, QUERY_STRING=f"{name}={value}"), (path, name, value[:20]))


@pytest.mark.parametrize("path", PATHS)
def test_no_header_makes_a_call_fail(client, path):
    for headers in HEADERS:
        served(client.get(path, headers=headers), (path, headers))
        served(client.post(path, "{}", content_type="application/json", headers=headers), (path, headers))


@pytest.mark.parametrize("path", PATHS)
def test_no_method_makes_a_call_fail(client, path):
    for method in METHODS:
        served(client.generic(method, path), (method, path))


@pytest.mark.parametrize(
    "odd", ["%00", "%ff", "9" * 5_000, "-1", "%F3%A0%80%81", "..%2f", "%C2%B2", "a" * 9_000, ";x", "\\"]
)
def test_no_address_makes_a_call_fail(client, odd):
    document = "01890000-0000-7000-8000-000000000000"
    for path in (
        "keys/{}/",
        "documents/{}/",
        f"documents/{document}/pages/{{}}/",
        f"documents/{document}/pages/{{}}/image",
        "webhooks/{}/",
        "webhooks/deliveries/{}/",
        "{}",
        "documents{}/",
    ):
        address = "/api/v1/" + path.format(odd)
        served(client.get(address), address)
