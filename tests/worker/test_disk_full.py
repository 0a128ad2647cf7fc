"""A disk that is full to its last byte, while pages are read: nothing is lost, and deleting works."""

from __future__ import annotations

import http.client
import json
import os
from pathlib import Path

import pytest

from tests.support import outages, processes

pytestmark = pytest.mark.slow
DOCUMENTS = "/api/v1/documents/"


@pytest.fixture
def small_disk(tmp_path):
    """A service whose data folder is a disk of 96 MiB: port and the folder as this process reaches it."""
    if not outages.has_namespaces():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("'unshare --user --mount' is not allowed here")
    data = tmp_path / "data"
    with processes.service(data, inside=outages.tmpfs(data, 96)) as (process, port):
        yield port, Path(f"/proc/{process.pid}/root{data}")


def upload(port, data=None, wait=30):
    return outages.ask(
        port, "POST", f"{DOCUMENTS}?wait={wait}", data or processes.picture(), {"Content-Type": "image/png"}
    )


def test_it_goes_on_when_there_is_room_again(small_disk):
    port, folder = small_disk
    processes.wait_for((folder / "ballast").exists)
    _, body = upload(port)
    first = json.loads(body)
    key = {"X-Document-Token": first["token"]}
    _, body = upload(port, processes.poisoned(processes.fake.SLEEP, 30), wait=0)
    under_way = json.loads(body)
    filler = outages.fill(folder)

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", DOCUMENTS, processes.picture(), {"Content-Type": "image/png"})
    refusal = connection.getresponse()
    told = json.loads(refusal.read())
    connection.close()
    assert (refusal.status, told["code"], refusal.headers["Retry-After"]) == (507, "disk_full", "60")
    assert "0 MiB left" in told["detail"]
    assert outages.ask(port, "GET", "/healthz")[0] == 200
    status, body = outages.ask(port, "GET", "/readyz")
    assert (status, json.loads(body)["checks"]["data_folder"]["ok"]) == (503, False)
    assert outages.ask(port, "GET", f"{DOCUMENTS}{first['id']}/result?format=txt", headers=key)[0] == 200
    status, body = outages.ask(port, "GET", f"{DOCUMENTS}{first['id']}/result?format=pdf", headers=key)
    assert (status, json.loads(body)["code"]) == (507, "disk_full")
    assert outages.ask(port, "DELETE", f"{DOCUMENTS}{first['id']}/", headers=key)[0] == 204
    assert outages.ask(port, "GET", f"{DOCUMENTS}{first['id']}/", headers=key)[0] == 404

    filler.unlink()
    key = {"X-Document-Token": under_way["token"]}
    path = f"{DOCUMENTS}{under_way['id']}/"
    processes.wait_for(lambda: json.loads(outages.ask(port, "GET", path, headers=key)[1])["status"] == "succeeded")
    assert upload(port)[0] == 200
