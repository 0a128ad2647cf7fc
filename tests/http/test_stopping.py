"""What clients see of a service that is told to stop."""

from __future__ import annotations

import signal
import time

import pytest

from tests.plugins import fake_engine as fake
from tests.support import processes
from tests.support.rawhttp import Line, call, head

pytestmark = pytest.mark.slow
DOCUMENTS = "/api/v1/documents/"


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """What clients got of a service that was ended while they waited, by what each did; and how long it took."""
    long = processes.poisoned(fake.SLEEP, 150)
    body = processes.picture()
    with processes.service(tmp_path_factory.mktemp("stopping"), ONLINEOCR_RECOGNISERS="1") as (process, port):
        lines = {
            name: Line(port) for name in ("recognize", "wait", "poll", "events", "finished", "stalled", "idle", "new")
        }
        uid = call(port, "POST", DOCUMENTS, long, content_type="image/png").json()
        place, token = f"{DOCUMENTS}{uid['id']}", uid["token"]
        lines["recognize"].ask("POST", "/api/ocr/", long, content_type="image/png")
        lines["wait"].ask("POST", f"{DOCUMENTS}?wait=30", long, content_type="image/png")
        lines["poll"].ask("GET", f"{place}/?wait=30", x_document_token=token)
        lines["events"].ask("GET", f"{place}/events", x_document_token=token)
        for name in ("finished", "stalled"):
            lines[name].send(head("POST", DOCUMENTS, {"Content-Type": "image/png", "Content-Length": str(len(body))}))
        lines["idle"].ask("GET", "/healthz")
        assert lines["idle"].answer().status == 200
        time.sleep(1.5)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        lines["new"].send(head("POST", DOCUMENTS, {"Content-Type": "image/png", "Content-Length": "20000000"}))
        lines["finished"].send(body)
        lines["new"].send(bytes(20_000_000))
        answers = {name: line.answer() for name, line in lines.items()}
        for line in lines.values():
            line.sock.close()
        process.wait(20)
        yield answers | {"seconds": time.monotonic() - start}


@pytest.mark.parametrize("name", ["recognize", "wait"])
def test_a_call_that_waits_gets_its_document_and_the_token(stopped, name):
    answer = stopped[name]
    assert answer.status == 202
    assert answer.json()["token"]
    assert answer.headers["location"].endswith(f"{answer.json()['id']}/")
    assert answer.headers["connection"] == "close"


def test_a_long_poll_gets_the_state_of_now(stopped):
    assert stopped["poll"].status == 200
    assert stopped["poll"].json()["status"] in {"queued", "running"}


def test_a_stream_of_events_ends_after_a_whole_event(stopped):
    assert stopped["events"].body.endswith(b"\n\n\r\n0\r\n\r\n")


def test_an_upload_that_goes_on_is_taken(stopped):
    assert stopped["finished"].status == 202


@pytest.mark.parametrize("name", ["new", "stalled"])
def test_an_upload_that_begins_or_stalls_is_told_when_to_come_back(stopped, name):
    answer = stopped[name]
    assert (answer.status, answer.json()["code"], answer.headers["retry-after"]) == (503, "server_busy", "5")


def test_an_idle_connection_is_closed_and_it_does_not_take_long(stopped):
    assert stopped["idle"] is None
    assert stopped["seconds"] < 11
