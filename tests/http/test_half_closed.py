"""Clients that end their side of the connection after a request, as ``nc -N`` does, and still read the response."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.support import processes
from tests.support.rawhttp import Answer, Line, call, chunked, head

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("half_closed")]
DOCUMENTS = "/api/v1/documents/"


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    with processes.service(tmp_path_factory.mktemp("half_closed"), ONLINEOCR_MAX_BYTES="2MiB") as (_, port):
        yield port


def answers_to(port: int, data: bytes) -> list[Answer]:
    """The responses to a client that sends ``data``, ends its side and reads to the end."""
    with Line(port) as line:
        line.send(data)
        line.sock.shutdown(socket.SHUT_WR)
        return list(iter(line.answer, None))


def upload(body: bytes, **headers: str) -> bytes:
    fields = {"Content-Type": "image/png", "Content-Length": str(len(body))} | headers
    return head("POST", DOCUMENTS, fields) + body


@pytest.mark.parametrize("path", ["/healthz", "/api/schema/", "/api/v1/capabilities"])
def test_it_answers_a_whole_request(port, path):
    (found,) = answers_to(port, head("GET", path, {}))
    assert (found.status, found.body) == (200, call(port, "GET", path).body)


def test_it_takes_a_whole_upload(port):
    picture = processes.picture()
    for data in (
        upload(picture),
        upload(chunked(picture), **{"Content-Length": "", "Transfer-Encoding": "chunked"}),
        upload(picture, Connection="close"),
    ):
        (found,) = answers_to(port, data)
        assert found.status == 202, found.body


def test_it_answers_when_the_end_comes_while_the_request_runs(port):
    with Line(port) as line:
        line.send(upload(processes.picture(text="later")).replace(b"documents/ ", b"documents/?wait=20 "))
        threading.Timer(0.02, line.sock.shutdown, (socket.SHUT_WR,)).start()
        assert line.answer().status in {200, 202}
        assert line.answer() is None


def test_it_answers_each_request_of_a_pipeline(port):
    data = b"".join(head("GET", f"/healthz?{number}", {}) for number in range(20))
    assert [found.status for found in answers_to(port, data + b"GET /heal")] == [200] * 20


@pytest.mark.parametrize(
    "data",
    [
        upload(processes.picture())[:-1],
        upload(chunked(processes.picture()), **{"Content-Length": "", "Transfer-Encoding": "chunked"})[:-2],
        head("GET", "/healthz", {}) + upload(b"", **{"Content-Length": "5"}),
    ],
    ids=["length", "chunked", "nothing of it"],
)
def test_it_refuses_a_body_that_is_cut(port, data):
    found = answers_to(port, data)[-1]
    assert (found.status, found.json()["code"]) == (408, "body_too_slow")
    assert "ended" in found.json()["detail"]


def test_it_stores_nothing_of_a_body_that_is_cut(port):
    picture, key = processes.picture(text="cut"), {"Idempotency-Key": "cut-by-a-half-close"}
    (cut,) = answers_to(port, upload(picture, **key)[:-1])
    (whole,) = answers_to(port, upload(picture, **key))
    assert (cut.status, whole.status) == (408, 202)
    assert "idempotency-replayed" not in whole.headers


def test_it_answers_a_refused_upload(port):
    (found,) = answers_to(port, upload(bytes(8_000_000)))
    assert (found.status, found.json()["code"]) == (413, "too_many_bytes")


@pytest.mark.parametrize("data", [b"", b"GET /healthz HTTP/1.1\r\nHost: local"])
def test_it_closes_a_connection_without_a_request(port, data):
    assert answers_to(port, data) == []
