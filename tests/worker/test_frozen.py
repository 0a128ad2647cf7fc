"""Helper processes of a running service are stopped with SIGSTOP: uploads and pages succeed all the same."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest

from tests.support import outages, processes

pytestmark = pytest.mark.slow
ZYGOTE = "-I -S -B"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with processes.service(tmp_path_factory.mktemp("data")) as (process, port):
        assert read(port, "warm")["status"] == "succeeded"
        yield process.pid, port


def read(port, text):
    """The document after its upload and a wait for its end; the error, if it was refused."""
    headers = {"Content-Type": "image/png"}
    file = processes.picture(text=text)
    return json.loads(outages.ask(port, "POST", "/api/v1/documents/?wait=30", file, headers, timeout=60)[1])


def stop(service, parent, command):
    (found,) = processes.children(service, parent)
    stopped = [child for child in processes.children(found, command) if processes.alive(child)]
    for child in stopped:
        os.kill(child, signal.SIGSTOP)
    return stopped


def gone(stopped):
    return lambda: not any(processes.alive(child) for child in stopped)


@pytest.mark.parametrize("parent", ["onlineocr.server", "onlineocr worker"])
def test_an_upload_is_read_although_a_decoder_process_is_stopped(served, parent):
    service, port = served
    stopped = stop(service, parent, ZYGOTE)
    assert stopped
    assert read(port, f"stopped below {parent}")["status"] == "succeeded"
    assert gone(stopped)()


@pytest.mark.parametrize("parent", ["onlineocr.server", "onlineocr worker"])
def test_an_idle_decoder_process_that_is_stopped_is_replaced(served, parent):
    service, port = served
    stopped = stop(service, parent, ZYGOTE)
    processes.wait_for(gone(stopped), seconds=5)
    processes.wait_for(lambda: processes.answers(port, "/readyz"), seconds=15)


def test_idle_recognisers_that_are_stopped_are_replaced(served):
    service, port = served
    stopped = stop(service, "onlineocr worker", "worker.child")
    assert len(stopped) == 2
    processes.wait_for(gone(stopped), seconds=5)
    assert read(port, "recognisers")["status"] == "succeeded"


def test_a_page_is_read_although_its_recogniser_is_stopped(served):
    service, port = served
    page = processes.poisoned(processes.fake.SLEEP, 30, text="stopped meanwhile")
    status, body = outages.ask(port, "POST", "/api/v1/documents/", page, {"Content-Type": "image/png"})
    assert status == 202
    time.sleep(1)
    stopped = stop(service, "onlineocr worker", "worker.child")
    processes.wait_for(gone(stopped), seconds=8)
    path, key = f"/api/v1/documents/{json.loads(body)['id']}/?wait=30", {"X-Document-Token": json.loads(body)["token"]}
    assert json.loads(outages.ask(port, "GET", path, headers=key, timeout=60)[1])["status"] == "succeeded"
