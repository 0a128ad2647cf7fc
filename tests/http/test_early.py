"""Uploads that are refused by their heads, before their bodies are here."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator

import pytest
import requests

from tests.plugins import fake_engine as fake
from tests.support import processes
from tests.support.rawhttp import Answer, Line, call, head

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("early")]
DOCUMENTS = "/api/v1/documents/"
SITE = "https://app.example.org"
UPLOAD = {"Content-Type": "image/png", "Content-Length": "20000000"}
BODY = bytes(20_000_000)


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    """A service whose queue is full."""
    settings = {"ONLINEOCR_QUEUE_PAGES": "1", "ONLINEOCR_RECOGNISERS": "1", "ONLINEOCR_CORS_ORIGINS": SITE}
    with processes.service(tmp_path_factory.mktemp("early"), ONLINEOCR_PAGE_TIME="5m", **settings) as (_, port):
        long = processes.poisoned(fake.SLEEP, 3000)
        assert call(port, "POST", DOCUMENTS, long, content_type="image/png").status == 202
        processes.wait_for(lambda: by_head(port, DOCUMENTS).status == 429)
        yield port


def by_head(port: int, path: str, **headers: str) -> Answer:
    """The answer to the head of an upload whose body never comes; 408 where the server waits for the body."""
    with Line(port) as line:
        line.sock.settimeout(3)
        line.send(head("POST", path, UPLOAD | headers))
        try:
            found = line.answer()
        except TimeoutError:
            return Answer(408)
        assert found is not None
        return found


@pytest.mark.parametrize("path", [DOCUMENTS, f"{DOCUMENTS}?wait=5", "/api/ocr/"])
def test_a_full_queue_refuses_by_the_head(port, path):
    found = by_head(port, path, Origin=SITE)
    assert (found.status, found.json()["code"]) == (429, "queue_full")
    assert found.headers["content-type"] == "application/problem+json"
    assert int(found.headers["retry-after"]) > 0
    assert found.headers["access-control-allow-origin"] == SITE
    assert found.headers["x-request-id"] == found.json()["request_id"]
    assert found.headers["connection"] == "close"


def test_so_it_does_for_the_form_of_the_start_page(port):
    found = by_head(port, "/")
    assert (found.status, found.headers["content-type"]) == (429, "text/plain")
    assert b"Try again later" in found.body


def test_it_refuses_chunks_by_the_head(port):
    found = by_head(port, DOCUMENTS, **{"Content-Length": "", "Transfer-Encoding": "chunked"})
    assert found.status == 429


def test_a_client_that_asks_first_is_not_told_to_continue(port):
    assert by_head(port, DOCUMENTS, Expect="100-continue").status == 429


def test_a_repeated_call_may_send_its_body(port):
    assert by_head(port, DOCUMENTS, **{"Idempotency-Key": "once"}).status == 408


def test_other_calls_go_on(port):
    user = json.dumps({"username": "alice", "password": "purple monkey dishwasher"}).encode()
    assert call(port, "POST", "/api/register/", user, content_type="application/json").status == 201
    assert call(port, "GET", "/").status == 200


def test_a_foreign_host_is_refused_by_the_head(port):
    assert by_head(port, "/api/register/", Host="evil.example.com").status == 400


def test_requests_gets_the_answer_after_sending_it_all(port):
    found = requests.post(
        f"http://127.0.0.1:{port}{DOCUMENTS}", BODY, headers={"Content-Type": "image/png"}, timeout=60
    )
    assert (found.status_code, found.json()["code"]) == (429, "queue_full")


@pytest.mark.parametrize("expect", ["", "100-continue"])
def test_curl_gets_the_answer(port, tmp_path, expect):
    (tmp_path / "scan.png").write_bytes(BODY)
    url = f"http://127.0.0.1:{port}{DOCUMENTS}"
    command = ["curl", "-sS", "-H", f"Expect: {expect}", "-w", " %{http_code}", "--data-binary", "@scan.png", url]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.endswith(" 429")
    assert '"queue_full"' in found.stdout


def test_a_client_that_sends_on_gets_the_answer(port):
    with Line(port) as line:
        line.send(head("POST", DOCUMENTS, UPLOAD))
        for _ in range(20):
            line.send(bytes(100_000))
            time.sleep(0.1)
        found = line.answer()
        assert found is not None
        assert found.status == 429
