"""Calls that wait for the database leave threads to others."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support import processes
from tests.support.rawhttp import call

pytestmark = pytest.mark.slow
LOCK = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); print(flush=True); input()"


def register(port: int, number: int) -> int:
    user = json.dumps({"username": f"bob{number}", "password": "purple monkey dishwasher"}).encode()
    return call(port, "POST", "/api/register/", user, content_type="application/json").status


def asked(port: int, path: str) -> float:
    """The seconds that a call took."""
    start = time.monotonic()
    assert call(port, "GET", path).status == 200
    return time.monotonic() - start


def test_a_locked_database_leaves_threads_to_calls_that_read(tmp_path):
    with processes.service(tmp_path) as (_, port), ThreadPoolExecutor(150) as pool:
        command = [sys.executable, "-c", LOCK, str(tmp_path / "db.sqlite3")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as locker:
            assert locker.stdout.readline()
            calls = [pool.submit(register, port, number) for number in range(150)]
            time.sleep(0.3)
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                assert max(asked(port, path) for path in ("/healthz", "/api/v1/capabilities")) < 1
            locker.communicate(b"\n")
        assert {one.result() for one in calls} <= {201, 429, 503}


def test_garbage_is_collected_by_one_thread_alone():
    code = """
import sys, threading, time
from onlineocr.garbage import collect_aside
class Knot:
    def __init__(self): self.me = self
    def __del__(self): freed.add(threading.current_thread().name)
freed = set()
collect_aside()
kept = [Knot() and [] for _ in range(100_000)]
time.sleep(0.5)
print(freed)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "{'garbage'}\n"
