"""Hostile framing of requests, sent to ``onlineocr serve``: chunks, trailers, pipelines, malformed heads."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import processes
from tests.support.rawhttp import Answer, Line, call, chunked, head

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("framing")]
DOCUMENTS = "/api/v1/documents/"
CHUNKED = head("POST", DOCUMENTS, {"Content-Type": "image/png", "Transfer-Encoding": "chunked"})
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[int, int]]:
    """A service: its port and its web process."""
    with processes.service(tmp_path_factory.mktemp("framing"), ONLINEOCR_MAX_BYTES="2MiB") as (process, port):
        yield port, processes.children(process.pid, "onlineocr.server")[0]


@pytest.fixture
def port(served) -> int:
    return served[0]


def memory(pid: int) -> int:
    """Resident bytes of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def answer_to(port: int, data: bytes) -> Answer:
    """The answer to ``data``, after which the server closes the connection and serves nothing more."""
    with Line(port) as line:
        with contextlib.suppress(ConnectionError):
            line.send(data)
        found = line.answer()
        assert found is not None, "no response"
        assert line.answer() is None
        return found


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        (b"3;", b"a" * 65536),
        (b"", b"0" * 65536),
        (b"0\r\nX: ", b"a" * 65536),
        (b"0\r\n", b"X: aaaaaaaaaaa\r\n" * 4096),
        (b"", b"1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\na\r\n" * 1024),
    ],
    ids=["extension", "size", "trailer", "trailers", "extensions"],
)
def test_endless_framing_is_refused_at_once(served, start, unit):
    port, pid = served
    before = memory(pid)
    with Line(port) as line:
        line.send(CHUNKED + start)
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                line.send(unit)
        found = line.answer()
        assert found is not None
        assert (found.status, found.json()["code"], found.headers["connection"]) == (400, "malformed", "close")
    assert memory(pid) - before < 8 * MIB


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"fffffffffffffff\r\na", 413),
        (b"800000\r\na", 413),
        (b"00000000000000001\r\na\r\n0\r\n\r\n", 400),
        (b"-1\r\na\r\n0\r\n\r\n", 400),
        (b"1\na\r\n0\r\n\r\n", 400),
        (b"1;a\nb\r\na\r\n0\r\n\r\n", 400),
        (b"1\r\nabc\r\n0\r\n\r\n", 400),
        (b"1\r\na\n0\r\n\r\n", 400),
        (b"\r\n1\r\na\r\n0\r\n\r\n", 400),
        (b"1\r\na\r\n0\r\nX: a\n\r\n", 400),
        (b"0\r\nnot a field\r\n\r\n", 400),
        (b"0\r\nX: 1\r\n folded\r\n\r\n", 400),
        (b"0\r\nX : 1\r\n\r\n", 400),
        (b"0\r\n: 1\r\n\r\n", 400),
        (b"0\r\nX: a\0b\r\n\r\n", 400),
        (b"0\r\nHost: localhost\r\n\r\n", 400),
        (b"0\r\ncontent-length: 5\r\n\r\n", 400),
        (b"0\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ],
)
def test_a_malformed_chunk_ends_the_connection(port, body, status):
    assert answer_to(port, CHUNKED + body + head("GET", "/healthz", {})).status == status


def test_chunks_with_extensions_and_trailers_are_read_wherever_they_are_cut(port):
    data = processes.picture()
    half = len(data) // 2
    body = b'%X;name="a value"\r\n%s\r\n%x\r\n%s\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n' % (
        half,
        data[:half],
        len(data) - half,
        data[half:],
    )
    with Line(port) as line:
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for size in (1, 2, 3, len(body)):
            for start in range(0, len(CHUNKED + body), size):
                line.send((CHUNKED + body)[start : start + size])
            found = line.answer()
            assert found is not None
            assert found.status == 202, found.body


def test_tiny_chunks_hold_up_nobody(port):
    body = chunked(bytes(400_000), 1)
    with Line(port) as line:
        line.send(CHUNKED + body[:-2])
        start = time.monotonic()
        assert call(port, "GET", "/healthz").status == 200
        assert time.monotonic() - start < 3
        line.send(body[-2:])
        assert line.answer()


def test_unread_responses_stop_the_requests_behind_them(served):
    port, pid = served
    lines = [Line(port) for _ in range(20)]
    before = memory(pid)
    for line in lines:
        line.sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            line.sock.send(head("GET", "/api/schema/", {}) * 1000)
    most, end = 0, time.monotonic() + 6
    while time.monotonic() < end:
        time.sleep(0.2)
        most = max(most, memory(pid))
    assert most - before < 80 * MIB
    for line in lines:
        line.sock.close()


def test_pipelined_requests_are_answered_in_order(port):
    with Line(port) as line:
        asked = [f"/healthz?{number}" if number % 2 else "/api/schema/" for number in range(40)]
        for path in asked:
            line.send(head("GET", path, {}))
        line.send(head("GET", "/nothing/", {"Connection": "close"}))
        data = b""
        while part := line.sock.recv(65536):
            data += part
    schema = call(port, "GET", "/api/schema/").body
    statuses = re.findall(rb"HTTP/1.1 (\d+) ", data)
    assert statuses == [b"200"] * 40 + [b"404"]
    assert data.count(schema) == 20


def test_a_request_without_a_body_expects_nothing(port):
    with Line(port) as line:
        line.send(head("GET", "/healthz", {"Expect": "100-continue"}) * 2)
        data = b""
        while data.count(b"HTTP/1.1 200") < 2:
            data += line.sock.recv(65536)
    assert b"100 Continue" not in data


PLAIN = "text/plain; charset=utf-8"
HOST = b"\r\nHost: localhost"
HIDDEN = head("GET", "/healthz", {})


@pytest.mark.parametrize(
    "data",
    [
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nno colon\r\n\r\n",
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nX : a\r\n\r\n",
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nX: a\0b\r\n\r\n",
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nX: a\rb\r\n\r\n",
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nX: a\x1bb\r\n\r\n",
        b"GET /healthz HTTP/1.1" + HOST + b"\r\nX: a\r\n b\r\n\r\n",
        b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
        b"GET /a\tb HTTP/1.1" + HOST + b"\r\n\r\n",
        b"GET http://[ HTTP/1.1" + HOST + b"\r\n\r\n",
        b"GET /healthz" + HOST + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50),
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1" + HOST + HOST + b"\r\n\r\n",
    ],
)
def test_a_malformed_head_is_answered_and_ends_the_connection(port, data):
    found = answer_to(port, data + HIDDEN)
    assert (found.status, found.headers["connection"], found.headers["content-type"]) == (400, "close", PLAIN)


@pytest.mark.parametrize(
    "data",
    [
        b"GET /api/v1/me HTTP/1.1\r\n\r\n",
        b"GET /api/v1/me\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1" + HOST + b"\r\nno colon\r\n\r\n",
        b"GET http://localhost/api/v1/me HTTP/1.1\nHost: localhost\n\n",
        b"POST /api/ocr/ HTTP/1.1" + HOST + b"\r\nContent-Length: x\r\n\r\n",
    ],
)
def test_under_the_api_it_is_a_problem(port, data):
    with Line(port) as line:
        line.send(data)
        got = line.sock.recv(65536)
    assert got.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    found = answer_to(port, data)
    assert (found.json()["code"], found.json()["status"]) == ("malformed", 400)
    assert (found.headers["connection"], found.headers["content-type"]) == ("close", "application/problem+json")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Content-Length: 6\r\nTransfer-Encoding: chunked", 400),
        (b"Transfer-Encoding: chunked\r\ncontent-length: 5", 400),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
        (b"Transfer-Encoding: chunked, chunked", 400),
        (b"Transfer-Encoding: ", 400),
        (b"Transfer-Encoding : chunked", 400),
        (b"Transfer-Encoding:\r\n chunked", 400),
        (b"Transfer-Encoding: \x0bchunked", 400),
        (b"Content-Length: 5\r\nContent-Length: 5", 400),
        (b"Content-Length: +5", 400),
        (b"Content-Length: " + b"9" * 5000, 400),
    ],
)
def test_a_body_of_uncertain_length_ends_the_connection(port, fields, status):
    data = b"POST /healthz HTTP/1.1" + HOST + b"\r\n" + fields + b"\r\n\r\n0\r\n\r\n" + HIDDEN
    assert answer_to(port, data).status == status


def test_an_unknown_coding_ends_the_connection(port):
    data = head("POST", "/api/ocr/", {"Transfer-Encoding": "gzip, chunked"}) + b"0\r\n\r\n" + HIDDEN
    found = answer_to(port, data)
    assert (found.status, found.json()["code"]) == (501, "not_implemented")


@pytest.mark.parametrize("line", ["GET /healthz HTTP/1.2", "GET /healthz HTTP/0.9", "PRI * HTTP/2.0"])
def test_other_versions_are_refused(port, line):
    assert answer_to(port, line.encode() + HOST + b"\r\n\r\n" + HIDDEN).status == 505
    found = answer_to(port, b"GET /api/ HTTP/2.0" + HOST + b"\r\n\r\n")
    assert (found.status, found.json()["code"]) == (505, "version_not_supported")


def test_chunks_need_the_current_protocol(port):
    data = b"POST /healthz HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert answer_to(port, data + HIDDEN).status == 400


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost/api/v1/capabilities", "localhost", 200),
        ("HTTP://localhost/healthz?x=1", "evil.example.com", 200),
        ("https://127.0.0.1:8000/api/v1/capabilities", "localhost", 200),
        ("http://localhost", "localhost", 200),
        ("http://localhost?q=a/b", "localhost", 200),
        ("http://evil.example.com/api/v1/capabilities", "localhost", 400),
        ("http://alice@localhost/", "localhost", 400),
        ("http:///api/v1/capabilities", "localhost", 400),
        ("http://localhost/nothing", "", 400),
    ],
)
def test_the_host_of_an_absolute_target_counts(port, target, host, status):
    found = call(port, "GET", target, host=host)
    assert (found.status, found.headers["connection"]) == (status, "close")


@pytest.mark.parametrize("path", [b"/healthz", b"/readyz"])
def test_a_probe_needs_no_host(port, path):
    with Line(port) as line:
        line.send(b"GET " + path + b" HTTP/1.1\r\n\r\n")
        found = line.answer()
        assert found is not None
        assert found.status == 200


@pytest.mark.parametrize(
    "key", ["é".encode(), b"\xe9", b"\x80", b"\xff", b"k\xa0", b"\xa0k", b"k\x85", b"\xef\xbb\xbfk"]
)
def test_raw_bytes_of_a_field_are_handed_on_as_they_are(port, key):
    with Line(port) as line:
        line.ask("POST", "/api/v1/documents/", b"x", content_type="image/png", idempotency_key=key.decode("latin-1"))
        found = line.answer()
        assert found is not None
        assert (found.status, found.json()["code"]) == (400, "invalid_idempotency_key")
        assert "characters of ASCII" in found.json()["detail"]


def test_a_target_with_raw_bytes_is_served(port):
    with Line(port) as line:
        for path in ("/api/v1/documents/straße/?q=straße".encode(), b"/\xff?\xff"):
            line.send(b"GET " + path + b" HTTP/1.1" + HOST + b"\r\n\r\n")
            found = line.answer()
            assert found is not None
            assert found.status == 404, found


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"a" * 70_000,
        b"GET / HTTP/1.1" + HOST + b"\r\nX: " + b"a" * 70_000,
        b"GET / HTTP/1.1" + HOST + b"\r\nX:" * 300 + b"\r\n\r\n",
    ],
)
def test_a_large_head_is_refused(port, data):
    assert answer_to(port, data).status == 431
    assert answer_to(port, data.replace(b"/", b"/api/", 1)).json()["code"] == "head_too_large"


def test_no_head_takes_more_time_than_its_bytes(port):
    heads = [
        b"GET a://" + b"1" * 60_000 + b" X HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1" + HOST + b"\r\nX: a" + b" \t" * 30_000 + b"\0\r\n\r\n",
        b"\r\n" * 30_000 + b"X / HTTP/3.0\r\n\r\n",
    ]
    for data in heads:
        start = time.monotonic()
        assert answer_to(port, data).status in {400, 505}
        assert time.monotonic() - start < 5
