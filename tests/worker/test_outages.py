"""The database is locked while pages are read, fail, and end their readers. At length: ``./test --long outages``."""

from __future__ import annotations

import shutil
import time

import pytest

from tests.support import outages, processes

pytestmark = pytest.mark.slow


def test_it_reads_on_after_the_database_was_locked(tmp_path):
    file = tmp_path / "db.sqlite3"
    limits = {"ONLINEOCR_PAGE_TIME": "1s", "DATABASE_URL": f"sqlite:///{file}?timeout=1"}
    with processes.service(tmp_path, **limits) as (process, port):
        (worker,) = processes.children(process.pid, "onlineocr worker")
        campaign = outages.Campaign(port, process.pid)
        for number in range(3):  # among them one that will fail in the middle
            campaign.send(3 if number == 0 else number, patient=False)
        time.sleep(1)
        with campaign.traffic():
            with outages.locked(file):
                locked = time.monotonic()
                time.sleep(7)
            released = time.monotonic()
            time.sleep(4)
        campaign.check_jobs(outages.sqlite(file), seconds=90)
        assert processes.children(process.pid, "onlineocr worker") == [worker], "a thread of it ended"
    campaign.check_answers()
    assert campaign.honest_after(locked) <= 5
    assert campaign.ready_after(released) <= 5
    assert campaign.answers[503] > 2, "the lock came too late to prove anything"


@pytest.mark.parametrize("moved", ["data/db.sqlite3", "data"])
def test_it_says_that_its_database_is_gone_and_goes_on_when_it_is_back(tmp_path, moved):
    with processes.service(tmp_path / "data") as (_, port):
        paths = sorted(tmp_path.glob(f"{moved}*"))
        for path in paths:
            path.rename(path.with_name(f"away-{path.name}"))
        headers = {"Content-Type": "image/png"}
        for _ in range(5):  # at once, before the loss is noticed
            outages.ask(port, "POST", "/api/v1/documents/", processes.picture(), headers)
        processes.wait_for(lambda: b"The database file" in outages.ask(port, "GET", "/readyz")[1], seconds=5)
        status, body = outages.ask(port, "POST", "/api/v1/documents/", processes.picture(), headers)
        assert (status, b"is gone" in body) == (503, True)
        assert not (tmp_path / "data" / "db.sqlite3").exists()
        if moved == "data":
            shutil.rmtree(tmp_path / "data", ignore_errors=True)
        for path in paths:
            path.with_name(f"away-{path.name}").rename(path)
        processes.wait_for(lambda: processes.answers(port, "/readyz"), seconds=10)
