"""The database locked for 45 s, away for 20 s, restarted ten times at random, while pages fail and succeed; processes
killed with SIGKILL on SQLite and on PostgreSQL. ``./test --long outages``; `OUTAGE_JOBS`, `OUTAGE_KILLS` and
`OUTAGE_SEED` change the campaign.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time

import pytest

from tests.support import outages, processes

pytestmark = pytest.mark.long
JOBS, KILLS, SEED = (
    int(os.environ.get(f"OUTAGE_{name}", default)) for name, default in (("JOBS", 200), ("KILLS", 20), ("SEED", 1))
)
LIMITS = {"ONLINEOCR_PAGE_TIME": "1s"}


@pytest.fixture
def postgres():
    if not outages.Postgres.available():
        pytest.skip("PostgreSQL's programs are not installed")
    with outages.Postgres() as cluster:
        yield cluster


@pytest.fixture
def tell(capsys):
    def write(text):
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write


def figures(campaign, **more):
    slowest = max(took for _, _, took in campaign.health)
    return (
        f"{len(campaign.jobs)} documents, answers {dict(campaign.answers)}, killed {dict(campaign.killed)}, slowest "
        f"/healthz {1000 * slowest:.0f} ms, slowest upload {campaign.slowest_upload:.1f} s, {more}"
    )


def test_sqlite_is_locked_for_45_seconds(tmp_path, tell):
    file = tmp_path / "db.sqlite3"
    with processes.service(tmp_path, **LIMITS) as (process, port):
        campaign = outages.Campaign(port, process.pid)
        workers = processes.children(process.pid, "onlineocr worker")
        with campaign.traffic(0.4):
            time.sleep(5)
            with outages.locked(file):
                locked = time.monotonic()
                time.sleep(45)
            released = time.monotonic()
            time.sleep(10)
        campaign.check_jobs(outages.sqlite(file))
        assert processes.children(process.pid, "onlineocr worker") == workers
    honest, ready = campaign.honest_after(locked), campaign.ready_after(released)
    tell(figures(campaign, honest=honest, ready=ready))
    campaign.check_answers()
    assert honest <= 5
    assert ready <= 5


def test_postgresql_is_away_for_20_seconds(tmp_path, postgres, tell):
    with processes.service(tmp_path / "data", DATABASE_URL=postgres.url, **LIMITS) as (process, port):
        campaign = outages.Campaign(port, process.pid)
        workers = processes.children(process.pid, "onlineocr worker")
        with campaign.traffic(0.4):
            time.sleep(5)
            away = time.monotonic()
            postgres.stop()
            time.sleep(20)
            postgres.start()
            back = time.monotonic()
            time.sleep(10)
        campaign.check_jobs(postgres.query)
        assert processes.children(process.pid, "onlineocr worker") == workers
    honest, ready = campaign.honest_after(away), campaign.ready_after(back)
    tell(figures(campaign, honest=honest, ready=ready))
    campaign.check_answers()
    assert honest <= 5
    assert ready <= 5


def test_postgresql_is_restarted_ten_times(tmp_path, postgres, tell):
    dice = random.Random(SEED)
    with processes.service(tmp_path / "data", DATABASE_URL=postgres.url, **LIMITS) as (process, port):
        campaign = outages.Campaign(port, process.pid)
        workers = processes.children(process.pid, "onlineocr worker")
        with campaign.traffic(0.3):
            for _ in range(10):
                time.sleep(dice.uniform(1, 8))
                postgres.stop(dice.choice(["fast", "immediate"]))
                time.sleep(dice.uniform(0, 3))
                postgres.start()
            time.sleep(5)
        campaign.check_jobs(postgres.query)
        assert processes.children(process.pid, "onlineocr worker") == workers
    tell(figures(campaign))
    campaign.check_answers()


def test_processes_are_killed_on_sqlite(tmp_path, tell):
    with processes.service(tmp_path, **LIMITS) as (process, port):
        campaign = killed_meanwhile(process, port)
        stored = campaign.check_jobs(outages.sqlite(tmp_path / "db.sqlite3"))
    tell(f"{len(campaign.jobs)} documents, answers {dict(campaign.answers)}, killed {dict(campaign.killed)}")
    assert len(campaign.jobs) == stored == JOBS, "one call, one document"


def test_processes_are_killed_on_postgresql_which_is_restarted(tmp_path, postgres, tell):
    def restart():
        for _ in range(5):
            time.sleep(10)
            postgres.stop()
            time.sleep(1)
            postgres.start()

    with processes.service(tmp_path / "data", DATABASE_URL=postgres.url, **LIMITS) as (process, port):
        restarts = threading.Thread(target=restart)
        restarts.start()
        campaign = killed_meanwhile(process, port)
        restarts.join()
        stored = campaign.check_jobs(postgres.query)
    tell(f"{len(campaign.jobs)} documents, answers {dict(campaign.answers)}, killed {dict(campaign.killed)}")
    assert len(campaign.jobs) == stored == JOBS, "one call, one document"


def killed_meanwhile(process, port):
    """Send the jobs, each by its key until it is taken, while processes are killed."""
    campaign = outages.Campaign(port, process.pid)
    killer = threading.Thread(target=campaign.kill, args=(KILLS, 3.0, random.Random(SEED)))
    killer.start()
    for number in range(JOBS):
        assert campaign.send(number, patient=True)
        time.sleep(0.1)
    killer.join()
    return campaign
