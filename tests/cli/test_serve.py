from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import time
from contextlib import closing
from urllib.request import Request, urlopen

import pytest

from onlineocr.cli.serve import url
from tests.support import prepared
from tests.support.processes import picture

from .conftest import Service, alive, descendants

pytestmark = pytest.mark.slow


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_until(condition, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_it_answers_where_it_says(service):
    assert answers(service.url)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_and_leaves_no_process(service, number):
    family = descendants(service.process.pid)
    assert family
    service.process.send_signal(number)
    assert service.process.wait(15) == 0
    assert alive(family) == set()


def test_ctrl_c_reaches_the_whole_group_and_ends_it_cleanly(service):
    family = descendants(service.process.pid)
    os.killpg(service.process.pid, signal.SIGINT)
    assert service.process.wait(15) == 0
    assert alive(family) == set()


def test_it_leaves_no_socket_behind(service, tmp_path):
    service.end()
    again = Service([one for one in service.arguments if one != "--no-worker"]).start()
    assert wait_until(lambda: list((tmp_path / "data" / "run").glob("work-*.sock")), 30)
    again.end()
    assert list((tmp_path / "data" / "run").glob("*.sock")) == []


def test_killed_outright_it_takes_its_children_along(service):
    family = descendants(service.process.pid)
    service.process.kill()
    assert wait_until(lambda: not alive(family))


def test_it_starts_a_web_server_that_died_again(service):
    for pid in descendants(service.process.pid):
        os.kill(pid, signal.SIGKILL)
    assert "was ended by signal 9" in service.wait_for("started again")
    assert wait_until(lambda: answers(service.url))


def test_started_again_it_goes_on_with_its_data(service, tmp_path):
    key = (tmp_path / "data" / "secret-key").read_text()
    service.end()
    again = Service(service.arguments).start()
    again.end()
    assert (tmp_path / "data" / "secret-key").read_text() == key


def test_nobody_else_may_read_what_it_keeps(service, tmp_path):
    files = [path for path in (tmp_path / "data").iterdir() if path.is_file()]
    assert files
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_a_second_service_on_the_folder_is_told_of_the_first(service, onlineocr):
    second = onlineocr(*["serve", *service.arguments])
    assert second.returncode == 1
    assert f"process {service.process.pid}, {service.url}" in second.stderr
    assert "--data" in second.stderr


def test_a_taken_port_is_named_with_its_remedy(onlineocr, tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as holder:
        port = holder.getsockname()[1]
        refused = onlineocr("serve", "--port", str(port), "--data", str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"onlineocr cannot serve: port {port} is taken by another program. "
        "Stop that one, or choose another port with --port or ONLINEOCR_PORT.\n"
    )


def test_an_address_of_another_machine_is_refused(onlineocr, tmp_path):
    refused = onlineocr("serve", "--host", "192.0.2.1", "--data", str(tmp_path))
    assert (refused.returncode, "--host 127.0.0.1" in refused.stderr) == (1, True)


def test_a_name_that_is_no_address_is_refused(onlineocr, tmp_path):
    refused = onlineocr("serve", "--host", "no.such.host.invalid", "--data", str(tmp_path))
    assert (refused.returncode, "is no address" in refused.stderr) == (1, True)


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
def test_a_port_that_is_none_is_refused(onlineocr, tmp_path, port):
    assert onlineocr("serve", "--port", port, "--data", str(tmp_path)).returncode == 2


def test_a_variable_that_is_no_port_is_named(onlineocr, tmp_path):
    refused = onlineocr("serve", "--data", str(tmp_path), ONLINEOCR_PORT="ninety")
    assert refused.returncode == 1
    assert "ONLINEOCR_PORT='ninety' is not a whole number" in refused.stderr


def test_a_data_folder_that_is_a_file_is_refused(onlineocr, tmp_path):
    (tmp_path / "file").write_text("in the way")
    refused = onlineocr("serve", "--data", str(tmp_path / "file"))
    assert (refused.returncode, "ONLINEOCR_DATA" in refused.stderr) == (1, True)


def test_a_database_of_a_newer_version_is_left_alone(service, onlineocr, tmp_path):
    service.end()
    with closing(sqlite3.connect(tmp_path / "data" / "db.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_later', '2026-01-01')"
        )
        database.execute("PRAGMA user_version = 1")
        database.commit()
    refused = onlineocr("serve", *service.arguments)
    assert refused.returncode == 1
    assert "used by a newer onlineocr (it has accounts 9999_later)" in refused.stderr


@pytest.mark.parametrize(
    ("address", "shown"), [(("127.0.0.1", 80), "http://127.0.0.1:80/"), (("::1", 9999), "http://[::1]:9999/")]
)
def test_it_writes_addresses_as_browsers_take_them(address, shown):
    assert url(address) == shown


def test_an_upload_is_accepted_soon_while_no_worker_runs(service):
    request = Request(f"{service.url}api/ocr/", picture("PNG"), {"Content-Type": "image/png"})
    began = time.monotonic()
    with urlopen(request, timeout=50) as answer:
        assert (answer.status, json.load(answer)["status"]) == (202, "queued")
    assert time.monotonic() - began < 20


def test_files_beside_its_user_are_no_modules(tmp_path):
    prepared.fill(tmp_path / "data")
    for name in ("json", "select", "signal", "onlineocr", "random", "numpy"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'a').write({name!r})")
    service = Service(["--port", "0", "--data", str(tmp_path / "data")], folder=tmp_path)
    try:
        service.start()
        request = Request(f"{service.url}api/ocr/", picture("PNG"), {"Content-Type": "image/png"})
        with urlopen(request, timeout=50) as answer:
            assert json.load(answer)["status"] == "succeeded"
    finally:
        service.end()
    assert not (tmp_path / "imported").exists()


def test_the_settings_of_another_django_project_are_not_used(onlineocr, tmp_path):
    found = onlineocr("migrate", "--data", str(tmp_path), DJANGO_SETTINGS_MODULE="shop.settings")
    assert (found.returncode, found.stderr) == (0, "")
