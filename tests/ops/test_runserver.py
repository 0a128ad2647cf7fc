"""manage.py runserver: the development server reads too, with a worker that goes when it goes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys

import pytest

from tests.support import processes

pytestmark = pytest.mark.slow


@pytest.fixture
def port():
    return processes.free_port()


@pytest.fixture(params=[[], ["--noreload"]], ids=["reloading", "plain"])
def server(request, tmp_path, port):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONLINEOCR_")}
    environment |= {"ONLINEOCR_DATA": str(tmp_path), "ONLINEOCR_ENGINE": "fake", "ONLINEOCR_LOG_LEVEL": "error"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=processes.ROOT, env=environment, check=True)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", *request.param],
        cwd=processes.ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        **processes.WITH_US,
    )
    yield process
    process.kill()
    process.wait()


def ask(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "image/png"} if body else {})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except OSError:
        return 0, {}
    finally:
        connection.close()


def test_it_reads_a_picture_and_leaves_no_process_behind(server, port):
    processes.wait_for(lambda: ask(port, "GET", "/healthz")[0] == 200)
    status, answer = ask(port, "POST", "/api/ocr/", processes.picture())
    assert (status, answer["status"]) == (200, "succeeded")
    below = processes.children(server.pid)
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=30)
    processes.wait_for(lambda: not any(processes.alive(child) for child in below))
