"""HEAD, sent to ``onlineocr serve``: the head of the response to GET, and never a byte of its body.

The client, or a proxy that shares the connection among users, would take a body for the next response.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import processes
from tests.support.rawhttp import Line, call, head
from tests.support.routes import addresses

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("head_requests")]
FORGED = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nPOISONED!"


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    with processes.service(tmp_path_factory.mktemp("head_requests")) as (_, port):
        yield port


def after_head(port: int, request: bytes) -> tuple[bytes, int]:
    """What follows the head of the response to ``request`` when GET /healthz is sent behind it, and its status."""
    with Line(port) as line:
        line.send(request + head("GET", "/healthz", {"Connection": "close"}))
        first = line.answer(bodiless=True)
        assert first is not None, "no response"
        rest = b""
        while data := line.sock.recv(65536):
            rest += data
        return line.rest + rest, first.status


@pytest.mark.parametrize("path", [*addresses(), "/nothing", "/api/nothing"])
def test_no_address_sends_a_body(port, path):
    rest, _ = after_head(port, head("HEAD", path, {}))
    assert rest == b"" or rest.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.fixture(scope="module")
def document(port) -> str:
    """The address of a document of Alice, who has no account, with a response in front of its picture."""
    made = call(port, "POST", "/api/v1/documents/?wait=20", processes.picture(), content_type="image/png").json()
    return f"/api/v1/documents/{made['id']}/%s?token={made['token']}"


@pytest.mark.parametrize("part", ["", "original", "result?format=zip", "result", "pages/1/", "pages/1/image", "events"])
def test_no_part_of_a_document_sends_a_body(port, document, part):
    part, _, query = part.partition("?")
    rest, status = after_head(port, head("HEAD", document % part + f"&{query}", {}))
    assert status == 200
    assert rest == b"" or rest.startswith(b"HTTP/1.1 200 OK\r\n")


def test_the_original_is_no_response_of_its_own(port):
    pdf = FORGED + processes.encrypted_pdf("")
    made = call(port, "POST", "/api/v1/documents/", pdf, content_type="application/pdf").json()
    rest, _ = after_head(port, head("HEAD", f"/api/v1/documents/{made['id']}/original?token={made['token']}", {}))
    assert b"POISONED!" not in rest


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/capabilities", "/api/nothing"])
def test_it_has_the_length_of_the_body_that_get_would_send(port, path):
    with Line(port) as line:
        line.ask("HEAD", path)
        found = line.answer(bodiless=True)
        line.ask("GET", path)
        assert int(found.headers["content-length"]) == len(line.answer().body)


@pytest.mark.parametrize("request_", [
    b"HEAD /api/v1/capabilities HTTP/1.1\r\n\r\n",
    b"HEAD /api/v1/capabilities HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"HEAD /api/v1/capabilities HTTP/9.9\r\nHost: localhost\r\n\r\n",
    head("HEAD", "/api/v1/documents/", {"Content-Length": "999999999999"}),
], ids=["no_host", "two_hosts", "version", "length"])  # fmt: skip
def test_a_refusal_has_no_body_either(port, request_):
    rest, status = after_head(port, request_)
    assert (status >= 400, rest) == (True, b"")
