"""How bodies are received, by ``onlineocr serve`` as its users reach it."""

from __future__ import annotations

import base64
import json
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import processes
from tests.support.rawhttp import Line, call, chunked, form, head

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bodies")]
DOCUMENTS = "/api/v1/documents/"
REFRESH = "/api/token_refresh/"


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[int, int, Path]]:
    """A service that measures the pace of bodies over 1 s: its port, its web process, its data folder."""
    data = tmp_path_factory.mktemp("bodies")
    with processes.service(data, ONLINEOCR_BODY_STALL="1s", ONLINEOCR_MAX_BYTES="2MiB") as (process, port):
        yield port, processes.children(process.pid, "onlineocr.server")[0], data


@pytest.fixture
def port(served) -> int:
    return served[0]


def account(port: int, name: str) -> str:
    """The Authorization header of a new user."""
    user = json.dumps({"username": name, "password": "purple monkey dishwasher"}).encode()
    assert call(port, "POST", "/api/register/", user, content_type="application/json").status in {201, 400}
    tokens = call(port, "POST", "/api/token_obtain_pair/", user, content_type="application/json").json()
    return f"Bearer {tokens['access']}"


def documents(port: int, authorization: str) -> list[str]:
    """The ids of a user's documents."""
    return [one["id"] for one in call(port, "GET", DOCUMENTS, authorization=authorization).json()["results"]]


def ways() -> dict[str, tuple[bytes, dict[str, str]]]:
    """Each form of upload of a picture of several pages, as its body and its headers."""
    data = processes.picture("TIFF", frames=6)
    multipart, kind = form("file", "scan.tiff", data)
    encoded = json.dumps({"file": base64.b64encode(data).decode()}).encode()
    return {
        "raw": (data, {"content_type": "image/tiff"}),
        "json": (encoded, {"content_type": "application/json"}),
        "form": (multipart, {"content_type": kind}),
        "chunked": (
            chunked(data),
            {"content_type": "image/tiff", "transfer_encoding": "chunked", "content_length": ""},
        ),
        "chunked form": (
            chunked(multipart),
            {"content_type": kind, "transfer_encoding": "chunked", "content_length": ""},
        ),
    }


@pytest.mark.parametrize("way", ["raw", "json", "form", "chunked", "chunked form"])
def test_it_takes_nothing_of_a_body_that_breaks_off(port, way):
    body, headers = ways()[way]
    headers = headers | {"idempotency_key": f"cut {way}".replace(" ", "-"), "authorization": account(port, "alice")}
    before = documents(port, headers["authorization"])
    for share in (0.01, 0.5, 0.99):
        with Line(port) as line:
            line.ask(
                "POST", DOCUMENTS, body[: int(len(body) * share)], **({"content_length": str(len(body))} | headers)
            )
    time.sleep(0.3)
    assert documents(port, headers["authorization"]) == before
    retry = call(port, "POST", DOCUMENTS, body, **headers)
    assert retry.status == 202, retry.body
    assert "idempotency-replayed" not in retry.headers
    assert len(retry.json()["pages"]) == 6


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/register/", {"username": "dana", "password": "purple monkey dishwasher"}),
        ("POST", "/api/v1/keys/", {"name": "a key that was never whole"}),
    ],
)
def test_it_acts_on_no_json_that_breaks_off(port, method, path, body):
    text = json.dumps(body).encode()
    authorization = account(port, "alice")
    with Line(port) as line:  # a whole object, and then fewer spaces than were promised
        line.ask(
            method,
            path,
            text,
            content_type="application/json",
            content_length=str(len(text) + 9),
            authorization=authorization,
        )
    time.sleep(0.3)
    assert call(port, method, path, text, content_type="application/json", authorization=authorization).status == 201


def test_slow_bodies_hold_up_nobody(port):
    lines = [Line(port, "127.0.0.2") for _ in range(80)]
    for line in lines:
        line.send(head("POST", REFRESH, {"Content-Type": "application/json", "Content-Length": "9999"}) + b"{")
    start = time.monotonic()
    while time.monotonic() - start < 1:
        asked = time.monotonic()
        assert call(port, "GET", "/healthz").status == 200
        assert time.monotonic() - asked < 1
    answers = [line.answer() for line in lines]
    assert {(a.status, a.json()["code"]) for a in answers if a} == {(408, "body_too_slow")}
    assert time.monotonic() - start < 10
    for line in lines:
        line.sock.close()


def narrow(port: int) -> socket.socket:
    """A connection of a client that holds little of what it has not read."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    sock.connect(("127.0.0.1", port))
    return sock


@pytest.mark.parametrize("requests", [1, 100])
def test_a_client_that_reads_nothing_is_cut(port, requests):
    with narrow(port) as sock:
        sock.sendall(head("GET", "/api/schema/", {}) * requests)
        poll = select.poll()
        poll.register(sock, 0)
        start = time.monotonic()
        processes.wait_for(lambda: poll.poll(0), seconds=30)  # the connection was reset
        assert time.monotonic() - start > 2


def test_a_client_that_reads_slowly_gets_all(port):
    whole = call(port, "GET", "/api/schema/").body
    with narrow(port) as sock:
        sock.sendall(head("GET", "/api/schema/", {"Connection": "close"}))
        found = b""
        while data := sock.recv(5_000):
            found += data
            time.sleep(0.1)
    assert found.endswith(whole)


def test_descriptors_and_files_come_back(served):
    port, pid, data = served
    processes.wait_for(lambda: not list((data / "tmp").iterdir()))

    def descriptors() -> int:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))

    def settled() -> bool:
        """Whether the connections of earlier tests have ended: they would count as closed ones of this test."""
        seen = descriptors()
        time.sleep(1)
        return descriptors() == seen

    processes.wait_for(settled)
    before = descriptors()
    lines = [Line(port) for _ in range(50)]
    for line in lines:
        line.send(head("POST", DOCUMENTS, {"Content-Type": "image/png", "Content-Length": "999999"}) + b"x" * 100_000)
    processes.wait_for(lambda: descriptors() > before + 50)
    processes.wait_for(lambda: descriptors() <= before + 5, seconds=20)
    for line in lines:
        line.sock.close()


def test_a_slow_body_that_moves_is_taken_beside_stalled_ones(port):
    stalled = [Line(port) for _ in range(30)]
    for line in stalled:
        line.send(head("POST", DOCUMENTS, {"Content-Type": "image/png", "Content-Length": "99999"}) + b"x")
    body = processes.picture("BMP", size=(200, 100))
    with Line(port) as line:
        line.send(head("POST", DOCUMENTS, {"Content-Type": "image/bmp", "Content-Length": str(len(body))}))
        for start in range(0, len(body), 6000):
            line.send(body[start : start + 6000])
            time.sleep(0.3)
        assert line.answer().status == 202
    for line in stalled:
        line.sock.close()


def test_it_refuses_by_the_length_and_the_client_sees_why(port):
    body = bytes(8_000_000)
    found = call(port, "POST", DOCUMENTS, body, content_type="image/png")
    assert (found.status, found.json()["code"], found.headers["connection"]) == (413, "too_many_bytes", "close")
    assert "8000000" in found.json()["detail"]


def test_it_refuses_a_chunked_body_that_grows_too_large(port):
    found = call(
        port, "POST", DOCUMENTS, chunked(bytes(6_000_000), 60_000), transfer_encoding="chunked", content_length=""
    )
    assert (found.status, found.json()["code"]) == (413, "too_many_bytes")


def test_nothing_after_a_refused_body_is_read_as_a_request(port):
    hidden = head("DELETE", "/api/v1/me/", {})
    with Line(port) as line:
        line.ask("POST", DOCUMENTS, hidden * 3, content_type="image/png", content_length="99999999")
        assert line.answer().status == 413
        assert line.answer() is None


def test_a_client_that_asks_first_gets_its_answer(port):
    body, _ = ways()["raw"]
    with Line(port) as line:
        line.ask("POST", DOCUMENTS, expect="100-continue", content_length=str(len(body)), content_type="image/tiff")
        assert line.answer().status == 100
        line.send(body)
        assert line.answer().status == 202
    with Line(port) as line:
        line.ask("POST", DOCUMENTS, expect="100-continue", content_length="99999999", content_type="image/tiff")
        assert line.answer().status == 413


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_a_body_that_nobody_reads_leaves_the_connection_in_order(port, method):
    with Line(port) as line:
        for _ in range(2):
            line.ask(method, "/healthz", b"GET / HTTP/1.1\r\n\r\n")
            assert line.answer().status == (200 if method == "GET" else 405)


def test_the_old_protocol_is_spoken(port):
    with Line(port) as line:
        line.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert line.answer().status == 200
        assert line.sock.recv(1) == b""


def test_a_head_that_does_not_end_takes_no_thread(port):
    lines = [Line(port) for _ in range(100)]
    for line in lines:
        line.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")
    assert call(port, "GET", "/healthz").status == 200
    for line in lines:
        line.sock.close()


def test_waiting_calls_leave_the_probes_alone(port):
    """A stream that waits holds a thread; more of them than there are threads wait in line, and probes do not."""
    stop = threading.Event()

    def wait() -> None:
        uid = call(port, "POST", DOCUMENTS, processes.picture(text="wait"), content_type="image/png").json()["id"]
        while not stop.is_set():
            call(port, "GET", f"{DOCUMENTS}{uid}/?wait=1")

    with ThreadPoolExecutor(70) as pool:
        for _ in range(70):
            pool.submit(wait)
        time.sleep(1)
        assert [call(port, "GET", path).status for path in ("/healthz", "/readyz")] == [200, 200]
        stop.set()
